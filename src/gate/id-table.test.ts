import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from '../base/index.ts';
import { IdTable } from './id-table.ts';

test('id table: finds the last value of each id, at both ends of the range, and nothing else', () => {
  const table = new IdTable<string>();
  for (const [id, value] of [
    [0, 'first'],
    [26, 'old'],
    [65_535, 'last'],
    [26, 'new'],
  ] as const)
    table.set(id, value);
  assert.deepEqual([table.get(0), table.get(26), table.get(65_535)], ['first', 'new', 'last']);
  for (const id of [1, 25, 65_534, 65_536, -1, 0.5, Number.NaN]) assert.equal(table.get(id), undefined, `${id}`);
});

test('id table: an id that is no u16 is refused', () => {
  const table = new IdTable<string>();
  for (const id of [-1, 65_536, 0.5, Number.NaN]) assert.throws(() => table.set(id, 'x'), AssertionFailure);
});
