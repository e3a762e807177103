import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { Counters, silentLogger, systemClock } from '../../base/index.ts';
import { failHalfway, renameAndConvert } from '../body/schema.fixture.ts';
import { sqliteBody } from '../sqlite/index.ts';
import {
  type ColumnSet,
  defineTable,
  integer,
  type MigrationStep,
  StoreError,
  type Table,
  type TableIndex,
  text,
} from '../table/index.ts';
import { planMigration } from './plan-migration.ts';
import { openStore, type Store } from './store.ts';

const directory = mkdtempSync(join(tmpdir(), 'plan-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;

const level = integer({ default: 1 });
function thing(
  columns: ColumnSet,
  more: { indexes?: readonly TableIndex[]; steps?: readonly MigrationStep[] } = {},
): Table<'disc'> {
  const all: ColumnSet = { id: integer(), ...columns };
  return defineTable({ name: 'thing', kind: 'disc', columns: all, key: ['id'], ...more });
}

const FIRST = thing({ name: text(), level });

function partsFor(file: string, tables: readonly Table[]): Parameters<typeof openStore>[0] {
  const body = sqliteBody({ at: { file }, thread: 'caller', openWaitMs: 10 });
  return { body, tables, serverIds: [1], clock: systemClock, log: silentLogger, counters: new Counters() };
}

function open(file: string, tables: readonly Table[]): Promise<Store> {
  return openStore(partsFor(file, tables));
}

/** A store with two rows of the same name. */
async function firstFile(): Promise<string> {
  const file = join(directory, `${files++}.sqlite`);
  const store = await open(file, [FIRST]);
  for (const id of [1, 2]) await store.table(FIRST).insert({ id, name: 'one' });
  await store.close();
  return file;
}

const REFUSED: readonly (readonly [title: string, table: Table, words: RegExp])[] = [
  ['a renamed column', thing({ title: text({ default: '' }), level }), /column name is stored and no longer declared/],
  ['a column no longer declared', thing({ name: text() }), /column level is stored and no longer declared/],
  ['a changed type', thing({ name: text(), level: text({ default: '' }) }), /stored as integer and declared as text/],
  ['a column without a default', thing({ name: text(), level, depth: integer() }), /column depth is new: make it/],
  [
    'a unique index that rows break',
    thing({ name: text(), level }, { indexes: [{ on: ['name'], unique: true }] }),
    /thing: a row with this \(name\) exists already/,
  ],
  ['a step that fails', thing({ name: text() }, { steps: [failHalfway.step] }), /failHalfway.*out of ideas/],
  ['a step that leaves a difference', thing({ name: text() }, { steps: [renameAndConvert.step] }), /rank|title/],
];

for (const [title, table, words] of REFUSED) {
  test(`migration plan: ${title} is refused by the plan as by the start, and nothing is changed`, async () => {
    const file = await firstFile();
    const { refusal } = await planMigration(partsFor(file, [table]));
    assert.match(refusal?.message ?? '', words);
    await assert.rejects(open(file, [table]), (error) => error instanceof StoreError && error.code === refusal?.code);
    const store = await open(file, [FIRST]);
    assert.equal((await store.table(FIRST).list({})).length, 2);
    await store.close();
  });
}

test('migration plan: what it allows the start does, with the same words', async () => {
  const file = await firstFile();
  const wider = thing({ name: text(), level, depth: integer({ default: 0 }) }, { indexes: [{ on: ['name'] }] });
  const plan = await planMigration(partsFor(file, [wider]));
  assert.deepEqual([plan.refusal, plan.isTried], [null, true]);
  assert.deepEqual(
    plan.changes.map(({ table, what }) => `${table}: ${what}`),
    ['thing: column depth is added', 'thing: index (name) is made'],
  );
  await (await open(file, [wider])).close();
  assert.deepEqual((await planMigration(partsFor(file, [wider]))).changes, []);
});

test('migration plan: while a server has the store open, the declarations alone are compared', async () => {
  const file = await firstFile();
  const running = await open(file, [FIRST]);
  const unique = thing({ name: text(), level }, { indexes: [{ on: ['name'], unique: true }] });
  const plan = await planMigration(partsFor(file, [unique]));
  assert.deepEqual([plan.refusal, plan.isTried], [null, false]);
  await running.close();
});

test('store: a table that was changed by hand is refused at the start, by table and column', async () => {
  const role = defineTable({
    name: 'item',
    kind: 'split',
    columns: { slot: integer(), count: integer() },
    key: ['slot'],
  });
  for (const [sql, words] of [
    [
      'ALTER TABLE thing DROP COLUMN level',
      /table thing: thing has no column level any more\. The database was changed/,
    ],
    ['DROP VIEW item; ALTER TABLE item_1_0 DROP COLUMN count', /table item: item_1_0 has no column count any more/],
    ['DROP TABLE thing', /table thing: the database has no table thing any more/],
    [
      'DROP VIEW item; DROP TABLE item_1_0; CREATE TABLE item_1_0 (role_id INTEGER, slot INTEGER, count INTEGER)',
      /item_1_0 does not have the primary key \(role_id, slot\) any more/,
    ],
  ] as const) {
    const file = await firstFile();
    await (await open(file, [FIRST, role])).close();
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    await assert.rejects(open(file, [FIRST, role]), words);
    await assert.rejects(planMigration(partsFor(file, [FIRST, role])), words);
  }
});

test('store: designer data and rows in memory do not hide a stored table of the same name', async () => {
  for (const kind of ['static', 'ram'] as const) {
    const file = await firstFile();
    const columns = { id: integer(), name: text(), level };
    const other = defineTable({ name: 'thing', kind, columns, key: ['id'] });
    const statics = kind === 'static' ? [{ table: other as Table<'static'>, file: 'thing.json', rows: [] }] : [];
    const refused = new RegExp(`table thing: it is stored as disc and declared as ${kind}`);
    await assert.rejects(openStore({ ...partsFor(file, [other]), statics }), refused);
    assert.match((await planMigration(partsFor(file, [other]))).refusal?.message ?? '', refused);
  }
});
