import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatementCache } from './statement-cache.ts';

test('statements: one is prepared once while it is used, and the number kept is bounded', () => {
  const dropped: string[] = [];
  const statements = new StatementCache<{ readonly sql: string }>({
    countMax: 8,
    dropped: (statement) => dropped.push(statement.sql),
  });
  let prepared = 0;
  const get = (value: number) =>
    statements.get(`${value}`, () => {
      prepared++;
      return { sql: `SELECT ${value}` };
    });
  const first = get(0);
  for (let value = 1; value <= 100; value++) {
    get(value);
    assert.equal(get(0), first);
    assert.ok(statements.count <= 8);
  }
  assert.equal(prepared, 101);
  assert.ok(dropped.includes('SELECT 1') && !dropped.includes('SELECT 0'));
  get(1);
  assert.equal(prepared, 102, 'one that was not used for long was dropped');
  statements.clear();
  assert.equal(statements.count, 0);
});
