import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Change, ChangeSet } from './change-set.ts';

const ROWS_MAX = 30;

/** The rows of a database after the changes, by table and key. */
function applied(before: readonly Change[], changes: readonly Change[]): ReadonlyMap<string, unknown> {
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  for (const change of [...before, ...changes]) {
    if (change.op === 'clear') {
      for (const key of rows.keys()) if (key.startsWith(`${change.table} `)) rows.delete(key);
      continue;
    }
    const key = `${change.table} ${change.keyText}`;
    const row = rows.get(key);
    if (change.op === 'delete') rows.delete(key);
    else if (change.op === 'put') rows.set(key, change.row);
    else if (row !== undefined) rows.set(key, { ...row, ...change.patch });
  }
  return rows;
}

/** Without changes of columns of rows that do not exist: an owner refuses them. */
function allowed(stored: readonly Change[], changes: readonly Change[]): readonly Change[] {
  const kept: Change[] = [];
  for (const each of changes) {
    const isRow = (rows: ReadonlyMap<string, unknown>) =>
      each.op === 'set' && rows.has(`${each.table} ${each.keyText}`);
    if (each.op !== 'set' || isRow(applied(stored, kept))) kept.push(each);
  }
  return kept;
}

const tables = fc.constantFrom('bag', 'vault');
const keyTexts = fc.integer({ min: 0, max: ROWS_MAX }).map(String);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ op: fc.constant('clear' as const), table: tables }) },
  {
    weight: 30,
    arbitrary: fc.tuple(fc.constantFrom('delete', 'put', 'set'), tables, keyTexts, fc.nat(9)).map(made),
  },
);

function made([op, table, keyText, count]: [string, string, string, number]): Change {
  const key = [keyText];
  if (op === 'delete') return { op, table, keyText, key };
  if (op === 'put') return { op, table, keyText, row: { count, note: 'n' } };
  return { op: 'set', table, keyText, key, patch: { count } };
}

test('change set: of few and of many rows, one change a row has the effect of all changes in their order', () => {
  const lists = fc.array(change, { maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(lists, lists, lists, (stored, drawnEarlier, drawnLater) => {
      const earlier = allowed(stored, drawnEarlier);
      const later = allowed([...stored, ...earlier], drawnLater);
      const [set, newer] = [new ChangeSet(), new ChangeSet()];
      for (const each of earlier) set.add(each);
      for (const each of later) newer.add(each);
      set.addAll(newer);
      const all = [...earlier, ...later];
      assert.deepEqual(applied(stored, set.changes()), applied(stored, all));
      const names = set.changes().map((each) => (each.op === 'clear' ? each.table : `${each.table} ${each.keyText}`));
      assert.equal(new Set(names).size, set.count, 'each row and each cleared table is there once');
      for (const each of all) {
        if (each.op === 'clear') assert.equal(set.find(each.table, 'none')?.op, 'clear');
        else assert.notEqual(set.find(each.table, each.keyText), null);
      }
      assert.equal(set.find('other', '1'), null);
    }),
  );
});
