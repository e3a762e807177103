// The SQLite database itself, on whatever thread it is opened: executes groups of requests, each group in one transaction and
// so with one flush to the disk, each request undone by itself when it fails. Answers of a group exist only after its
// COMMIT; when that fails, every request of the group fails and the database goes on.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { assert } from '../base/index.ts';
import type { Call, CallResult } from './body.ts';
import { RowCodec } from './row-codec.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { callSql, type SqlTable } from './sqlite-ddl.ts';
import { fromFailure, fromSqlite, toFailure } from './sqlite-error.ts';
import { locationOf, openSqliteFile } from './sqlite-file.ts';
import type { GroupAnswer, SqliteOptions, SqliteRequest } from './sqlite-link.ts';
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
  readonly #statements: SqliteStatements;
  readonly #splits: SqliteSplits;
  readonly #savepoint: Savepoint;
  /** Fails the procedure that is being waited for; set while one is. */
  #interrupt: (() => void) | null = null;

  private constructor(db: DatabaseSync, options: SqliteOptions) {
    this.#location = locationOf(options);
    this.#serverIds = options.serverIds;
    this.tables = options.tables;
    this.codecs = codecsOf(options.tables);
    this.#db = db;
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

  /** Executes requests in order in one transaction. Does not throw: what fails is in the answer. */
  async executeGroup(requests: readonly SqliteRequest[]): Promise<GroupAnswer> {
    const answer: GroupAnswer = { values: [], failures: [] };
    const isWatched = requests.some((request) => request[0] === 'run');
    let watch = isWatched ? setImmediate(this.#overdue) : null;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (let at = 0; at < requests.length; at++) {
        const request = requests[at] as SqliteRequest;
        try {
          answer.values.push(request[0] === 'run' ? await this.#run(request[1], request[2]) : this.#execute(request));
        } catch (thrown) {
          const failure = toFailure(this.#toStoreError(thrown));
          // Some errors (a full disk, a failed read) undo the whole transaction and not the statement alone.
          if (!this.#db.isTransaction) return this.#failGroup(requests.length, thrown);
          answer.values.push(null);
          answer.failures.push([at, failure]);
          if (failure.code === 'procedure-awaited') watch = setImmediate(this.#overdue);
        }
      }
      this.#db.exec('COMMIT');
      this.#splits.settle();
      return answer;
    } catch (thrown) {
      return this.#failGroup(requests.length, thrown);
    } finally {
      if (watch !== null) clearImmediate(watch);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  executeCall(call: Call): CallResult {
    const [op, , , values] = call;
    const statement = this.#statementOf(call);
    switch (op) {
      case 'get':
        return (statement.get(...values) as readonly unknown[] | undefined) ?? null;
      case 'list':
        return statement.all(...values) as unknown as readonly (readonly unknown[])[];
      case 'insert':
      case 'upsert':
        statement.run(...values);
        return null;
      case 'update':
      case 'delete':
      case 'deleteWhere':
        return Number(statement.run(...values).changes);
    }
  }

  executeQuery(sql: string, parameters: readonly unknown[]): readonly object[] {
    const statement = this.#statements.get(sql, () => sql);
    return executeQuery(statement, parameters, (name) => this.codecs.get(this.#splits.baseName(name))?.table ?? null);
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
    this.#savepoint.begin.run();
    try {
      const result = await this.#wait(procedure, [tx, args]);
      if (tx.isUndone) this.#undo(mark);
      else if (tx.failure !== null) throw tx.failure;
      this.#savepoint.release.run();
      return result;
    } catch (thrown) {
      if (this.#db.isTransaction) {
        this.#undo(mark);
        this.#savepoint.release.run();
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
    this.#interrupt?.();
  };

  #undo(mark: number): void {
    this.#savepoint.undo.run();
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

  #statementOf(call: Call): StatementSync {
    const [op, number, shape] = call;
    const table = this.tables[number];
    assert(table !== undefined, 'a call names a declared table');
    const at = this.#placeOf(table, call);
    const key = shape.length === 0 ? `${op} ${at.name}` : `${op} ${at.name} ${shape.join()}`;
    return this.#statements.get(key, () => callSql(table, at, { op, shape }));
  }

  #placeOf(table: Table, call: Call): SqlTable {
    if (table.kind === 'ram') return { schema: 'ram', name: table.name };
    if (table.kind === 'disc') return { schema: 'main', name: table.name };
    // The role id leads the key; an update binds what it changes before the key.
    const roleId = call[3][call[0] === 'update' ? call[2].length : 0];
    return this.#splits.of(table, roleId as bigint);
  }
}

const AWAITED = 'it awaited something other than its transaction; only calls of tx may be awaited in a procedure';

function codecsOf(tables: readonly Table[]): ReadonlyMap<string, RowCodec> {
  return new Map(tables.map((table, number) => [table.name, new RowCodec({ table, number, codec: sqliteCodec })]));
}

function fromProcedure(thrown: unknown, procedure: AnyProcedure): unknown {
  if (thrown instanceof StoreError || (thrown instanceof Error && 'errcode' in thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new StoreError('procedure-failed', `procedure ${procedure.name}: ${message}`, { cause: thrown });
}
