import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from './backoff.ts';
import { SeededRandom } from './random.ts';

test('back-off: doubles up to its maximum, and starts again when a try succeeded', () => {
  const backoff = new Backoff({ minMs: 100, maxMs: 500 });
  const waits = [1, 2, 3, 4, 5].map(() => backoff.nextMs());
  assert.deepEqual(waits, [100, 200, 400, 500, 500]);
  backoff.reset();
  assert.equal(backoff.nextMs(), 100);
});

test('back-off: with randomness each wait is from half of the step to all of it', () => {
  const backoff = new Backoff({ minMs: 1_000, maxMs: 8_000 }, new SeededRandom(3));
  const steps = [1_000, 2_000, 4_000, 8_000, 8_000];
  const waits = steps.map(() => backoff.nextMs());
  for (const [index, stepMs] of steps.entries()) {
    const wait = waits[index] ?? 0;
    assert.ok(wait >= stepMs / 2 && wait <= stepMs, `${wait} of ${stepMs}`);
  }
  assert.notEqual(waits[3], waits[4]);
  backoff.reset();
  assert.ok(backoff.nextMs() <= 1_000);
});

test('back-off: refuses bounds that cannot grow', () => {
  assert.throws(() => new Backoff({ minMs: 0, maxMs: 10 }), /broken invariant/);
  assert.throws(() => new Backoff({ minMs: 11, maxMs: 10 }), /broken invariant/);
});
