// Changes the tables of a database to match their declarations, all in one transaction: new tables, the steps between the stored
// and the declared version, then differences that need no step (columns with null or a default, indexes). A contradiction is
// refused with its table and column. Nothing is dropped because it is no longer declared.
import { messageOf } from '../../base/index.ts';
import {
  differencesOf,
  isSameIndex,
  kindRefusal,
  type Layout,
  layoutOf,
  type Migration,
  newerText,
  type StoredLayout,
  StoreError,
  type Table,
  toSqlName,
  versionOf,
} from '../table/index.ts';
import { loadMigration } from './procedure-loader.ts';
import type { ActualTable, SchemaDatabase } from './schema-database.ts';
import { SchemaMigrationTx } from './schema-migration.ts';
import { addColumnSql, createIndexSql, dropIndexSql } from './sql-text.ts';

/** The version of the store's own tables. */
export const FORMAT_VERSION = 1;

/**
 * Changes tables to match their declarations. A table without a stored layout is created. `ram` tables are among them only where the
 * database keeps them.
 */
export async function openTables(
  db: SchemaDatabase,
  tables: readonly Table[],
  stored: ReadonlyMap<string, StoredLayout>,
): Promise<void> {
  for (const table of tables) await openTable(db, table, stored.get(table.name) ?? null);
}

/** Throws when a table is stored otherwise than declared, in memory or by a newer program: before anything is changed. */
export function checkKinds(
  db: SchemaDatabase,
  tables: readonly Table[],
  stored: ReadonlyMap<string, StoredLayout>,
): void {
  for (const table of tables) {
    const known = stored.get(table.name);
    if (known !== undefined) checkVersion(db, table, known);
  }
}

/** Throws when a stored table lacks columns or its key: somebody changed the database by hand. */
export async function checkTables(
  db: SchemaDatabase,
  tables: readonly Table[],
  stored: ReadonlyMap<string, StoredLayout>,
): Promise<void> {
  const actual = await db.actualTables();
  for (const table of tables) {
    const known = stored.get(table.name);
    if (known === undefined || table.kind === 'ram') continue;
    for (const { name } of db.placesOf(table)) {
      const what = damageOf(name, known.layout, actual.get(name));
      if (what === null) continue;
      const advice = 'The database was changed by hand: undo that, or restore a backup';
      throw new StoreError('schema-conflict', `${db.location}: table ${table.name}: ${what}. ${advice}`, {
        table: table.name,
      });
    }
  }
}

function damageOf(place: string, layout: Layout, actual: ActualTable | undefined): string | null {
  if (actual === undefined) return `the database has no table ${place} any more`;
  for (const column of Object.keys(layout.columns))
    if (!actual.columns.includes(column)) return `${place} has no column ${column} any more`;
  const key = `(${layout.key.join(', ')})`;
  return actual.key.join() === layout.key.join() ? null : `${place} does not have the primary key ${key} any more`;
}

async function openTable(db: SchemaDatabase, table: Table, stored: StoredLayout | null): Promise<void> {
  if (stored === null) await createTable(db, table);
  else await changeTable(db, table, stored);
  const declared = { version: versionOf(table), layout: layoutOf(table) };
  if (stored === null || !isSameLayout(stored, declared)) await writeLayout(db, table, declared);
}

/** Creates a table with its indexes, in all its places. */
export async function createTable(db: SchemaDatabase, table: Table): Promise<void> {
  await db.beforeCreate?.(table);
  for (const place of db.placesOf(table)) {
    await db.execute(db.dialect.createTable(table, place));
    for (const index of table.indexes) await db.execute(createIndexSql(db.dialect, place, index));
  }
}

/** A stored layout; throws when its text is damaged. */
export function readLayoutText(
  location: string,
  {
    name,
    version,
    layout,
  }: { readonly name: string; readonly version: bigint | number | string; readonly layout: string },
): StoredLayout {
  try {
    return { version: Number(version), layout: JSON.parse(layout) as Layout };
  } catch (cause) {
    const what = `${location}: the layout of table ${name} cannot be read (${messageOf(cause)}): the database is damaged`;
    throw new StoreError('corrupt', `${what}; keep a copy of it and restore a backup`, { table: name, cause });
  }
}

async function writeLayout(db: SchemaDatabase, table: Table, stored: StoredLayout): Promise<void> {
  const values = [1, 2, 3].map((position) => db.dialect.placeholder(position)).join(', ');
  const action = 'DO UPDATE SET version = excluded.version, layout = excluded.layout';
  const sql = `INSERT INTO jadegate_table (name, version, layout) VALUES (${values}) ON CONFLICT (name) ${action}`;
  await db.execute(sql, [table.name, stored.version, JSON.stringify(stored.layout)]);
}

function isSameLayout(left: StoredLayout, right: StoredLayout): boolean {
  return left.version === right.version && JSON.stringify(left.layout) === JSON.stringify(right.layout);
}

function checkVersion(db: SchemaDatabase, table: Table, stored: StoredLayout): void {
  const refusal = kindRefusal(table, stored);
  if (refusal !== null) throw conflict(db, table, refusal);
  if (stored.version <= versionOf(table)) return;
  const message = `${db.location}: written by a newer program: ${newerText(table, stored)}; start that program`;
  throw new StoreError('schema-newer', message, { table: table.name });
}

async function changeTable(db: SchemaDatabase, table: Table, stored: StoredLayout): Promise<void> {
  const steps = table.steps.filter((step) => step.version > stored.version);
  const isSame = JSON.stringify(stored.layout) === JSON.stringify(layoutOf(table));
  if (steps.length === 0 && isSame) return;
  if (table.kind === 'split') db.beforeChange?.(table);
  let layout = stored.layout;
  for (const step of steps) layout = await migrate(db, table, { layout, migration: await loadMigration(step) });
  refuseContradictions(db, table, layout);
  await addColumns(db, table, layout);
  await changeIndexes(db, table, layout);
  if (table.kind === 'split') db.afterChange?.(table);
}

async function migrate(
  db: SchemaDatabase,
  table: Table,
  { layout, migration }: { readonly layout: Layout; readonly migration: Migration },
): Promise<Layout> {
  const { name, version } = migration.step;
  const tx = new SchemaMigrationTx(db, { table, layout, places: db.placesOf(table) });
  try {
    await migration.body(tx);
  } catch (thrown) {
    const message = `${db.location}: migration ${name} of table ${table.name} to version ${version}: ${messageOf(thrown)}`;
    throw new StoreError('migration-failed', `${message}; the database is as before`, {
      table: table.name,
      cause: thrown,
    });
  }
  const values = [1, 2, 3].map((position) => db.dialect.placeholder(position)).join(', ');
  const sql = `INSERT INTO jadegate_migration (table_name, version, name) VALUES (${values})`;
  await db.execute(sql, [table.name, version, name]);
  return tx.layout;
}

async function addColumns(db: SchemaDatabase, table: Table, layout: Layout): Promise<void> {
  for (const [name, column] of Object.entries(table.columns)) {
    if (toSqlName(name) in layout.columns) continue;
    for (const place of db.placesOf(table)) await db.execute(addColumnSql(db.dialect, place, [name, column]));
  }
}

function refuseContradictions(db: SchemaDatabase, table: Table, layout: Layout): void {
  const refused = differencesOf(table, layout).find(({ isRefused }) => isRefused);
  if (refused !== undefined) throw conflict(db, table, refused.what);
}

async function changeIndexes(db: SchemaDatabase, table: Table, layout: Layout): Promise<void> {
  const declared = layoutOf(table).indexes;
  for (const place of db.placesOf(table)) {
    // Declared and stored indexes have the same SQL names.
    for (const index of layout.indexes) {
      if (!declared.some((other) => isSameIndex(index, other)))
        await db.execute(dropIndexSql(db.dialect, place, index));
    }
    for (const index of declared) {
      if (!layout.indexes.some((other) => isSameIndex(index, other)))
        await db.execute(createIndexSql(db.dialect, place, index));
    }
  }
}

function conflict(db: SchemaDatabase, table: Table, what: string): StoreError {
  const message = `${db.location}: table ${table.name}: ${what}; change the declaration back, or add a migration step`;
  return new StoreError('schema-conflict', message, { table: table.name });
}
