import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { SqliteStatements } from './sqlite-statements.ts';

test('statements: one is prepared once while it is used, and the number kept is bounded', () => {
  const db = new DatabaseSync(':memory:');
  const statements = new SqliteStatements(db, { countMax: 8 });
  let prepared = 0;
  const get = (value: number) =>
    statements.get(`${value}`, () => {
      prepared++;
      return `SELECT ${value}`;
    });
  const first = get(0);
  for (let value = 1; value <= 100; value++) {
    get(value);
    assert.equal(get(0), first);
    assert.ok(statements.count <= 8);
  }
  assert.equal(prepared, 101);
  get(1);
  assert.equal(prepared, 102, 'one that was not used for long was dropped');
  statements.clear();
  assert.equal(statements.count, 0);
  db.close();
});
