import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../store/index.ts';
import { HandlerContext } from './handler-context.ts';
import type { Session } from './session.ts';

test('context: when its session has left it refuses every write by name, and reads on', async () => {
  const calls: string[] = [];
  const call = (name: string) => async () => calls.push(name);
  const names = ['get', 'list', 'insert', 'upsert', 'update', 'delete', 'deleteWhere'] as const;
  const access = Object.fromEntries(names.map((name) => [name, call(name)]));
  const store = { run: call('run'), query: call('query') } as unknown as Store;
  // All that a context asks of its session and services here.
  const services = { tables: [['ore', access, false]], liveTables: [], store } as never;
  const context = new HandlerContext({ id: 7, live: null } as unknown as Session, services);
  type Any = Readonly<Record<string, () => Promise<unknown>>>;
  const given = context.store as unknown as Any & { readonly ore: Any };
  const { ore } = given;
  for (const name of names) await ore[name]?.();
  await given['run']?.();
  assert.deepEqual(calls, [...names, 'run']);
  context.end();
  for (const name of names.slice(2)) {
    await assert.rejects(async () => ore[name]?.(), { code: 'session-left', message: /session 7 has left/ });
  }
  await assert.rejects(async () => given['run']?.(), { code: 'session-left' });
  await ore['get']?.();
  await ore['list']?.();
  await given['query']?.();
  assert.deepEqual(calls.slice(names.length + 1), ['get', 'list', 'query']);
});
