// The SQLite database itself, on the thread that opened it: turns calls, queries and maintenance into statements. All of them run
// inside a transaction, which `SqliteGroups` begins and ends.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { assert } from '../../base/index.ts';
import {
  type Call,
  type CallOp,
  type CallResult,
  calledRoleId,
  callSql,
  type RawRows,
  type RowCodec,
  rowCodecs,
  type SplitInfo,
  SqlPlace,
  type SqlValue,
  StatementCache,
} from '../body/index.ts';
import { type StoredKind, type StoredLayout, type StoreError, type Table, withStoredTables } from '../table/index.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { fromSqlite, isSqliteError } from './sqlite-error.ts';
import { locationOf, makeDataDirectory, openSqliteFile } from './sqlite-file.ts';
import { SqliteGroups, type SqliteGroupsHost } from './sqlite-groups.ts';
import type { SqliteOptions } from './sqlite-link.ts';
import { SqliteLock } from './sqlite-lock.ts';
import { executeQuery } from './sqlite-query.ts';
import { openSchema, readLayouts } from './sqlite-schema.ts';
import { copyRows } from './sqlite-snapshot.ts';
import { SqliteSplits } from './sqlite-splits.ts';

export class SqliteEngine implements SqliteGroupsHost {
  readonly dialect = 'sqlite';
  readonly tables: readonly Table<StoredKind>[];
  readonly codecs: ReadonlyMap<string, RowCodec>;
  readonly groups: SqliteGroups;
  readonly beginSql: string;
  readonly #location: string;
  readonly #serverIds: readonly number[];
  readonly #db: DatabaseSync;
  /** By table number; null for a split table. */
  readonly #places: readonly (SqlPlace | null)[];
  readonly #statements = new StatementCache<StatementSync>();
  readonly #splits: SqliteSplits;
  #lock: SqliteLock | null = null;
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();

  private constructor(db: DatabaseSync, options: SqliteOptions) {
    this.#location = locationOf(options);
    this.#serverIds = options.serverIds;
    this.beginSql = options.access === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE';
    this.tables = options.tables;
    this.codecs = rowCodecs(options.tables, sqliteCodec);
    this.#db = db;
    this.#places = options.tables.map(placeOf);
    this.#splits = new SqliteSplits(db, options.tables);
    this.groups = new SqliteGroups({ db, engine: this, splits: this.#splits });
  }

  /** Opens the file. For writing, it also changes the tables to match their declarations and makes spare splits. Throws a `StoreError`. */
  static async open(options: SqliteOptions): Promise<SqliteEngine> {
    let db: DatabaseSync | null = null;
    let lock: SqliteLock | null = null;
    try {
      lock = takeLock(options);
      db = openSqliteFile(options);
      const tables = withStoredTables(options.tables, readLayouts(db));
      const engine = new SqliteEngine(db, { ...options, tables });
      engine.#layouts = await openSchema({
        ...options,
        tables,
        db,
        location: locationOf(options),
        splits: engine.#splits,
      });
      engine.#lock = lock;
      return engine;
    } catch (thrown) {
      db?.close();
      lock?.release();
      throw fromSqlite(thrown, locationOf(options));
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
    this.#lock?.release();
  }

  /** The stored layouts at opening. */
  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  copy(): readonly RawRows[] {
    return copyRows(this.#db, this.tables, this.#splits);
  }

  load(table: number, rows: readonly (readonly SqlValue[])[]): null {
    for (const values of rows) this.executeCall(['insert', table, [], values]);
    return null;
  }

  executeCall(call: Call): CallResult {
    const place = this.#placeOf(call);
    return place === null ? resultOfNowhere(call[0]) : resultOf(call, this.#statementOf(call, place));
  }

  executeQuery(sql: string, parameters: readonly unknown[]): readonly object[] {
    const statement = this.#statements.get(sql, () => this.#db.prepare(sql));
    return executeQuery(statement, parameters, (name) => this.codecs.get(this.#splits.baseName(name))?.table ?? null);
  }

  maintain(): number {
    return this.#splits.maintain(this.#serverIds);
  }

  inspectSplits(): readonly SplitInfo[] {
    return this.#splits.inspect();
  }

  toStoreError(thrown: unknown): StoreError {
    return fromSqlite(thrown, this.#location, (name) => this.#splits.baseName(name));
  }

  databaseError(thrown: unknown): StoreError | null {
    return isSqliteError(thrown) ? this.toStoreError(thrown) : null;
  }

  #statementOf(call: Call, place: SqlPlace): StatementSync {
    const [op, number, shape] = call;
    return this.#statements.get(place.keyOf(op, shape), () => {
      const table = this.tables[number];
      assert(table !== undefined, 'a call names a declared table');
      return this.#db.prepare(callSql(sqliteDialect, table, { op, shape, at: place }));
    });
  }

  /** The place of a call's rows; null when the place, and so the row, does not exist. */
  #placeOf(call: Call): SqlPlace | null {
    const [op, number] = call;
    const place = this.#places[number];
    if (place !== null && place !== undefined) return place;
    const table = this.tables[number];
    assert(table !== undefined, 'a call names a declared table');
    const roleId = calledRoleId(call);
    // Only a write makes a sub-table: reads of random role ids make none.
    return op === 'insert' || op === 'upsert'
      ? this.#splits.findOrMake(table, roleId)
      : this.#splits.find(table, roleId);
  }
}

/** Null where no lock is needed: in memory, and for a reader. */
function takeLock({ file, access, openWaitMs }: SqliteOptions): SqliteLock | null {
  if (file === null || access === 'read') return null;
  makeDataDirectory(file);
  return new SqliteLock(file, { waitMs: openWaitMs });
}

function resultOf(call: Call, statement: StatementSync): CallResult {
  const [op, , , values] = call;
  switch (op) {
    case 'get':
      return (statement.get(...values) as readonly unknown[] | undefined) ?? null;
    case 'list':
      return statement.all(...values) as unknown as readonly (readonly unknown[])[];
    case 'insert':
    case 'upsert':
      // Not `run`: that makes an object with counts that nobody reads, at a tenth of the insert's cost.
      statement.get(...values);
      return null;
    case 'update':
    case 'delete':
    case 'deleteWhere':
      return Number(statement.run(...values).changes);
  }
}

/** The result on a sub-table that does not exist. */
function resultOfNowhere(op: CallOp): CallResult {
  if (op === 'list') return [];
  return op === 'get' ? null : 0;
}

function placeOf(table: Table): SqlPlace | null {
  return table.kind === 'split' ? null : new SqlPlace(table.kind === 'ram' ? 'ram' : 'main', table.name);
}
