// The SQLite database itself, on the thread that opened it: turns calls, queries and maintenance into statements. All of them run
// inside a transaction, which `SqliteGroups` begins and ends.
import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { assert, keepFilePrivate } from '../../base/index.ts';
import {
  type Call,
  type CallOp,
  type CallResult,
  calledRoleId,
  callSql,
  type EncodedRow,
  findsRow,
  isRead,
  type NeededRow,
  type PresentRows,
  quote,
  type RawRows,
  RoleReferences,
  type RowCodec,
  RowReferences,
  rowCodecs,
  type SplitInfo,
  SqlPlace,
  type SqlValue,
  StatementCache,
  selectAllSql,
} from '../body/index.ts';
import { StoreLock } from '../lock/index.ts';
import {
  isRoleId,
  OPEN_WAIT_MS,
  roleIdBlock,
  type StoredKind,
  type StoredLayout,
  type StoreError,
  type Table,
  withStoredTables,
} from '../table/index.ts';
import { FILE_CHECK_MS } from './limits.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { readCommits } from './sqlite-commits.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { fromSqlite, isSqliteError } from './sqlite-error.ts';
import { locationOf, makeDataDirectory, openSqliteFile } from './sqlite-file.ts';
import { SqliteGroups, type SqliteGroupsHost } from './sqlite-groups.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import type { Notice, SqliteOptions } from './sqlite-link.ts';
import { precheckFiles } from './sqlite-precheck.ts';
import { executeQuery } from './sqlite-query.ts';
import { openSchema, readLayouts } from './sqlite-schema.ts';
import { copyRows } from './sqlite-snapshot.ts';
import { SqliteSplits } from './sqlite-splits.ts';

export class SqliteEngine implements SqliteGroupsHost {
  readonly dialect = 'sqlite';
  readonly tables: readonly Table<StoredKind>[];
  readonly codecs: ReadonlyMap<string, RowCodec>;
  readonly groups: SqliteGroups;
  beginSql: string;
  readonly #location: string;
  readonly #serverIds: readonly number[];
  readonly #db: DatabaseSync;
  /** By table number; null for a split table. */
  readonly #places: readonly (SqlPlace | null)[];
  readonly #statements = new StatementCache<StatementSync>();
  readonly #splits: SqliteSplits;
  #lock: StoreLock | null = null;
  #ledger: SqliteLedger | null = null;
  #onLost: (error: StoreError) => void = () => {};
  #checking: NodeJS.Timeout | undefined;
  /** The number of the table of reserved role ids. */
  readonly #roleIds: number;
  readonly #file: string | null;
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();
  /** Of a database that another process writes. */
  #inheritedIdentity: string | null = null;
  readonly #notice: Notice;
  readonly #references: RoleReferences;
  readonly #rows: RowReferences;
  /** The role that the present request found or created last: its rows come together. */
  #presentRole: bigint | null = null;
  readonly #presentRows: PresentRows = new Map();

  private constructor(db: DatabaseSync, options: SqliteOptions, notice: Notice) {
    this.#notice = notice;
    this.#location = locationOf(options);
    this.#serverIds = options.serverIds;
    this.beginSql = options.access === 'read' || options.inherits ? 'BEGIN' : 'BEGIN IMMEDIATE';
    this.tables = options.tables;
    this.codecs = rowCodecs(options.tables, sqliteCodec);
    this.#db = db;
    this.#places = options.tables.map(placeOf);
    this.#references = new RoleReferences(options.tables);
    this.#rows = new RowReferences(options.tables);
    this.#splits = new SqliteSplits(db, options.tables);
    this.groups = new SqliteGroups({ db, engine: this, splits: this.#splits, ledger: () => this.#ledger });
    this.#roleIds = options.tables.findIndex((table) => table.name === roleIdBlock.name);
    this.#file = options.file;
  }

  /** Opens the file. For writing, it also changes the tables to match their declarations and makes spare splits. Throws a `StoreError`. */
  static async open(options: SqliteOptions, notice: Notice): Promise<SqliteEngine> {
    let db: DatabaseSync | null = null;
    let lock: StoreLock | null = null;
    let engine: SqliteEngine | null = null;
    try {
      lock = takeLock(options);
      checkFiles(options, notice);
      db = openSqliteFile(options);
      const opened = { ...options, tables: withStoredTables(options.tables, readLayouts(db, locationOf(options))) };
      engine = new SqliteEngine(db, opened, notice);
      await engine.#openSchema(opened);
      engine.#lock = lock;
      return engine;
    } catch (thrown) {
      db?.close();
      if (engine !== null) engine.#ledger?.close();
      lock?.release();
      throw fromSqlite(thrown, locationOf(options));
    }
  }

  close(): void {
    clearInterval(this.#checking);
    this.#statements.clear();
    this.#db.close();
    this.#ledger?.close();
    this.#lock?.release();
  }

  /** Closes without moving the log into a database that is no longer the one that was opened. */
  abandon(): void {
    const reader = this.#file === null ? null : holdFile(this.#file);
    this.close();
    reader?.close();
  }

  /** Called once, when the files are no longer those that were opened. */
  onLost(act: (error: StoreError) => void): void {
    this.#onLost = act;
  }

  /** Why nothing can be acknowledged any more, or null. */
  get lost(): StoreError | null {
    return this.#ledger?.lost ?? null;
  }

  /** See `Body`. */
  get identity(): string | null {
    return this.#ledger?.identity ?? this.#inheritedIdentity;
  }

  /** The new process may take the database: this one neither writes nor checks the files. */
  lend(): void {
    clearInterval(this.#checking);
    this.#lock?.lend();
  }

  /** Throws when the new process has taken it. */
  reclaim(): void {
    this.#lock?.reclaim();
    this.#checkRegularly();
  }

  /** Takes the database that another process has lent, as it is now. */
  inherit(): void {
    assert(this.#file !== null, 'a database in memory ends with its process');
    this.#lock = StoreLock.inherit(lockPath(this.#file), { waitMs: OPEN_WAIT_MS });
    this.#splits.load();
  }

  /** Writes from now on. */
  begin(): void {
    this.beginSql = 'BEGIN IMMEDIATE';
    this.#db.exec('BEGIN IMMEDIATE');
    this.#createLedger();
    this.#db.exec('COMMIT');
    this.#ledger?.begin({ isLogKept: true });
    this.#checkRegularly();
  }

  memoryRows(): readonly (readonly [table: string, rows: readonly EncodedRow[]])[] {
    return this.tables.flatMap((table, at) => {
      const place = this.#places[at];
      if (table.kind !== 'ram' || place === null || place === undefined) return [];
      const rows = this.#db.prepare(selectAllSql(table, place)).all() as unknown as readonly EncodedRow[];
      return rows.length === 0 ? [] : [[table.name, rows] as const];
    });
  }

  /** The stored layouts at opening. */
  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  copy(): readonly RawRows[] {
    return copyRows(this.#db, this.tables, this.#splits);
  }

  load(table: number, rows: readonly (readonly SqlValue[])[]): null {
    for (const values of rows) this.#apply(['insert', table, [], values]);
    return null;
  }

  executeCall(call: Call): CallResult {
    const roleId = this.#references.neededBy(call);
    if (roleId !== null && roleId !== this.#presentRole) this.#findRole(call, roleId);
    for (const needed of this.#rows.neededBy(call)) this.#findRow(call, needed);
    const result = this.#apply(call);
    this.#presentRole = this.#references.presentAfter(call, this.#presentRole);
    this.#rows.note(call, result, this.#presentRows);
    return result;
  }

  /** Another request begins, and an earlier one may be undone: what it found may be wrong. */
  beginRequest(): void {
    this.#presentRole = null;
    this.#forgetRows();
  }

  // Clearing an empty map is not free.
  #forgetRows(): void {
    if (this.#presentRows.size > 0) this.#presentRows.clear();
  }

  #findRow(call: Call, needed: NeededRow): void {
    const { to, key } = needed;
    if (this.#presentRows.get(to) === key) return;
    const sql = findsRow(needed, '?');
    const found = this.#statements.get(sql, () => this.#db.prepare(sql)).get(key);
    if (found === undefined) throw this.#rows.missing(call, needed);
    this.#presentRows.set(to, key);
  }

  #findRole(call: Call, roleId: bigint): void {
    const { roles } = this.#references;
    const place = roles !== null && isRoleId(roleId) ? this.#splits.find(roles, roleId) : null;
    if (place === null) throw this.#references.missing(call, roleId);
    const sql = `SELECT 1 FROM ${quote(place.name)} WHERE role_id = ?`;
    const found = this.#statements.get(sql, () => this.#db.prepare(sql)).get(roleId);
    if (found === undefined) throw this.#references.missing(call, roleId);
    this.#presentRole = roleId;
  }

  #apply(call: Call): CallResult {
    if (call[1] === this.#roleIds && !isRead(call[0])) this.#ledger?.noteReserved();
    const place = this.#placeOf(call);
    return place === null ? resultOfNowhere(call[0]) : resultOf(call, this.#statementOf(call, place));
  }

  executeQuery(sql: string, parameters: readonly unknown[]): readonly object[] {
    // It may remove rows.
    this.#forgetRows();
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

  async #openSchema(options: SqliteOptions): Promise<void> {
    const [db, splits, location] = [this.#db, this.#splits, locationOf(options)];
    const last = (): void => {
      if (options.access === 'write') this.#createLedger();
    };
    this.#layouts = await openSchema({ ...options, db, location, splits, last });
    if (options.inherits) this.#inheritedIdentity = readCommits(db)?.identity ?? null;
    this.#ledger?.begin({ isLogKept: false });
    this.#checkRegularly();
  }

  /** Inside a transaction. */
  #createLedger(): void {
    const [file, notice] = [this.#file, this.#notice];
    if (file !== null) this.#ledger = new SqliteLedger(this.#db, { file, notice, hasRoleIds: this.#roleIds >= 0 });
  }

  #checkRegularly(): void {
    clearInterval(this.#checking);
    this.#checking = setInterval(() => this.#check(), FILE_CHECK_MS).unref();
  }

  #check(): void {
    if (this.lost !== null || this.#db.isTransaction) return;
    this.#ledger?.check();
    if (this.lost !== null) this.#onLost(this.lost);
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

/** Null where no lock is needed: in memory, for a reader, and for a process that inherits it later. */
function takeLock({ file, access, inherits, openWaitMs }: SqliteOptions): StoreLock | null {
  if (file === null || access === 'read' || inherits) return null;
  makeDataDirectory(file);
  return StoreLock.take(lockPath(file), { waitMs: openWaitMs });
}

function lockPath(file: string): string {
  return `${file}-lock`;
}

/** Before the database is opened for writing. */
function checkFiles({ file, access, inherits, traces, repair }: SqliteOptions, notice: Notice): void {
  if (file === null || access === 'read' || inherits) return;
  precheckFiles({ file, traces, repair, notice });
  for (const end of ['', '-mark']) keepFilePrivate(`${file}${end}`);
  for (const end of ['-wal', '-shm']) if (existsSync(`${file}${end}`)) keepFilePrivate(`${file}${end}`);
}

/** A reader of the file, beside which no other connection is the last one to close: only the last moves the log. */
function holdFile(file: string): DatabaseSync | null {
  try {
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT 1 FROM sqlite_schema').get();
    return reader;
  } catch {
    // It cannot be read: then nothing can be moved into it either.
    return null;
  }
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
