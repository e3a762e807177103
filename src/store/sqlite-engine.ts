// The SQLite database itself, on whatever thread it is opened: executes groups of requests, each group in one transaction and
// so with one flush to the disk, each request undone by itself when it fails. Answers of a group exist only after its
// COMMIT; when that fails, every request of the group fails and the database goes on.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { assert } from '../base/index.ts';
import type { Call, CallOp, CallResult } from './body.ts';
import { COMMIT_MS_MIN, GROUP_COMMITS_LONG, GROUP_REQUESTS_MAX } from './limits.ts';
import { RowCodec } from './row-codec.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { callSql } from './sqlite-ddl.ts';
import { fromFailure, fromSqlite, toFailure } from './sqlite-error.ts';
import { locationOf, openSqliteFile } from './sqlite-file.ts';
import type { GroupAnswer, SqliteOptions, SqliteRequest } from './sqlite-link.ts';
import { SqlitePlace } from './sqlite-place.ts';
import { type AnyProcedure, SqliteProcedures } from './sqlite-procedures.ts';
import { executeQuery } from './sqlite-query.ts';
import { openSchema } from './sqlite-schema.ts';
import { SqliteSplits } from './sqlite-splits.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { SqliteTx, type SqliteTxHost } from './sqlite-tx.ts';
import { StoreError } from './store-error.ts';
import type { StoredKind, Table } from './table.ts';

interface Savepoint {
  readonly begin: StatementSync;
  readonly undo: StatementSync;
  readonly release: StatementSync;
}

export class SqliteEngine implements SqliteTxHost {
  readonly procedures = new SqliteProcedures();
  readonly tables: readonly Table<StoredKind>[];
  readonly codecs: ReadonlyMap<string, RowCodec>;
  readonly #location: string;
  readonly #serverIds: readonly number[];
  readonly #db: DatabaseSync;
  /** By table number; null for a split table. */
  readonly #places: readonly (SqlitePlace | null)[];
  readonly #statements: SqliteStatements;
  readonly #splits: SqliteSplits;
  readonly #savepoint: Savepoint;
  /** Fails the procedure that is being waited for; set while one is. */
  #interrupt: (() => void) | null = null;
  /** Fires when the thread's loop turns while a group is executed. */
  #watch: NodeJS.Immediate | undefined;
  /** What a commit takes, smoothed. */
  #commitMs = COMMIT_MS_MIN;

  private constructor(db: DatabaseSync, options: SqliteOptions) {
    this.#location = locationOf(options);
    this.#serverIds = options.serverIds;
    this.tables = options.tables;
    this.codecs = codecsOf(options.tables);
    this.#db = db;
    this.#places = options.tables.map(placeOf);
    this.#statements = new SqliteStatements(db);
    this.#splits = new SqliteSplits(db, options.tables);
    this.#savepoint = {
      begin: db.prepare('SAVEPOINT request'),
      undo: db.prepare('ROLLBACK TO request'),
      release: db.prepare('RELEASE request'),
    };
  }

  /** Opens the file, brings its tables to what is declared and makes the spare splits; throws a `StoreError`. */
  static async open(options: SqliteOptions): Promise<SqliteEngine> {
    let db: DatabaseSync | null = null;
    try {
      db = openSqliteFile(options);
      const engine = new SqliteEngine(db, options);
      await openSchema({ ...options, db, location: locationOf(options), splits: engine.#splits });
      return engine;
    } catch (thrown) {
      db?.close();
      throw fromSqlite(thrown, locationOf(options));
    }
  }

  /**
   * Executes requests in order in one transaction: all of them, or as many as are a fair share of a commit. The answer has one
   * value for each that was executed. Does not throw: what fails is in the answer.
   */
  async executeGroup(requests: readonly SqliteRequest[]): Promise<GroupAnswer> {
    const answer: GroupAnswer = { values: [], failures: [] };
    this.#watch = setImmediate(this.#overdue);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      await this.#executeInto(answer, requests);
      const startMs = performance.now();
      this.#db.exec('COMMIT');
      this.#splits.settle();
      this.#noteCommit(performance.now() - startMs);
      return answer;
    } catch (thrown) {
      // Without a value yet, BEGIN failed, and everyone is told.
      return this.#failGroup(answer.values.length === 0 ? requests.length : answer.values.length, thrown);
    } finally {
      clearImmediate(this.#watch);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  executeCall(call: Call): CallResult {
    const place = this.#placeOf(call);
    return place === null ? resultOfNowhere(call[0]) : resultOf(call, this.#statementOf(call, place));
  }

  executeQuery(sql: string, parameters: readonly unknown[]): readonly object[] {
    const statement = this.#statements.get(sql, () => sql);
    return executeQuery(statement, parameters, (name) => this.codecs.get(this.#splits.baseName(name))?.table ?? null);
  }

  async #executeInto(answer: GroupAnswer, requests: readonly SqliteRequest[]): Promise<void> {
    const endMs = performance.now() + GROUP_COMMITS_LONG * this.#commitMs;
    const count = Math.min(requests.length, GROUP_REQUESTS_MAX);
    for (let at = 0; at < count && (at === 0 || performance.now() < endMs); at++) {
      const request = requests[at] as SqliteRequest;
      try {
        answer.values.push(request[0] === 'run' ? await this.#run(request[1], request[2]) : this.#execute(request));
      } catch (thrown) {
        answer.values.push(null);
        // Some errors (a full disk, a failed read) undo the whole transaction and not the statement alone.
        if (!this.#db.isTransaction) throw thrown;
        answer.failures.push([at, toFailure(this.#toStoreError(thrown))]);
      }
    }
  }

  #execute(request: Exclude<SqliteRequest, readonly ['run', ...unknown[]]>): unknown {
    switch (request[0]) {
      case 'call':
        return this.executeCall(request[1]);
      case 'query':
        return this.executeQuery(request[1], request[2]);
      case 'maintain':
        return this.#splits.maintain(this.#serverIds);
      case 'splits':
        return this.#splits.inspect();
      case 'refused':
        throw fromFailure(request[1]);
    }
  }

  async #run(number: number, args: unknown): Promise<unknown> {
    const procedure = this.procedures.get(number);
    const tx = new SqliteTx(this);
    const mark = this.#splits.mark;
    this.#savepoint.begin.get();
    try {
      const result = await this.#wait(procedure, [tx, args]);
      if (tx.isUndone) this.#undo(mark);
      else if (tx.failure !== null) throw tx.failure;
      this.#savepoint.release.get();
      return result;
    } catch (thrown) {
      if (this.#db.isTransaction) {
        this.#undo(mark);
        this.#savepoint.release.get();
      }
      throw fromProcedure(thrown, procedure);
    } finally {
      tx.end();
    }
  }

  // A procedure that awaits only its transaction is done before the thread's loop turns. If the loop turns, it awaits
  // something else, and with it everyone behind it would wait inside an open transaction.
  #wait(procedure: AnyProcedure, call: readonly [SqliteTx, unknown]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => reject(new StoreError('procedure-awaited', `procedure ${procedure.name}: ${AWAITED}`));
      procedure.body(call[0], call[1]).then(resolve, reject);
    });
  }

  readonly #overdue = (): void => {
    this.#watch = setImmediate(this.#overdue);
    this.#interrupt?.();
  };

  // Follows the disk slowly: one slow flush does not make the next groups large.
  #noteCommit(ms: number): void {
    this.#commitMs += (Math.max(ms, COMMIT_MS_MIN) - this.#commitMs) / 8;
  }

  #undo(mark: number): void {
    this.#savepoint.undo.get();
    this.#splits.undoTo(mark);
  }

  #failGroup(count: number, thrown: unknown): GroupAnswer {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#splits.undoTo(0);
    const failure = toFailure(this.#toStoreError(thrown));
    return {
      values: new Array(count).fill(null),
      failures: Array.from({ length: count }, (_, at) => [at, failure] as const),
    };
  }

  #toStoreError(thrown: unknown): StoreError {
    return fromSqlite(thrown, this.#location, (name) => this.#splits.baseName(name));
  }

  #statementOf(call: Call, place: SqlitePlace): StatementSync {
    const [op, number, shape] = call;
    return this.#statements.get(place.keyOf(op, shape), () => {
      const table = this.tables[number];
      assert(table !== undefined, 'a call names a declared table');
      return callSql(table, place, { op, shape });
    });
  }

  /** Where a call's rows are; null when there is no such place, and so no such row. */
  #placeOf(call: Call): SqlitePlace | null {
    const [op, number, shape, values] = call;
    const place = this.#places[number];
    if (place !== null && place !== undefined) return place;
    const table = this.tables[number];
    assert(table !== undefined, 'a call names a declared table');
    // The role id leads the key; an update binds what it changes before the key.
    const roleId = values[op === 'update' ? shape.length : 0];
    assert(typeof roleId === 'bigint', 'a row of a split table has a role id');
    // Only a row that is written makes a sub-table: who asks for role ids at random makes none.
    return op === 'insert' || op === 'upsert'
      ? this.#splits.findOrMake(table, roleId)
      : this.#splits.find(table, roleId);
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
      // It gives no row. Not `run`: that makes an object of counts that nobody reads, a tenth of the insert's time.
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

const AWAITED = 'it awaited something other than its transaction; only calls of tx may be awaited in a procedure';

function codecsOf(tables: readonly Table[]): ReadonlyMap<string, RowCodec> {
  return new Map(tables.map((table, number) => [table.name, new RowCodec({ table, number, codec: sqliteCodec })]));
}

function placeOf(table: Table): SqlitePlace | null {
  return table.kind === 'split' ? null : new SqlitePlace(table.kind === 'ram' ? 'ram' : 'main', table.name);
}

function fromProcedure(thrown: unknown, procedure: AnyProcedure): unknown {
  if (thrown instanceof StoreError || (thrown instanceof Error && 'errcode' in thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new StoreError('procedure-failed', `procedure ${procedure.name}: ${message}`, { cause: thrown });
}
