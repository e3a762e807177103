// Brings a database to what is declared, all in one transaction: new tables, the steps between the stored and the declared
// version, then what a comparison of both finds and can add by itself (columns with null or a default, indexes). Whatever
// contradicts the declaration is refused by table and column; nothing is ever dropped because it is no longer declared.
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../base/index.ts';
import type { StoreAccess } from './body.ts';
import type { Migration } from './procedure.ts';
import { addColumnSql, createIndexSql, createTableSql, dropIndexSql, quote } from './sqlite-ddl.ts';
import { toTypeScriptName } from './sqlite-error.ts';
import { LAYOUT_SQL, readLayouts, sqlTablesOf, writeLayout } from './sqlite-layout.ts';
import { SqliteMigrationTx } from './sqlite-migration.ts';
import { loadMigration } from './sqlite-procedures.ts';
import { SPLIT_REGISTRY_SQL, type SqliteSplits } from './sqlite-splits.ts';
import { StoreError } from './store-error.ts';
import { isSameIndex, type Layout, layoutOf, type StoredLayout } from './stored-layout.ts';
import { type Table, toSqlName, versionOf } from './table.ts';

const MIGRATION_LOG_SQL = `CREATE TABLE IF NOT EXISTS jadegate_migration (
  table_name TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at INTEGER NOT NULL,
  PRIMARY KEY (table_name, version)) STRICT, WITHOUT ROWID`;

export interface SchemaOptions {
  readonly db: DatabaseSync;
  readonly location: string;
  readonly tables: readonly Table[];
  readonly splits: SqliteSplits;
  readonly serverIds: readonly number[];
  readonly access: StoreAccess;
}

/** Gives what was stored before anything was changed, by table. */
export async function openSchema(options: SchemaOptions): Promise<ReadonlyMap<string, StoredLayout>> {
  const { db, splits } = options;
  if (options.access === 'read') {
    splits.load();
    return readLayouts(db);
  }
  db.exec('BEGIN IMMEDIATE');
  for (const sql of [LAYOUT_SQL, SPLIT_REGISTRY_SQL, MIGRATION_LOG_SQL]) db.exec(sql);
  splits.load();
  const layouts = readLayouts(db);
  for (const table of options.tables) await openTable(options, table, layouts.get(table.name) ?? null);
  splits.maintain(options.serverIds);
  db.exec('COMMIT');
  splits.settle();
  return layouts;
}

async function openTable(options: SchemaOptions, table: Table, stored: StoredLayout | null): Promise<void> {
  const { db } = options;
  if (stored === null) {
    if (table.kind !== 'split') createTable(options, table);
  } else {
    checkVersion(options, table, stored);
    await changeTable(options, table, stored);
  }
  if (table.kind !== 'ram') writeLayout(db, table, { version: versionOf(table), layout: layoutOf(table) });
}

function createTable(options: SchemaOptions, table: Table): void {
  for (const place of sqlTablesOf(table, options.splits)) {
    options.db.exec(createTableSql(table, place));
    for (const index of table.indexes) options.db.exec(createIndexSql(place, index));
  }
}

function checkVersion(options: SchemaOptions, table: Table, stored: StoredLayout): void {
  if (stored.layout.kind !== table.kind) {
    throw conflict(options, table, `it is stored as ${stored.layout.kind} and declared as ${table.kind}`);
  }
  const declared = versionOf(table);
  if (stored.version <= declared) return;
  const versions = `table ${table.name} has version ${stored.version}, this program knows ${declared}`;
  const message = `${options.location}: written by a newer program: ${versions}; start that program`;
  throw new StoreError('schema-newer', message, { table: table.name });
}

async function changeTable(options: SchemaOptions, table: Table, stored: StoredLayout): Promise<void> {
  const steps = table.steps.filter((step) => step.version > stored.version);
  const isSame = JSON.stringify(stored.layout) === JSON.stringify(layoutOf(table));
  if (steps.length === 0 && isSame) return;
  // A view that names a column stands in the way of its change.
  if (table.kind === 'split') options.db.exec(`DROP VIEW IF EXISTS main.${quote(table.name)}`);
  let layout = stored.layout;
  for (const step of steps) layout = await migrate(options, table, { layout, migration: await loadMigration(step) });
  addColumns(options, table, layout);
  refuseContradictions(options, table, layout);
  changeIndexes(options, table, layout);
  if (table.kind === 'split') options.splits.refreshView(table);
}

async function migrate(
  options: SchemaOptions,
  table: Table,
  { layout, migration }: { readonly layout: Layout; readonly migration: Migration },
): Promise<Layout> {
  const { name, version } = migration.step;
  const tx = new SqliteMigrationTx(options.db, { table, layout, places: sqlTablesOf(table, options.splits) });
  try {
    await migration.body(tx);
  } catch (thrown) {
    const message = `${options.location}: migration ${name} of table ${table.name} to version ${version}: ${messageOf(thrown)}`;
    throw new StoreError('migration-failed', `${message}; the database is as before`, {
      table: table.name,
      cause: thrown,
    });
  }
  options.db.prepare('INSERT INTO jadegate_migration VALUES (?, ?, ?, unixepoch())').run(table.name, version, name);
  return tx.layout;
}

function addColumns(options: SchemaOptions, table: Table, layout: Layout): void {
  for (const [name, column] of Object.entries(table.columns)) {
    if (toSqlName(name) in layout.columns) continue;
    if (!column.omittable) {
      throw conflict(
        options,
        table,
        `column ${name} is new: let it be nullable or give it a default, for the rows that are there`,
      );
    }
    for (const place of sqlTablesOf(table, options.splits)) options.db.exec(addColumnSql(place, name, column));
  }
}

function refuseContradictions(options: SchemaOptions, table: Table, layout: Layout): void {
  const declared = layoutOf(table);
  for (const [name, { type, nullable }] of Object.entries(layout.columns)) {
    const column = declared.columns[name];
    const label = `column ${toTypeScriptName(name)}`;
    if (column === undefined) throw conflict(options, table, `${label} is stored and no longer declared`);
    if (column.type !== type)
      throw conflict(options, table, `${label} is stored as ${type} and declared as ${column.type}`);
    if (column.nullable === nullable) continue;
    throw conflict(options, table, `${label} is stored as ${nullable ? '' : 'not '}nullable and declared otherwise`);
  }
  if (declared.key.join() !== layout.key.join()) {
    throw conflict(
      options,
      table,
      `the key is stored as (${layout.key.join(', ')}) and declared as (${declared.key.join(', ')})`,
    );
  }
  if (table.kind === 'split' && declared.rowsPerSplit !== layout.rowsPerSplit) {
    const values = `${layout.rowsPerSplit} and declared as ${declared.rowsPerSplit}`;
    throw conflict(options, table, `rowsPerSplit is stored as ${values}: rows would be looked for in the wrong split`);
  }
}

function changeIndexes(options: SchemaOptions, table: Table, layout: Layout): void {
  const declared = layoutOf(table).indexes;
  for (const place of sqlTablesOf(table, options.splits)) {
    // Declared names and stored ones make the same SQL names.
    for (const index of layout.indexes) {
      if (!declared.some((other) => isSameIndex(index, other))) options.db.exec(dropIndexSql(place, index));
    }
    for (const index of declared) {
      if (!layout.indexes.some((other) => isSameIndex(index, other))) options.db.exec(createIndexSql(place, index));
    }
  }
}

function conflict(options: SchemaOptions, table: Table, what: string): StoreError {
  const message = `${options.location}: table ${table.name}: ${what}; change the declaration back, or add a migration step`;
  return new StoreError('schema-conflict', message, { table: table.name });
}
