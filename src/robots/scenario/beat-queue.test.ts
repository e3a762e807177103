import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BeatQueue } from './beat-queue.ts';

test('beat queue: gives what it has in the order of its moments, whatever comes in between', () => {
  const step = fc.option(fc.integer({ min: 0, max: 30 }), { nil: null });
  const property = fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const queue = new BeatQueue<{ readonly dueMs: number }>();
    const sorted: number[] = [];
    for (const dueMs of steps) {
      if (dueMs === null) {
        assert.equal(queue.first?.dueMs, sorted[0]);
        assert.equal(queue.shift()?.dueMs, sorted.shift());
      } else {
        queue.push({ dueMs });
        sorted.push(dueMs);
        sorted.sort((left, right) => left - right);
      }
      assert.equal(queue.size, sorted.length);
    }
  });
  fc.assert(property, { numRuns: 200 });
});
