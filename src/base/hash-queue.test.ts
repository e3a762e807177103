// The queue in front of slow work: its bounds, its order, and that a failure frees its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HashQueue } from './hash-queue.ts';

test('hash queue: it limits how many run and how many wait, keeps their order, and rejects the rest', async () => {
  const queue = new HashQueue({ atOnce: 2, waitingMax: 3 });
  const gates: PromiseWithResolvers<void>[] = [];
  const begun: number[] = [];
  const results = Array.from({ length: 8 }, (_, index) =>
    queue.run(async () => {
      begun.push(index);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return index;
    }),
  );
  assert.deepEqual(await Promise.all(results.slice(5)), [null, null, null]);
  assert.deepEqual(begun, [0, 1]);
  for (let index = 0; index < 5; index++) {
    gates[index]?.resolve();
    assert.equal(await results[index], index);
  }
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
});

test('hash queue: work that fails frees its place', async () => {
  const queue = new HashQueue({ atOnce: 1, waitingMax: 1 });
  await assert.rejects(
    queue.run(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await queue.run(() => Promise.resolve('next')), 'next');
});
