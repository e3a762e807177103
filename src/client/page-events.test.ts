import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, watchPage } from './page-events.ts';

class FakePage implements Page {
  visibilityState = 'visible';
  document?: FakePage;
  readonly #listeners = new Map<string, Set<() => void>>();

  readonly addEventListener = (type: string, listener: () => void): void => {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  };

  readonly removeEventListener = (type: string, listener: () => void): void => {
    this.#listeners.get(type)?.delete(listener);
  };

  fire(type: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener();
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }
}

function watched(page: Page): { readonly calls: string[]; readonly stop: () => void } {
  const calls: string[] = [];
  const stop = watchPage(page, {
    setOnline: (isOnline) => calls.push(isOnline ? 'online' : 'offline'),
    connectNow: () => calls.push('now'),
  });
  return { calls, stop };
}

test('page events: the network and a page that is seen again reach the client, a page that is hidden does not', () => {
  const page = new FakePage();
  const document = new FakePage();
  page.document = document;
  const { calls, stop } = watched(page);
  page.fire('offline');
  document.visibilityState = 'hidden';
  document.fire('visibilitychange');
  page.fire('online');
  document.visibilityState = 'visible';
  document.fire('visibilitychange');
  document.fire('resume');
  assert.deepEqual(calls, ['offline', 'online', 'now', 'now']);
  stop();
  assert.deepEqual([page.listenerCount, document.listenerCount], [0, 0]);
  page.fire('online');
  assert.equal(calls.length, 4);
});

test('page events: a worker has no document, and some runtimes have no events', () => {
  const worker = new FakePage();
  const { calls } = watched(worker);
  worker.fire('online');
  assert.deepEqual(calls, ['online']);
  watched({}).stop();
});
