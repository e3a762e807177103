import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSelect, queryBuilder } from './query.ts';

interface Database {
  readonly account_role: { readonly roleId: bigint; readonly createdMs: number };
}

const db = queryBuilder<Database>('sqlite');

test('query: names are those of SQL once compiled, values are parameters', () => {
  const compiled = db.selectFrom('account_role').select('createdMs').where('roleId', '=', 5n).compile();
  assert.equal(compiled.sql, 'select "created_ms" from "account_role" where "role_id" = ?');
  assert.deepEqual(compiled.parameters, [5n]);
});

test('query: the text is that of the database', () => {
  const compiled = queryBuilder<Database>('postgres').selectFrom('account_role').selectAll().where('roleId', '=', 5n);
  assert.equal(compiled.compile().sql, 'select * from "account_role" where "role_id" = $1');
});

test('query: what reads is told from what writes', () => {
  assert.equal(isSelect(db.selectFrom('account_role').selectAll().compile()), true);
  assert.equal(isSelect(db.deleteFrom('account_role').compile()), false);
  assert.equal(isSelect(db.updateTable('account_role').set({ createdMs: 1 }).compile()), false);
});

test('query: executing a builder is refused, rather than giving nothing', async () => {
  await assert.rejects(db.selectFrom('account_role').selectAll().execute(), /leave out \.execute\(\)/);
  await assert.rejects(
    db.transaction().execute(async () => 1),
    /leave out/,
  );
});
