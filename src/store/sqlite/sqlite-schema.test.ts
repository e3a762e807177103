import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { SqlValue } from '../body/index.ts';
import { addAnother, failHalfway, renameAndConvert } from '../body/schema.fixture.ts';
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
import { SqliteEngine } from './sqlite-engine.ts';
import type { SqliteRequest } from './sqlite-link.ts';

const directory = mkdtempSync(join(tmpdir(), 'sqlite-schema-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;

const ROLES = [10_000_001, 10_600_000].map((number) => roleIdOf({ serverId: 1, number }));

/** A disc and a split table of the same further columns, as one version of a program declares them. */
function declare(columns: ColumnSet, more: Partial<Table> = {}): readonly Table<StoredKind>[] {
  const thingColumns: ColumnSet = { id: integer(), ...columns };
  const shared = { columns, indexes: more.indexes ?? [], steps: more.steps ?? [] };
  return [
    defineTable({ name: 'thing', kind: 'disc', key: ['id'], ...shared, columns: thingColumns }),
    defineTable({ name: 'role', kind: 'split', ...shared, rowsPerSplit: more.rowsPerSplit ?? 500_000 }),
  ] as unknown as readonly Table<StoredKind>[];
}

const FIRST = declare({ name: text(), level: integer({ default: 1 }) }, { indexes: [{ on: ['name'], unique: false }] });

function open(file: string, tables: readonly Table<StoredKind>[]): Promise<SqliteEngine> {
  const options = { access: 'write', file, bytesMax: null, openWaitMs: 10, tables, serverIds: [1] } as const;
  return SqliteEngine.open({ ...options, isTrial: false, inherits: false, traces: [], repair: null }, () => {});
}

/** A database as the first version left it: a row in `thing` and one in each of two splits of `role`. */
async function firstVersion(): Promise<string> {
  const file = join(directory, `${files++}.sqlite`);
  const engine = await open(file, FIRST);
  await execute(engine, ['call', ['insert', 0, [], [1, 'one', 5]]]);
  for (const [at, roleId] of ROLES.entries())
    await execute(engine, ['call', ['insert', 1, [], [roleId, `role-${at}`, at]]]);
  engine.close();
  return file;
}

async function execute(engine: SqliteEngine, request: SqliteRequest): Promise<unknown> {
  const { values, failures } = await engine.groups.execute([request]);
  assert.deepEqual(failures, []);
  return values[0];
}

function query(engine: SqliteEngine, sql: string, parameters: readonly SqlValue[] = []): Promise<unknown> {
  return execute(engine, ['query', sql, parameters]);
}

test('schema: an unchanged declaration opens again', async () => {
  const file = await firstVersion();
  const engine = await open(file, FIRST);
  assert.deepEqual(await query(engine, 'SELECT * FROM thing'), [{ id: 1, name: 'one', level: 5 }]);
  engine.close();
});

test('schema: a new column with null or a default is added everywhere, and a new index', async () => {
  const file = await firstVersion();
  const added = {
    name: text(),
    level: integer({ default: 1 }),
    gold: bigint({ default: 7n }),
    note: text({ nullable: true }),
  };
  const engine = await open(file, declare(added, { indexes: [{ on: ['gold'], unique: false }] }));
  assert.deepEqual(await query(engine, 'SELECT * FROM thing'), [
    { id: 1, name: 'one', level: 5, gold: 7n, note: null },
  ]);
  assert.deepEqual(await query(engine, 'SELECT name, gold FROM role ORDER BY name'), [
    { name: 'role-0', gold: 7n },
    { name: 'role-1', gold: 7n },
  ]);
  const indexes = await query(
    engine,
    "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
  );
  assert.deepEqual(
    (indexes as { name: string }[]).map(({ name }) => name),
    ['role_1_0__gold', 'role_1_1__gold', 'role_1_2__gold', 'thing__gold'],
  );
  await execute(engine, ['call', ['insert', 1, [], [(ROLES[0] as bigint) + 1n, 'new', 1, 9n, 'x']]]);
  engine.close();
});

test('schema: what contradicts the database is refused by table and column, and nothing is changed', async () => {
  const file = await firstVersion();
  const level = integer({ default: 1 });
  const contradictions: readonly (readonly [readonly Table<StoredKind>[], RegExp])[] = [
    [declare({ name: text() }), /table thing: column level is stored and no longer declared/],
    [declare({ name: text(), level: text({ default: '' }) }), /column level is stored as integer and declared as text/],
    [
      declare({ name: text(), level: bigint({ default: 1n }) }),
      /column level is stored as integer and declared as bigint/,
    ],
    [
      declare({ name: text({ nullable: true }), level }),
      /column name is stored as not nullable and declared otherwise/,
    ],
    [declare({ name: text(), level, note: text() }), /column note is new: make it nullable or give it a default/],
    [declare({ name: text(), level }, { rowsPerSplit: 1000 }), /table role: rowsPerSplit is stored as 500000/],
    [[defineTable({ name: 'role', kind: 'disc', columns: { roleId: bigint() }, key: ['roleId'] })], /stored as split/],
    [
      [
        defineTable({
          name: 'thing',
          kind: 'disc',
          columns: { id: integer(), name: text(), level },
          key: ['id', 'name'],
        }),
      ],
      /the key is stored as \(id\) and declared as \(id, name\)/,
    ],
  ];
  for (const [tables, message] of contradictions) await rejects(open(file, tables), 'schema-conflict', message);
  (await open(file, FIRST)).close();
});

test('schema: a unique index that the rows break is refused, with the columns', async () => {
  const file = await firstVersion();
  const engine = await open(file, FIRST);
  await execute(engine, ['call', ['insert', 0, [], [2, 'one', 5]]]);
  engine.close();
  const columns = { id: integer(), name: text(), level: integer({ default: 1 }) };
  const unique = defineTable({
    name: 'thing',
    kind: 'disc',
    columns,
    key: ['id'],
    indexes: [{ on: ['name'], unique: true }],
  });
  await rejects(open(file, [unique]), 'unique-violation', /table thing/);
});

const SECOND = { title: text(), rank: text({ nullable: true }) };

test('schema: a migration step changes the table and all sub-tables, once', async () => {
  const file = await firstVersion();
  const second = declare(SECOND, { steps: [renameAndConvert.step] });
  (await open(file, second)).close();
  const engine = await open(file, second);
  assert.deepEqual(await query(engine, 'SELECT * FROM thing'), [{ id: 1, title: 'one', rank: 'rank 5' }]);
  assert.deepEqual(await query(engine, 'SELECT title, rank FROM role ORDER BY role_id'), [
    { title: 'role-0', rank: null },
    { title: 'role-1', rank: 'rank 1' },
  ]);
  const log = await query(engine, 'SELECT table_name, version, name FROM jadegate_migration ORDER BY table_name');
  assert.deepEqual(log, [
    { tableName: 'role', version: 2, name: 'renameAndConvert' },
    { tableName: 'thing', version: 2, name: 'renameAndConvert' },
  ]);
  engine.close();
});

test('schema: several steps run in order; a database made new runs none', async () => {
  const third = declare(SECOND, { steps: [renameAndConvert.step, addAnother.step] });
  const engine = await open(await firstVersion(), third);
  assert.deepEqual(await query(engine, 'SELECT title FROM thing'), [{ title: 'one!' }]);
  engine.close();
  const fresh = await open(join(directory, `${files++}.sqlite`), third);
  assert.deepEqual(await query(fresh, 'SELECT * FROM jadegate_migration'), []);
  fresh.close();
});

test('schema: a step that fails leaves the database as it was, by name', async () => {
  const file = await firstVersion();
  const broken = declare({ name: text() }, { steps: [failHalfway.step] });
  await rejects(
    open(file, broken),
    'migration-failed',
    /migration failHalfway of table thing to version 2: out of ideas/,
  );
  (await open(file, FIRST)).close();
});

test('schema: a step that cannot be found is named with its module', async () => {
  const file = await firstVersion();
  const steps = [{ ...failHalfway.step, name: 'forgotten' }];
  await rejects(open(file, declare({ name: text() }, { steps })), 'procedure-missing', /forgotten .*not exported/);
});

test('schema: a table newer than the program is refused with both versions', async () => {
  const file = await firstVersion();
  (await open(file, declare(SECOND, { steps: [renameAndConvert.step] }))).close();
  await rejects(open(file, FIRST), 'schema-newer', /table thing has version 2, this program knows 1/);
});

async function rejects(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error: { code: string; message: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}
