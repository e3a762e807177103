import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineOrder } from './line-order.ts';

function line(robot: number, sequence: number) {
  return { key: 0, robot, sequence, atMs: 0 };
}

test('line order: a line after a later one of the same speaker and channel is found, whoever else speaks', () => {
  const order = new LineOrder({ firstNumber: 11, count: 3 });
  assert.equal(order.hear(11, line(1, 1), 3), true);
  assert.equal(order.hear(11, line(1, 4), 3), true);
  assert.equal(order.hear(11, line(1, 2), 1), true, 'another channel');
  assert.equal(order.hear(11, line(2, 2), 3), true, 'another speaker');
  assert.equal(order.hear(13, line(1, 2), 3), true, 'another hearer');
  assert.equal(order.hear(11, line(1, 3), 3), false);
  assert.equal(order.hear(11, line(1, 5), 3), true);
});

test('line order: past its memory everything is in order', () => {
  const order = new LineOrder({ firstNumber: 1, count: 2, bytesMax: 8 });
  assert.equal(order.hear(1, line(1, 2), 3), true);
  assert.equal(order.hear(1, line(2, 2), 3), true);
  assert.deepEqual([order.hear(1, line(1, 1), 3), order.hear(1, line(2, 1), 3)], [false, true]);
});
