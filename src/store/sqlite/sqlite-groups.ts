// Executes requests in groups: one transaction, and so one flush to the disk, for each group. The answers of a group exist only after
// its COMMIT. When the COMMIT fails, every request of the group fails and the database goes on. A failed request is undone alone.
//
// To undo one request takes a savepoint, and an open savepoint makes SQLite copy every page before its first change. So a group runs
// without savepoints first. When a request must be undone after it wrote, the whole group is undone and executed again with a
// savepoint for each request. Procedures may therefore run twice, so they may only act on their tx.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type EncodedRow,
  GROUP_REQUESTS_MAX,
  GROUP_REQUESTS_MIN,
  isRead,
  type ProcedureHost,
  type RawRows,
  runProcedure,
  type SplitInfo,
  type SqlValue,
} from '../body/index.ts';
import type { StoreError } from '../table/index.ts';
import { COMMIT_MS_MIN, GROUP_COMMITS_LONG, GROUP_READS_MAX } from './limits.ts';
import { fromFailure, toFailure } from './sqlite-error.ts';
import type { SqliteLedger } from './sqlite-ledger.ts';
import type { GroupAnswer, SqliteRequest } from './sqlite-link.ts';
import { SqliteProcedures } from './sqlite-procedures.ts';
import type { SqliteSplits } from './sqlite-splits.ts';

/** What groups need of the database. */
export interface SqliteGroupsHost extends ProcedureHost {
  /** The statement that begins a transaction. */
  readonly beginSql: string;
  beginRequest(): void;
  copy(): readonly RawRows[];
  memoryRows(): readonly (readonly [table: string, rows: readonly EncodedRow[]])[];
  load(table: number, rows: readonly (readonly SqlValue[])[]): null;
  maintain(): number;
  inspectSplits(): readonly SplitInfo[];
  toStoreError(thrown: unknown): StoreError;
}

export interface SqliteGroupsDependencies {
  readonly db: DatabaseSync;
  readonly engine: SqliteGroupsHost;
  readonly splits: SqliteSplits;
  /** Null for a database in memory, and for a reader. */
  readonly ledger: () => SqliteLedger | null;
}

/** Thrown when a group has to be executed again, with savepoints. */
const AGAIN = Symbol('again');

export class SqliteGroups {
  readonly procedures = new SqliteProcedures();
  readonly #db: DatabaseSync;
  readonly #engine: SqliteGroupsHost;
  readonly #splits: SqliteSplits;
  readonly #ledger: () => SqliteLedger | null;
  readonly #savepoint: { readonly begin: StatementSync; readonly undo: StatementSync; readonly release: StatementSync };
  #hasSavepoints = false;
  /** Whether a request of this group has changed something. */
  #hasWritten = false;
  /** The smoothed duration of a commit. */
  #commitMs = COMMIT_MS_MIN;

  constructor({ db, engine, splits, ledger }: SqliteGroupsDependencies) {
    this.#db = db;
    this.#engine = engine;
    this.#splits = splits;
    this.#ledger = ledger;
    this.#savepoint = {
      begin: db.prepare('SAVEPOINT request'),
      undo: db.prepare('ROLLBACK TO request'),
      release: db.prepare('RELEASE request'),
    };
  }

  /**
   * Executes requests in order in one transaction: all, or as many as are a fair share of a commit. The answer has one value for each
   * executed request. Does not throw: failures are in the answer.
   */
  async execute(requests: readonly SqliteRequest[]): Promise<GroupAnswer> {
    this.#hasSavepoints = false;
    const answer = await this.#executeOnce(requests);
    if (answer !== AGAIN) return answer;
    this.#hasSavepoints = true;
    const second = await this.#executeOnce(requests);
    return second === AGAIN ? this.#failGroup(requests.length, new Error('a group failed twice')) : second;
  }

  async #executeOnce(requests: readonly SqliteRequest[]): Promise<GroupAnswer | typeof AGAIN> {
    const answer: GroupAnswer = { values: [], failures: [] };
    const ledger = this.#ledger();
    this.#hasWritten = false;
    try {
      if (ledger !== null && ledger.lost !== null) throw ledger.lost;
      this.#db.exec(this.#engine.beginSql);
      await this.#executeInto(answer, requests);
      const startMs = performance.now();
      if (this.#hasWritten) ledger?.raise();
      this.#db.exec('COMMIT');
      if (this.#hasWritten) ledger?.committed();
      this.#splits.settle();
      this.#noteCommit(performance.now() - startMs);
      return answer;
    } catch (thrown) {
      // Without a value, BEGIN failed: then all requests fail.
      const failed = this.#failGroup(answer.values.length === 0 ? requests.length : answer.values.length, thrown);
      return thrown === AGAIN ? AGAIN : failed;
    }
  }

  async #executeInto(answer: GroupAnswer, requests: readonly SqliteRequest[]): Promise<void> {
    const endMs = performance.now() + GROUP_COMMITS_LONG * this.#commitMs;
    const count = Math.min(requests.length, GROUP_REQUESTS_MAX);
    let isReading = true;
    for (let at = 0; at < count && (at < GROUP_REQUESTS_MIN || performance.now() < endMs); at++) {
      const request = requests[at] as SqliteRequest;
      isReading &&= isReadRequest(request);
      if (isReading && at === GROUP_READS_MAX) break;
      try {
        answer.values.push(
          this.#hasSavepoints ? await this.#executeWithSavepoint(request) : await this.#executeRequest(request),
        );
      } catch (thrown) {
        answer.values.push(null);
        // Some errors (a full disk, a failed read) undo the whole transaction and not the statement alone.
        if (thrown === AGAIN || !this.#db.isTransaction) throw thrown;
        answer.failures.push([at, toFailure(this.#engine.toStoreError(thrown))]);
      }
    }
  }

  async #executeWithSavepoint(request: SqliteRequest): Promise<unknown> {
    this.#savepoint.begin.get();
    try {
      return await this.#executeRequest(request);
    } finally {
      if (this.#db.isTransaction) this.#savepoint.release.get();
    }
  }

  #executeRequest(request: SqliteRequest): unknown {
    this.#engine.beginRequest();
    if (request[0] === 'run') return this.#run(request[1], request[2]);
    const mark = this.#splits.mark;
    try {
      return this.#executePlain(request);
    } catch (thrown) {
      // A failed statement leaves nothing behind, but it may have made a sub-table. A load is many statements.
      this.#undo(mark, request[0] === 'load');
      throw thrown;
    }
  }

  #executePlain(request: Exclude<SqliteRequest, readonly ['run', ...unknown[]]>): unknown {
    switch (request[0]) {
      case 'call': {
        const result = this.#engine.executeCall(request[1]);
        this.#hasWritten ||= !isRead(request[1][0]);
        return result;
      }
      case 'query':
        return this.#engine.executeQuery(request[1], request[2]);
      case 'copy':
        return this.#engine.copy();
      case 'memoryRows':
        return this.#engine.memoryRows();
      case 'load':
        this.#hasWritten = true;
        return this.#engine.load(request[1], request[2]);
      case 'maintain': {
        const made = this.#engine.maintain();
        this.#hasWritten ||= made > 0;
        return made;
      }
      case 'splits':
        return this.#engine.inspectSplits();
      case 'refused':
        throw fromFailure(request[1]);
    }
  }

  async #run(number: number, args: unknown): Promise<unknown> {
    const procedure = this.procedures.get(number);
    const mark = this.#splits.mark;
    const { result, isUndone, hasWritten } = await runProcedure(this.#engine, procedure, args);
    if (isUndone) this.#undo(mark, hasWritten);
    else this.#hasWritten ||= hasWritten;
    if ('error' in result) throw result.error;
    return result.value;
  }

  // Follows the disk slowly, so that one slow flush does not make the next groups large.
  #noteCommit(ms: number): void {
    this.#commitMs += (Math.max(ms, COMMIT_MS_MIN) - this.#commitMs) / 8;
  }

  /** Undoes a request; throws AGAIN when that takes a savepoint and there is none. */
  #undo(mark: number, hasWritten: boolean): void {
    const isChanged = hasWritten || this.#splits.mark !== mark;
    if (!isChanged || !this.#db.isTransaction) return;
    if (!this.#hasSavepoints) throw AGAIN;
    this.#savepoint.undo.get();
    this.#splits.undoTo(mark);
  }

  #failGroup(count: number, thrown: unknown): GroupAnswer {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#splits.undoTo(0);
    const failure = toFailure(this.#engine.toStoreError(thrown));
    return {
      values: new Array(count).fill(null),
      failures: Array.from({ length: count }, (_, at) => [at, failure] as const),
    };
  }
}

/** Whether a request certainly changes nothing, so that it needs no COMMIT. */
function isReadRequest(request: SqliteRequest): boolean {
  return request[0] === 'call' && isRead(request[1][0]);
}
