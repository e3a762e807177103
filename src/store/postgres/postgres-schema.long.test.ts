import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { failHalfway, renameAndConvert } from '../body/schema.fixture.ts';
import type { Store } from '../front/index.ts';
import { rejects } from '../front/store.conformance-checks.ts';
import {
  bigint,
  type ColumnSet,
  defineTable,
  integer,
  roleIdOf,
  type StoredKind,
  type Table,
  text,
} from '../table/index.ts';
import { openTestStore, queryOnce, TestDatabase } from './postgres.fixture.ts';

const database = await TestDatabase.create('schema');
const ROLES = [10_000_001, 10_600_000].map((number) => roleIdOf({ serverId: 1, number }));

/** A disc and a split table of the same further columns, as one version of a program declares them. */
function declare(columns: ColumnSet, more: Partial<Table> = {}): readonly Table<StoredKind>[] {
  const shared = { columns, indexes: more.indexes ?? [], steps: more.steps ?? [] };
  const thingColumns: ColumnSet = { id: integer(), ...columns };
  return [
    defineTable({ name: 'thing', kind: 'disc', key: ['id'], ...shared, columns: thingColumns }),
    defineTable({ name: 'role', kind: 'split', ...shared, rowsPerSplit: more.rowsPerSplit ?? 500_000 }),
  ] as unknown as readonly Table<StoredKind>[];
}

const FIRST = declare({ name: text(), level: integer({ default: 1 }) }, { indexes: [{ on: ['name'], unique: false }] });
const SECOND = { title: text(), rank: text({ nullable: true }) };

function open(url: string, tables: readonly Table<StoredKind>[]): Promise<Store> {
  return openTestStore({ url }, { tables, statics: [] });
}

if (database !== null) {
  after(() => database.drop());
  declareTests(database);
}

/** A database as the first version left it: a row in `thing` and one in each of two splits of `role`. */
async function firstVersion(db: TestDatabase): Promise<string> {
  const url = await db.freshUrl();
  await (await open(url, FIRST)).close();
  await queryOnce(url, "INSERT INTO thing VALUES (1, 'one', 5)");
  const store = await open(url, FIRST);
  for (const [at, roleId] of ROLES.entries()) {
    await store.table(FIRST[1] as Table<'split'>).insert({ roleId, name: `role-${at}`, level: at });
  }
  await store.close();
  return url;
}

function declareTests(db: TestDatabase): void {
  test('postgres schema: a new column with null or a default is added everywhere, and a new index', async () => {
    const url = await firstVersion(db);
    const added = {
      name: text(),
      level: integer({ default: 1 }),
      gold: bigint({ default: 7n }),
      note: text({ nullable: true }),
    };
    await (await open(url, declare(added, { indexes: [{ on: ['gold'], unique: false }] }))).close();
    assert.deepEqual(await queryOnce(url, 'SELECT name, gold::int, note FROM role ORDER BY name'), [
      { name: 'role-0', gold: 7, note: null },
      { name: 'role-1', gold: 7, note: null },
    ]);
    const indexes = await queryOnce(
      url,
      "SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE '%gold%' ORDER BY 1",
    );
    // One of each sub-table, one of its parent, one of the other table.
    assert.equal(indexes.length, 5);
  });

  test('postgres schema: what contradicts the database is refused by table and column, and nothing is changed', async () => {
    const url = await firstVersion(db);
    const level = integer({ default: 1 });
    const contradictions: readonly (readonly [readonly Table<StoredKind>[], RegExp])[] = [
      [declare({ name: text() }), /table thing: column level is stored and no longer declared/],
      [
        declare({ name: text(), level: text({ default: '' }) }),
        /column level is stored as integer and declared as text/,
      ],
      [declare({ name: text(), level, note: text() }), /column note is new: make it nullable or give it a default/],
      [declare({ name: text(), level }, { rowsPerSplit: 1000 }), /table role: rowsPerSplit is stored as 500000/],
    ];
    for (const [tables, message] of contradictions) await rejects(open(url, tables), 'schema-conflict', { message });
    await (await open(url, FIRST)).close();
  });

  test('postgres schema: a migration step changes the table and all sub-tables, once, with two nodes opening at once', async () => {
    const url = await firstVersion(db);
    const second = declare(SECOND, { steps: [renameAndConvert.step] });
    for (const store of await Promise.all([open(url, second), open(url, second)])) await store.close();
    assert.deepEqual(await queryOnce(url, 'SELECT title, rank FROM role ORDER BY role_id'), [
      { title: 'role-0', rank: null },
      { title: 'role-1', rank: 'rank 1' },
    ]);
    assert.deepEqual(await queryOnce(url, 'SELECT table_name, version FROM jadegate_migration ORDER BY 1'), [
      { table_name: 'role', version: 2 },
      { table_name: 'thing', version: 2 },
    ]);
  });

  test('postgres schema: a step that fails leaves the database as it was, by name', async () => {
    const url = await firstVersion(db);
    const broken = declare({ name: text() }, { steps: [failHalfway.step] });
    await rejects(open(url, broken), 'migration-failed', {
      message: /failHalfway of table thing to version 2: out of/,
    });
    await (await open(url, FIRST)).close();
  });

  test('postgres schema: a table or a format newer than the program is refused with both versions', async () => {
    const url = await firstVersion(db);
    await (await open(url, declare(SECOND, { steps: [renameAndConvert.step] }))).close();
    await rejects(open(url, FIRST), 'schema-newer', { message: /table thing has version 2, this program knows 1/ });
    await queryOnce(url, 'UPDATE jadegate_format SET version = 7');
    await rejects(open(url, FIRST), 'schema-newer', { message: /format 7, this program knows 1/ });
  });

  test('postgres schema: another program’s table of that name is refused and left as it is', async () => {
    const url = await db.freshUrl();
    await queryOnce(url, 'CREATE TABLE thing (theirs text)');
    await rejects(open(url, FIRST), 'schema-conflict', {
      message: /table thing exists already that jadegate did not create/,
    });
    assert.deepEqual(await queryOnce(url, 'SELECT theirs FROM thing'), []);
  });

  test('postgres schema: names longer than the database keeps do not run together', async () => {
    const url = await db.freshUrl();
    const columns = {
      id: integer(),
      aVeryLongNameOfColumnsThatGoesOnAndOnOne: integer({ default: 0 }),
      aVeryLongNameOfColumnsThatGoesOnAndOnTwo: integer({ default: 0 }),
    };
    const long = defineTable({
      name: 'a_table_with_a_long_name',
      kind: 'disc',
      columns,
      key: ['id'],
      indexes: [
        { on: ['aVeryLongNameOfColumnsThatGoesOnAndOnOne'] },
        { on: ['aVeryLongNameOfColumnsThatGoesOnAndOnTwo'] },
      ],
    });
    await (await open(url, [long])).close();
    await (await open(url, [long])).close();
    const indexes = await queryOnce(url, "SELECT 1 FROM pg_indexes WHERE tablename LIKE 'a_table%'");
    assert.equal(indexes.length, 3);
  });
}
