import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../reactor/index.ts';
import type { Layout } from '../wire/index.ts';
import type { GateReason } from './close-reason.ts';
import { type LinkOwner, SessionLink } from './session-link.ts';

class Owner implements LinkOwner {
  readonly calls: string[] = [];
  layout: Layout = 'packed';
  isLayoutTold = false;

  frame(_bytes: Uint8Array, start: number, end: number): void {
    this.calls.push(`frame ${start} ${end}`);
  }

  tgw(): void {
    this.calls.push('tgw');
  }

  drained(): void {
    this.calls.push('drained');
  }

  linkEnding(reason: string): void {
    this.calls.push(`ending ${reason}`);
  }

  linkLost(reason: string): void {
    this.calls.push(`lost ${reason}`);
  }
}

function report(link: SessionLink): void {
  link.tgw();
  link.frame(new Uint8Array(9), 2, 8);
  link.drained();
  link.closing('frame-timeout');
}

test('session link: it reports to the session that has it, to nobody before and to nobody after its end', () => {
  // A link calls nothing of its connection.
  const link = new SessionLink({} as Connection<GateReason>);
  report(link);
  const [first, second] = [new Owner(), new Owner()];
  link.owner = first;
  report(link);
  link.owner = second;
  report(link);
  link.closed('peer-reset');
  report(link);
  link.closed('peer-reset');
  const calls = ['tgw', 'frame 2 8', 'drained', 'ending frame-timeout'];
  assert.deepEqual(first.calls, calls);
  assert.deepEqual(second.calls, [...calls, 'lost peer-reset']);
});
