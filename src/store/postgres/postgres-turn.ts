// One try to execute a group of requests in one transaction, in their order, up to and including COMMIT. Statements are sent one after
// another. A procedure gets the success of an insert at once. If the insert fails after all, the whole group is undone and tried
// again with that request as a careful one: inside a savepoint, with an answer to each statement before the next. Procedures may
// therefore run more than once, so they may only act on their tx.
import { assert } from '../../base/index.ts';
import {
  type Call,
  type CallResult,
  GROUP_REQUESTS_MIN,
  isRead,
  type PresentRows,
  type ProcedureOutcome,
  runProcedure,
  SqlPlace,
  type SqlValue,
} from '../body/index.ts';
import { StoreError, type Table } from '../table/index.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { isSilent, type PostgresEngine, ROWS_ASKED, resultOf } from './postgres-engine.ts';
import { causeOf, isConflict, isLossOfConnection } from './postgres-error.ts';
import { PostgresForesight } from './postgres-foresight.ts';
import type { JobResult, PostgresJob } from './postgres-job.ts';
import type { PostgresPipeline } from './postgres-pipeline.ts';
import { areSame, readsResults } from './postgres-reads.ts';
import type { RunSql } from './postgres-splits.ts';

export interface TurnFailure {
  readonly error: unknown;
  /** The request that caused it, or null. */
  readonly job: PostgresJob | null;
  /** Whether the request must be undone alone without an error of the database. */
  readonly isUndone: boolean;
  /** Whether the transaction could not even begin. */
  readonly isUnbegun: boolean;
}

/** The owner of the statements that begin a transaction. */
const BEGINNING = Symbol('the beginning of a transaction');

export interface TurnOptions {
  /** Whether groups of other nodes must wait. */
  readonly isAlone: boolean;
  /** How long each statement waits for a lock; null for the limit of the connection. */
  readonly lockMsMax: number | null;
  /** Whether procedures are read ahead for. */
  readonly isForeseen: boolean;
  /** Checked before each further request. */
  readonly isFull: (count: number) => boolean;
}

export class PostgresTurn {
  readonly #connection: PostgresConnection;
  readonly #engine: PostgresEngine;
  #pipeline: PostgresPipeline;
  #hasWritten = false;
  /** Partitions that this transaction made or found, by name; shared when it is committed. */
  #made = new Map<string, { readonly table: Table; readonly roleId: bigint; readonly place: SqlPlace }>();
  readonly #foresight: PostgresForesight;
  readonly #results: (JobResult | Promise<JobResult>)[] = [];
  #transactionId: string | null = null;
  /** The role that a request checked or created last: its rows come together. */
  #presentRole: { readonly job: PostgresJob; readonly roleId: bigint } | null = null;
  /** The same of the other rows that rows lead to. */
  #presentRows: { readonly job: PostgresJob; readonly rows: PresentRows } | null = null;

  constructor(connection: PostgresConnection, engine: PostgresEngine) {
    this.#connection = connection;
    this.#engine = engine;
    this.#foresight = new PostgresForesight(engine);
    this.#pipeline = connection.pipeline();
  }

  /** The id for a query of the COMMIT's outcome; null when nothing was written. */
  get transactionId(): string | null {
    return this.#transactionId;
  }

  /** Executes as many jobs as fit. Returns their results, or a failure; then everything is undone. */
  async execute(jobs: readonly PostgresJob[], options: TurnOptions): Promise<readonly JobResult[] | TurnFailure> {
    this.#begin(options);
    if (options.isForeseen) await this.#lookAhead(jobs);
    for (const [count, job] of jobs.entries()) {
      if (count >= GROUP_REQUESTS_MIN && options.isFull(count)) break;
      const failure = await (job.isCareful ? this.#executeCarefully(job) : this.#execute(job));
      if (failure !== null) return this.#undo(failure);
      if (this.#pipeline.failure !== null) break;
    }
    const id = this.#hasWritten ? this.#ask('SELECT pg_current_xact_id()', [], null) : null;
    const failure = await this.#endPipeline();
    if (failure !== null) return this.#undo(failure);
    this.#transactionId = (await id)?.rows[0]?.[0] ?? null;
    return Promise.all(this.#results);
  }

  #begin({ isAlone, lockMsMax }: TurnOptions): void {
    const owner = BEGINNING;
    this.#pipeline.post('BEGIN ISOLATION LEVEL SERIALIZABLE', [], { owner });
    // First, so that no read is older than the lock.
    this.#pipeline.post(`LOCK TABLE jadegate_turn IN ${isAlone ? 'EXCLUSIVE' : 'ROW SHARE'} MODE`, [], { owner });
    if (lockMsMax === null) return;
    this.#pipeline.post("SELECT set_config('lock_timeout', $1, true)", [`${lockMsMax}`], { owner });
  }

  async #lookAhead(jobs: readonly PostgresJob[]): Promise<void> {
    const { waiters } = this.#engine;
    const waiting = jobs.filter((job) => job.request[0] === 'run' && !job.isCareful && waiters.has(job.request[1]));
    // A single procedure gains nothing.
    if (waiting.length < 2) return;
    await this.#foresight.look(waiting, {
      read: (calls) => this.#readAhead(calls),
      flush: () => this.#pipeline.flush(),
    });
  }

  /** Commits. Null, or the error: then everything is undone or, after a lost connection, the outcome is unknown. */
  async commit(): Promise<unknown> {
    const pipeline = this.#connection.pipeline();
    pipeline.post('COMMIT', []);
    const failure = await pipeline.end();
    return failure?.error ?? null;
  }

  /** The transaction is committed, and so are its partitions. */
  settle(): void {
    for (const { table, roleId } of this.#made.values()) this.#engine.splits.remember(table, roleId);
  }

  /** Undoes the transaction after an error outside of its statements. */
  async undo(): Promise<void> {
    if (this.#connection.isOver) return;
    const pipeline = this.#connection.pipeline();
    pipeline.post('ROLLBACK', []);
    await pipeline.end();
  }

  async #undo(failure: TurnFailure): Promise<TurnFailure> {
    // The first failure on the server caused all later ones.
    const first = (await this.#endPipeline()) ?? failure;
    await this.undo();
    return first;
  }

  async #endPipeline(): Promise<TurnFailure | null> {
    const failure = await this.#pipeline.end();
    if (failure === null) return null;
    const { error, owner } = failure;
    if (owner === BEGINNING) return { error, job: null, isUndone: false, isUnbegun: true };
    // The owner of any other statement is its job.
    return { error, job: owner as PostgresJob | null, isUndone: false, isUnbegun: false };
  }

  async #execute(job: PostgresJob): Promise<TurnFailure | null> {
    const { request } = job;
    if (request[0] === 'query') {
      this.#results.push(this.#resultOf(this.#sendQuery(job, request[1], request[2])));
      return null;
    }
    if (request[0] === 'load') {
      this.#results.push(this.#resultOf((await this.#load(job, request[1], request[2]))[0]));
      return null;
    }
    if (request[0] === 'call') {
      // Waits for a partition that must be made first: later statements follow it.
      const at = this.#placeOf(job, request[1]);
      const sent = this.#sendTo(at instanceof Promise ? await at : at, job, request[1]);
      this.#results.push(sent instanceof Promise ? this.#resultOf(sent) : { value: sent });
      return null;
    }
    const outcome = await this.#run(job);
    this.#results.push(outcome.result);
    if (!outcome.isUndone || !outcome.hasWritten || this.#pipeline.failure !== null) return null;
    return { error: null, job, isUndone: true, isUnbegun: false };
  }

  // Inside a savepoint, so that it can be undone alone. By then all earlier statements have succeeded.
  async #executeCarefully(job: PostgresJob): Promise<TurnFailure | null> {
    const before = await this.#endPipeline();
    if (before !== null) return before;
    this.#pipeline = this.#connection.pipeline();
    this.#pipeline.post('SAVEPOINT careful', [], { owner: job });
    const made = new Map(this.#made);
    const outcome = await this.#outcomeOf(job);
    const failure = await this.#endPipeline();
    if (failure !== null && isEveryones(failure.error)) return failure;
    if (!this.#connection.isOver) this.#pipeline = this.#connection.pipeline();
    if (outcome.isUndone || failure !== null) {
      this.#pipeline.post('ROLLBACK TO SAVEPOINT careful', [], { owner: job });
      this.#made = made;
    }
    this.#pipeline.post('RELEASE SAVEPOINT careful', [], { owner: job });
    // A statement failed, and the procedure did not await it or ignored its failure.
    const isForgotten = failure !== null && !outcome.isUndone;
    this.#results.push(isForgotten ? { error: this.#engine.toStoreError(failure.error) } : outcome.result);
    return null;
  }

  async #outcomeOf(job: PostgresJob): Promise<ProcedureOutcome> {
    if (job.request[0] === 'run') return this.#run(job);
    try {
      return { result: { value: await this.#sendAlone(job) }, isUndone: false, hasWritten: true };
    } catch (thrown) {
      return { result: { error: this.#engine.toStoreError(thrown) }, isUndone: true, hasWritten: true };
    }
  }

  async #sendAlone(job: PostgresJob): Promise<unknown> {
    const { request } = job;
    if (request[0] === 'query') return this.#flushed(this.#sendQuery(job, request[1], request[2]));
    if (request[0] === 'call') return this.#flushed(this.#sendCall(job, request[1]));
    assert(request[0] === 'load', 'a procedure is run');
    const [loaded] = await this.#load(job, request[1], request[2]);
    this.#pipeline.flush();
    return loaded;
  }

  /** Inserts rows. Returns the promise of the end, wrapped in a list so that awaiting this call does not await the end. */
  async #load(
    job: PostgresJob,
    table: number,
    rows: readonly (readonly SqlValue[])[],
  ): Promise<readonly [Promise<null>]> {
    const sent: (CallResult | Promise<CallResult>)[] = [];
    for (const row of rows) {
      const call: Call = ['insert', table, [], row];
      const at = this.#placeOf(job, call);
      sent.push(this.#sendTo(at instanceof Promise ? await at : at, job, call));
    }
    const all = Promise.all(sent).then(() => null);
    all.catch(() => null);
    return [all];
  }

  async #run(job: PostgresJob): Promise<ProcedureOutcome> {
    const [, address, args] = job.request as readonly ['run', Parameters<PostgresEngine['procedure']>[0], unknown];
    const procedure = await this.#engine.procedure(address);
    if (procedure instanceof StoreError) return { result: { error: procedure }, isUndone: true, hasWritten: false };
    const outcome = await runProcedure(
      {
        dialect: 'postgres',
        tables: this.#engine.tables,
        codecs: this.#engine.codecs,
        executeCall: (call) => (isRead(call[0]) ? this.#read(job, call) : this.#flushed(this.#sendCall(job, call))),
        executeQuery: (sql, parameters) => this.#flushed(this.#sendQuery(job, sql, parameters)),
        databaseError: (thrown) => this.#engine.databaseError(thrown),
      },
      procedure,
      args,
    );
    this.#hasWritten ||= outcome.hasWritten;
    return outcome;
  }

  #sendCall(job: PostgresJob, call: Call): CallResult | Promise<CallResult> {
    const at = this.#placeOf(job, call);
    if (!(at instanceof Promise)) return this.#sendTo(at, job, call);
    return at.then((place) => this.#flushed(this.#sendTo(place, job, call)));
  }

  /** A read of a procedure: from the answers read ahead, or from the server. */
  #read(job: PostgresJob, call: Call): CallResult | Promise<CallResult> {
    const known = this.#foresight.find(call);
    if (known !== undefined) return known;
    if (job.request[0] === 'run') this.#engine.waiters.add(job.request[1]);
    return this.#flushed(this.#readNow(job, call));
  }

  async #readAhead(calls: readonly Call[]): Promise<readonly CallResult[]> {
    const [call] = calls as readonly [Call];
    if (calls.length === 1 || areSame(call)) {
      const result = await this.#readNow(null, call);
      return calls.map(() => result);
    }
    const { sql, values } = this.#engine.readsOf(calls);
    return readsResults(calls, await this.#ask(sql, values, null));
  }

  #readNow(job: PostgresJob | null, call: Call): Promise<CallResult> {
    const sql = this.#engine.sqlOf(call, this.#engine.placeOf(call).place);
    return this.#ask(sql, call[3], job).then((reply) => resultOf(call[0], reply));
  }

  /** The place of a call's rows; a write makes a missing partition. */
  #placeOf(job: PostgresJob, call: Call): SqlPlace | Promise<SqlPlace> {
    const { place, unknownRoleId } = this.#engine.placeOf(call);
    return unknownRoleId === null || !isSilent(call[0]) ? place : this.#findOrMake(job, call, unknownRoleId);
  }

  /** A promise of the result; null for a write without a result that nobody awaits. */
  #sendTo(place: SqlPlace, job: PostgresJob, call: Call): CallResult | Promise<CallResult> {
    const [op, , , values] = call;
    if (!isRead(op)) {
      this.#hasWritten = true;
      this.#foresight.forget(call);
      if (job.request[0] !== 'load') {
        this.#checkRole(job, call);
        this.#checkRows(job, call);
      }
    }
    const sql = this.#engine.sqlOf(call, place);
    if (isSilent(op) && !job.isCareful) {
      this.#pipeline.post(sql, values, { owner: job });
      return null;
    }
    return this.#ask(sql, values, job).then((reply) => resultOf(op, reply));
  }

  // Without an answer: a missing role fails the transaction, and the request is repeated alone.
  #checkRole(job: PostgresJob, call: Call): void {
    const { references } = this.#engine;
    const roleId = references.neededBy(call);
    const present = this.#presentRole?.job === job ? this.#presentRole.roleId : null;
    if (roleId !== null && roleId !== present) {
      this.#pipeline.post(this.#engine.roleCheckSql(call, roleId), [roleId], { owner: job });
    }
    const after = references.presentAfter(call, roleId ?? present);
    if (after !== present) this.#presentRole = after === null ? null : { job, roleId: after };
  }

  #checkRows(job: PostgresJob, call: Call): void {
    const { rows } = this.#engine;
    if (this.#presentRows?.job !== job) this.#presentRows = { job, rows: new Map() };
    const present = this.#presentRows.rows;
    for (const needed of rows.neededBy(call)) {
      if (present.get(needed.to) === needed.key) continue;
      present.set(needed.to, needed.key);
      this.#pipeline.post(this.#engine.rowCheckSql(call, needed), [needed.key], { owner: job });
    }
    rows.note(call, null, present);
  }

  #sendQuery(job: PostgresJob, sql: string, parameters: readonly unknown[]): Promise<readonly object[]> {
    // It may write, with unknown effect.
    this.#presentRows = null;
    if (job.request[0] === 'run') this.#foresight.forgetAll();
    const asked = this.#pipeline.ask(sql, parameters, { owner: job, ...ROWS_ASKED });
    return asked.then((reply) => this.#engine.rowsOf(reply));
  }

  async #findOrMake(job: PostgresJob, call: Call, roleId: bigint): Promise<SqlPlace> {
    const { splits } = this.#engine;
    const table = this.#engine.tableOf(call);
    const name = splits.nameOf(table, roleId);
    const known = this.#made.get(name);
    if (known !== undefined) return known.place;
    const run: RunSql = (sql, values = []) => this.#flushed(this.#ask(sql, values, job));
    const place = await splits.make(run, table, roleId).catch((thrown: unknown) => this.#placeOfFailed(thrown, name));
    this.#made.set(name, { table, roleId, place });
    return place;
  }

  // The transaction has failed, and its further statements have no effect.
  #placeOfFailed(thrown: unknown, name: string): SqlPlace {
    if (this.#pipeline.failure === null) throw thrown;
    return new SqlPlace(null, name);
  }

  #ask(sql: string, values: readonly unknown[], job: PostgresJob | null): ReturnType<PostgresPipeline['ask']> {
    const asked = this.#pipeline.ask(sql, values, { owner: job });
    // The end of the pipeline also reports the failure.
    asked.catch(() => null);
    return asked;
  }

  #flushed<Sent>(sent: Sent): Sent {
    if (sent instanceof Promise) this.#pipeline.flush();
    return sent;
  }

  // A failure of the server concerns the group. Our own refusal (too many rows) concerns the request alone.
  #resultOf(sent: Promise<unknown>): Promise<JobResult> {
    return sent.then(
      (value) => ({ value }),
      (thrown: unknown) => ({ error: this.#engine.toStoreError(thrown) }),
    );
  }
}

/** Whether the error concerns the whole group: a conflict with another node, or a lost connection. */
function isEveryones(error: unknown): boolean {
  const cause = causeOf(error);
  return isConflict(cause) || isLossOfConnection(cause);
}
