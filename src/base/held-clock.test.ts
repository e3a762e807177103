import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './clock-manual.ts';
import { HeldClock } from './held-clock.ts';

test('held clock: what is due while it is held comes once when it goes on, unless it was cancelled', () => {
  const manual = new ManualClock();
  const clock = new HeldClock(manual);
  const calls: string[] = [];
  clock.after(10, () => calls.push('after'));
  const cancel = clock.after(10, () => calls.push('cancelled'));
  const stop = clock.every(10, () => calls.push('every'));
  clock.hold();
  manual.advance(35);
  assert.deepEqual([calls, clock.monotonicMs() - manual.monotonicMs()], [[], 0]);
  cancel();
  clock.release();
  assert.deepEqual(calls, ['after', 'every']);
  manual.advance(10);
  stop();
  manual.advance(50);
  clock.release();
  assert.deepEqual(calls, ['after', 'every', 'every']);
});
