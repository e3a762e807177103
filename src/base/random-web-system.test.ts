import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from './assert.ts';
import { webRandom } from './random-web-system.ts';

test('web random: draws are below their bound, and every value comes', () => {
  const seen = new Set(Array.from({ length: 500 }, () => webRandom.below(7)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(webRandom.below(1), 0);
  assert.ok(webRandom.below(2 ** 32) < 2 ** 32);
  for (const bound of [0, 2 ** 32 + 1, Number.NaN]) assert.throws(() => webRandom.below(bound), AssertionFailure);
});

test('web random: bytes are as many as asked for, and differ', () => {
  assert.equal(webRandom.bytes(36).length, 36);
  assert.notDeepEqual(webRandom.bytes(36), webRandom.bytes(36));
});
