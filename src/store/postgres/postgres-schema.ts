// Changes a PostgreSQL database to match the declarations, all in one transaction and by one node at a time: the store's own tables,
// the declared ones, spare splits. Live (`ram`) tables are emptied when no other node is connected.
import { randomUUID } from 'node:crypto';
import {
  type ActualTable,
  checkKinds,
  checkTables,
  FORMAT_VERSION,
  openTables,
  quote,
  type SchemaDatabase,
  type SqlTable,
} from '../body/index.ts';
import { type Layout, type StoredLayout, StoreError, type Table } from '../table/index.ts';
import { SCHEMA_WAIT_MS } from './limits.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { postgresDialect } from './postgres-dialect.ts';
import type { PostgresEngine } from './postgres-engine.ts';
import { ROLE_MISSING, ROW_MISSING } from './postgres-error.ts';
import type { RunSql } from './postgres-splits.ts';

// Advisory locks have two numbers: the purpose, and the schema, so that stores in different schemas are independent.
const LOCK_OF_SCHEMA = "hashtext('jadegate'), hashtext('schema ' || current_schema())";
const LOCK_OF_MAINTENANCE = "hashtext('jadegate'), hashtext('maintenance ' || current_schema())";
const LOCK_OF_NODES = "hashtext('jadegate'), hashtext('nodes ' || current_schema())";

const OWN_TABLES: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS jadegate_format (version integer NOT NULL PRIMARY KEY)',
  // A table to lock: each turn takes the lock before its transaction reads anything.
  'CREATE TABLE IF NOT EXISTS jadegate_turn ()',
  // Called only for a role or row that does not exist: they fail the statements after it.
  `CREATE OR REPLACE FUNCTION jadegate_no_role(role_id bigint, table_name text) RETURNS integer LANGUAGE plpgsql VOLATILE AS
    $$ BEGIN RAISE EXCEPTION '%', role_id USING ERRCODE = '${ROLE_MISSING}', TABLE = table_name; END $$`,
  `CREATE OR REPLACE FUNCTION jadegate_no_row(key text, table_name text, to_name text) RETURNS integer LANGUAGE plpgsql VOLATILE AS
    $$ BEGIN RAISE EXCEPTION '%', key USING ERRCODE = '${ROW_MISSING}', TABLE = table_name, CONSTRAINT = to_name; END $$`,
  `CREATE TABLE IF NOT EXISTS jadegate_table (
    name text NOT NULL PRIMARY KEY, version integer NOT NULL, layout text NOT NULL)`,
  'CREATE TABLE IF NOT EXISTS jadegate_store (id integer NOT NULL PRIMARY KEY, identity text NOT NULL)',
  `CREATE TABLE IF NOT EXISTS jadegate_migration (
    table_name text NOT NULL, version integer NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_name, version))`,
];

const ACTUAL_SQL = `SELECT c.relname, json_agg(a.attname), (
    SELECT json_agg(k.attname ORDER BY array_position(i.indkey::int2[], k.attnum)) FROM pg_index i
    JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey::int2[])
    WHERE i.indrelid = c.oid AND i.indisprimary)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.oid, c.relname`;

/** Marks a node as present for the life of this connection. */
export async function announceNode(connection: PostgresConnection): Promise<void> {
  await connection.query(`SELECT pg_advisory_lock_shared(${LOCK_OF_NODES})`);
}

/** Waits until no other node changes the schema; the lock ends with the connection. */
export async function lockSchema(connection: PostgresConnection, location: string): Promise<void> {
  const { rows } = await connection.query('SELECT current_schema()');
  if (rows[0]?.[0] == null) {
    const message = `${location}: the schema of search_path does not exist: create it`;
    throw new StoreError('denied', message);
  }
  await connection.query(`SELECT set_config('lock_timeout', '${SCHEMA_WAIT_MS}', false)`);
  await connection.query(`SELECT pg_advisory_lock(${LOCK_OF_SCHEMA})`);
}

export interface OpenedSchema {
  /** The stored layouts before any change, by table. */
  readonly layouts: ReadonlyMap<string, StoredLayout>;
  /** See `Body`. */
  readonly identity: string;
}

/** Under `lockSchema`. */
export async function openSchema(
  connection: PostgresConnection,
  engine: PostgresEngine,
  options: { readonly serverIds: readonly number[]; readonly isTrial: boolean },
): Promise<OpenedSchema> {
  const run: RunSql = (sql, values) => connection.query(sql, values);
  const { rows } = await run(`SELECT pg_try_advisory_lock(${LOCK_OF_NODES})`);
  const isFirst = rows[0]?.[0] === 't';
  if (options.isTrial && !isFirst) {
    const what = 'a server uses the database, and a trial would lock its tables';
    throw new StoreError('locked', `${engine.location}: ${what}; stop it first`);
  }
  const act = async (): Promise<OpenedSchema> => {
    for (const sql of OWN_TABLES) await run(sql);
    await checkFormat(run, engine.location);
    const stored = await readLayouts(run);
    engine.adopt(stored);
    const database = new PostgresSchemaDatabase(connection, engine);
    if (isFirst) await dropLive(run);
    const kept = isFirst ? new Map([...stored].filter(([, { layout }]) => layout.kind !== 'ram')) : stored;
    checkKinds(database, engine.tables, kept);
    await checkTables(database, engine.tables, kept);
    await openTables(database, engine.tables, kept);
    await engine.splits.maintain(run, options.serverIds);
    return { layouts: stored, identity: await identityOf(run) };
  };
  const opened = await inTransaction(run, act, options.isTrial ? 'ROLLBACK' : 'COMMIT');
  if (isFirst) await run(`SELECT pg_advisory_unlock(${LOCK_OF_NODES})`);
  return opened;
}

/** The name of this database, made once. */
async function identityOf(run: RunSql): Promise<string> {
  await run('INSERT INTO jadegate_store VALUES (1, $1) ON CONFLICT DO NOTHING', [randomUUID()]);
  const { rows } = await run('SELECT identity FROM jadegate_store');
  return String(rows[0]?.[0]);
}

/** The layouts of an existing store, for reading; throws when there is none, or a newer program wrote it. The engine gets its tables. */
export async function inspectSchema(
  connection: PostgresConnection,
  engine: PostgresEngine,
): Promise<ReadonlyMap<string, StoredLayout>> {
  const { location } = engine;
  const run: RunSql = (sql, values) => connection.query(sql, values);
  const { rows } = await run("SELECT to_regclass('jadegate_table') IS NOT NULL");
  if (rows[0]?.[0] !== 't') {
    throw new StoreError('io-failed', `${location}: there is no such store; check the address of the database`);
  }
  await checkFormat(run, location);
  const layouts = await readLayouts(run);
  engine.adopt(layouts);
  await checkTables(new PostgresSchemaDatabase(connection, engine), engine.tables, layouts);
  return layouts;
}

async function readLayouts(run: RunSql): Promise<ReadonlyMap<string, StoredLayout>> {
  const { rows } = await run('SELECT name, version, layout FROM jadegate_table ORDER BY name');
  // Written by `writeLayout` of this format version.
  return new Map(
    rows.map(([name, version, layout]) => [
      name as string,
      { version: Number(version), layout: JSON.parse(layout as string) as Layout },
    ]),
  );
}

/** Makes missing spare splits; concurrent nodes take turns. Returns how many it made. */
export async function maintainSplits(
  connection: PostgresConnection,
  engine: PostgresEngine,
  serverIds: readonly number[],
): Promise<number> {
  const run: RunSql = (sql, values) => connection.query(sql, values);
  const made = await inTransaction(run, async () => {
    await run(`SELECT pg_advisory_xact_lock(${LOCK_OF_MAINTENANCE})`);
    return engine.splits.maintain(run, serverIds);
  });
  // Splits of other nodes too.
  await engine.splits.load(run);
  return made;
}

async function inTransaction<Result>(
  run: RunSql,
  act: () => Promise<Result>,
  end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<Result> {
  await run('BEGIN');
  try {
    const result = await act();
    await run(end);
    return result;
  } catch (thrown) {
    // A lost connection has undone the transaction.
    await run('ROLLBACK').catch(() => null);
    throw thrown;
  }
}

async function checkFormat(run: RunSql, location: string): Promise<void> {
  const { rows } = await run('SELECT max(version) FROM jadegate_format');
  const version = rows[0]?.[0] ?? null;
  if (version === null) await run(`INSERT INTO jadegate_format VALUES (${FORMAT_VERSION})`);
  else if (Number(version) > FORMAT_VERSION) {
    const versions = `it has format ${version}, this program knows ${FORMAT_VERSION}`;
    throw new StoreError('schema-newer', `${location}: written by a newer program: ${versions}; use that program`);
  }
}

/** Live tables end with the last node: rows of a former node belong to no connected one. */
async function dropLive(run: RunSql): Promise<void> {
  const { rows } = await run(`DELETE FROM jadegate_table WHERE layout::json->>'kind' = 'ram' RETURNING name`);
  for (const [name] of rows) await run(`DROP TABLE IF EXISTS ${quote(name ?? '')}`);
}

class PostgresSchemaDatabase implements SchemaDatabase {
  readonly location: string;
  readonly dialect = postgresDialect;
  readonly #connection: PostgresConnection;
  readonly #engine: PostgresEngine;

  constructor(connection: PostgresConnection, engine: PostgresEngine) {
    this.location = engine.location;
    this.#connection = connection;
    this.#engine = engine;
  }

  async execute(sql: string, parameters: readonly unknown[] = []): Promise<readonly object[]> {
    return this.#engine.rowsOf(await this.#connection.query(sql, parameters));
  }

  /** The declared table itself: a change of it also changes its partitions. */
  placesOf(table: Table): readonly SqlTable[] {
    return [{ schema: null, name: table.name }];
  }

  async actualTables(): Promise<ReadonlyMap<string, ActualTable>> {
    const { rows } = await this.#connection.query(ACTUAL_SQL);
    return new Map(
      rows.map(([name, columns, key]) => [
        name as string,
        { columns: JSON.parse(columns ?? '[]') as string[], key: JSON.parse(key ?? '[]') as string[] },
      ]),
    );
  }

  async beforeCreate(table: Table): Promise<void> {
    const { rows } = await this.#connection.query('SELECT to_regclass($1) IS NOT NULL', [quote(table.name)]);
    if (rows[0]?.[0] !== 't') return;
    const what = `a table ${table.name} exists already that jadegate did not create`;
    throw new StoreError('schema-conflict', `${this.location}: ${what}; name another database or schema`, {
      table: table.name,
    });
  }
}
