import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from './assert.ts';
import { Counters } from './counters.ts';

test('counters: one counter for each name and reason', () => {
  const counters = new Counters();
  counters.counter('closed', 'idle').add();
  counters.counter('closed', 'idle').add(2);
  counters.counter('closed').add(5);
  assert.equal(counters.counter('closed', 'idle'), counters.counter('closed', 'idle'));
  assert.deepEqual(counters.snapshot(), { closed: 5, 'closed{idle}': 3 });
});

test('counters: a snapshot is sorted, omits zeros and does not change', () => {
  const counters = new Counters();
  counters.counter('b').add();
  counters.counter('never');
  counters.counter('a').add();
  const snapshot = counters.snapshot();
  counters.counter('a').add();
  assert.deepEqual(Object.entries(snapshot), [
    ['a', 1],
    ['b', 1],
  ]);
});

test('counters: names that a peer could make up are our bug', () => {
  const counters = new Counters({ countMax: 3 });
  for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) counters.counter(name).add();
  assert.throws(() => counters.counter('d'), AssertionFailure);
  assert.deepEqual(counters.snapshot(), { a: 2, b: 2, c: 2 });
});

test('counters: names of Object are names like others', () => {
  const counters = new Counters();
  for (const name of ['__proto__', 'constructor', 'toString']) counters.counter(name).add();
  assert.deepEqual(Object.keys(counters.snapshot()).sort(), ['__proto__', 'constructor', 'toString']);
});
