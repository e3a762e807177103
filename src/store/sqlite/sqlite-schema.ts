// Changes a SQLite file to match the declarations, all in one transaction: the store's own tables, the declared ones, spare splits.
import type { DatabaseSync } from 'node:sqlite';
import {
  type ActualTable,
  checkKinds,
  checkTables,
  createTable,
  openTables,
  quote,
  readLayoutText,
  type SchemaDatabase,
  type SqlTable,
  type StoreAccess,
} from '../body/index.ts';
import type { StoredLayout, Table } from '../table/index.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { executeQuery } from './sqlite-query.ts';
import { SPLIT_REGISTRY_SQL, type SqliteSplits } from './sqlite-splits.ts';

const LAYOUT_SQL = `CREATE TABLE IF NOT EXISTS jadegate_table (
  name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, layout TEXT NOT NULL) STRICT, WITHOUT ROWID`;

const MIGRATION_LOG_SQL = `CREATE TABLE IF NOT EXISTS jadegate_migration (
  table_name TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY (table_name, version)) STRICT, WITHOUT ROWID`;

export interface SqliteSchemaOptions {
  readonly db: DatabaseSync;
  readonly location: string;
  readonly tables: readonly Table[];
  readonly splits: SqliteSplits;
  readonly serverIds: readonly number[];
  readonly access: StoreAccess;
  readonly isTrial: boolean;
  /** Another process writes the database, with the same tables: nothing is changed but memory. */
  readonly inherits: boolean;
  /** Called at the end of the transaction. */
  readonly last?: () => void;
}

/** Returns the stored layouts before any change, by table. */
export async function openSchema(options: SqliteSchemaOptions): Promise<ReadonlyMap<string, StoredLayout>> {
  const { db, splits, tables } = options;
  const schema = new SqliteSchemaDatabase(options);
  if (options.access === 'read') {
    splits.load();
    const layouts = readLayouts(db, options.location);
    await checkTables(schema, tables, layouts);
    return layouts;
  }
  if (options.inherits) {
    splits.load();
    const layouts = readLayouts(db, options.location);
    checkKinds(schema, tables, layouts);
    for (const table of tables) if (table.kind === 'ram') await createTable(schema, table);
    return layouts;
  }
  db.exec('BEGIN IMMEDIATE');
  for (const sql of [LAYOUT_SQL, SPLIT_REGISTRY_SQL, MIGRATION_LOG_SQL]) db.exec(sql);
  splits.load();
  const layouts = readLayouts(db, options.location);
  checkKinds(schema, tables, layouts);
  await checkTables(schema, tables, layouts);
  const stored = tables.filter((table) => table.kind !== 'ram');
  await openTables(schema, stored, layouts);
  // Live tables are in memory, and new with the process.
  for (const table of tables) if (table.kind === 'ram') await createTable(schema, table);
  splits.maintain(options.serverIds);
  if (!options.isTrial) options.last?.();
  db.exec(options.isTrial ? 'ROLLBACK' : 'COMMIT');
  splits.settle();
  return layouts;
}

/** The layouts of all tables that the database holds. */
export function readLayouts(db: DatabaseSync, location: string): ReadonlyMap<string, StoredLayout> {
  if (db.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'jadegate_table'").get() === undefined)
    return new Map();
  const rows = db.prepare('SELECT name, version, layout FROM jadegate_table ORDER BY name').all();
  return new Map(
    (rows as unknown as readonly (readonly [string, bigint, string])[]).map(([name, version, layout]) => [
      name,
      readLayoutText(location, { name, version, layout }),
    ]),
  );
}

class SqliteSchemaDatabase implements SchemaDatabase {
  readonly location: string;
  readonly dialect = sqliteDialect;
  readonly #db: DatabaseSync;
  readonly #splits: SqliteSplits;

  constructor(options: SqliteSchemaOptions) {
    this.location = options.location;
    this.#db = options.db;
    this.#splits = options.splits;
  }

  async execute(sql: string, parameters: readonly unknown[] = []): Promise<readonly object[]> {
    return executeQuery(this.#db.prepare(sql), parameters, () => null);
  }

  /** For a split table, its sub-tables; a new one has none yet. */
  placesOf(table: Table): readonly SqlTable[] {
    if (table.kind === 'split') return this.#splits.all(table).map((split) => split.place);
    return [{ schema: table.kind === 'ram' ? 'ram' : 'main', name: table.name }];
  }

  async actualTables(): Promise<ReadonlyMap<string, ActualTable>> {
    const sql = `SELECT t.name, json_group_array(c.name), json_group_array(c.pk) FROM main.sqlite_schema AS t
      JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' GROUP BY t.name`;
    const rows = this.#db.prepare(sql).all() as unknown as readonly (readonly [string, string, string])[];
    return new Map(rows.map(([name, columns, keys]) => [name, actualTable(JSON.parse(columns), JSON.parse(keys))]));
  }

  // A view that names a column prevents its change.
  beforeChange(table: Table): void {
    this.#db.exec(`DROP VIEW IF EXISTS main.${quote(table.name)}`);
  }

  afterChange(table: Table): void {
    this.#splits.refreshView(table);
  }
}

/** `places` has the place of each column in the primary key, from 1, or 0. */
function actualTable(columns: readonly string[], places: readonly number[]): ActualTable {
  const key = columns
    .map((name, at) => [places[at] ?? 0, name] as const)
    .filter(([place]) => place > 0)
    .sort(([left], [right]) => left - right);
  return { columns, key: key.map(([, name]) => name) };
}
