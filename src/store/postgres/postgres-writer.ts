// The writing connection of a body. Requests are executed in order, a group in one transaction, so that many share one commit. After a
// conflict with another node the group is repeated, from the second time on alone. After a lost connection it is repeated on the
// next one, unless its COMMIT had been sent and took place.
import { Backoff, type Clock, type Counter, type Logger, sleep, systemRandom } from '../../base/index.ts';
import { GROUP_REQUESTS_MAX } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import {
  CONFLICT_FIRST_MS,
  CONFLICT_MOST_MS,
  CONFLICTS_MAX,
  GROUP_FILL_MS_MAX,
  LOCK_AGAIN_MS_MAX,
  LOCKED_MS,
  OUTCOME_POLL_MS,
} from './limits.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import type { PostgresEngine } from './postgres-engine.ts';
import {
  causeOf,
  isConflict,
  isLockTimeout,
  isLossOfConnection,
  isOverTime,
  isStale,
  isStandby,
  LostError,
} from './postgres-error.ts';
import type { JobResult, PostgresJob } from './postgres-job.ts';
import type { PostgresLink } from './postgres-link.ts';
import { PostgresTurn, type TurnFailure } from './postgres-turn.ts';

export interface PostgresWriterDependencies {
  readonly link: PostgresLink;
  readonly engine: PostgresEngine;
  readonly clock: Clock;
  readonly log: Logger;
  /** Commits. */
  readonly groups: Counter;
  /** Groups in conflict with one of another node. */
  readonly conflicts: Counter;
}

/** How often a group has failed, by reason. */
interface Tries {
  readonly backoff: Backoff;
  conflicts: number;
  stale: number;
  /** A read ahead failed. */
  foreseen: number;
  undone: number;
  /** A lock was not available. */
  locked: number;
}

export class PostgresWriter {
  readonly #dependencies: PostgresWriterDependencies;
  #queue: PostgresJob[] = [];
  /** The group that is being executed. */
  #group: readonly PostgresJob[] = [];
  #isRunning = false;
  /** What the group waits for, if not for an answer: then its requests can expire. */
  #waitsFor: 'connection' | 'outcome' | null = null;
  /** The connection that executes the group. */
  #inUse: PostgresConnection | null = null;
  /** Whether the COMMIT of the group was sent, and has something to store. */
  #isCommitting = false;
  /** Until then nothing waits long for a lock, because something did so in vain. */
  #lockedUntilMs = Number.NEGATIVE_INFINITY;

  #transactionMs: number | null = null;

  constructor(dependencies: PostgresWriterDependencies) {
    this.#dependencies = dependencies;
  }

  submit(job: PostgresJob): void {
    this.#queue.push(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    // All requests of this turn form one group.
    setImmediate(() => void this.#run());
  }

  /** How long the last group took. */
  get transactionMs(): number | null {
    return this.#transactionMs;
  }

  /** Fails requests whose time is over; `unavailable` is for those that waited for a lost database. */
  expire(nowMs: number, unavailable: () => StoreError): void {
    if (this.#waitsFor !== null) this.#expireAway((job) => nowMs >= job.deadlineMs, unavailable);
    const isLate = (job: PostgresJob) => nowMs >= job.endMs;
    for (const job of this.#queue.filter(isLate)) job.settle({ error: this.#timedOut() });
    this.#queue = this.#queue.filter((job) => !job.isOver);
    const late = this.#group.filter((job) => isLate(job) && !job.isOver);
    if (late.length === 0) return;
    for (const job of late) job.settle({ error: this.#isCommitting ? this.#outcomeUnknown() : this.#timedOut() });
    // The others are repeated on another connection.
    this.#inUse?.destroy(new LostError('a request took too long'));
  }

  #expireAway(isLate: (job: PostgresJob) => boolean, unavailable: () => StoreError): void {
    for (const job of this.#group.filter(isLate)) {
      job.settle({ error: this.#waitsFor === 'outcome' ? this.#outcomeUnknown() : unavailable() });
    }
    for (const job of this.#queue.filter(isLate)) job.settle({ error: unavailable() });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      this.#group = this.#queue.slice(0, GROUP_REQUESTS_MAX);
      this.#queue = this.#queue.slice(this.#group.length);
      const startMs = this.#dependencies.clock.monotonicMs();
      await this.#executeGroup();
      this.#transactionMs = this.#dependencies.clock.monotonicMs() - startMs;
      this.#group = [];
    }
    this.#isRunning = false;
  }

  async #executeGroup(): Promise<void> {
    const backoff = new Backoff({ minMs: CONFLICT_FIRST_MS, maxMs: CONFLICT_MOST_MS }, systemRandom);
    const tries: Tries = { backoff, conflicts: 0, stale: 0, foreseen: 0, undone: 0, locked: 0 };
    for (;;) {
      const connection = await this.#connection();
      this.#group = this.#group.filter((job) => !job.isOver);
      if (connection === null || this.#group.length === 0) return;
      this.#inUse = connection;
      const failure = await this.#tryOn(connection, tries);
      this.#inUse = null;
      if (failure === null) return;
      await this.#prepareNext(connection, failure, tries);
    }
  }

  /** Null when the group is answered. */
  async #tryOn(connection: PostgresConnection, tries: Tries): Promise<TurnFailure | null> {
    const { engine, clock, groups } = this.#dependencies;
    const turn = new PostgresTurn(connection, engine);
    const startMs = clock.monotonicMs();
    const isLocked = startMs < this.#lockedUntilMs;
    if (isLocked) for (const job of this.#group) job.isCareful = true;
    const results = await turn.execute(this.#group, {
      isAlone: tries.conflicts > 0,
      lockMsMax: isLocked ? LOCK_AGAIN_MS_MAX : null,
      isForeseen: tries.foreseen === 0,
      isFull: () => clock.monotonicMs() - startMs > GROUP_FILL_MS_MAX,
    });
    if ('error' in results) return results;
    // Jobs that did not fit are the first of the next group.
    this.#queue = [...this.#group.slice(results.length), ...this.#queue];
    this.#group = this.#group.slice(0, results.length);
    this.#isCommitting = turn.transactionId !== null;
    const error = await turn.commit();
    this.#isCommitting = false;
    if (error !== null) {
      const isDone = isLossOfConnection(error) && (await this.#tookPlace(connection, turn.transactionId));
      if (!isDone) return { error, job: null, isUndone: false, isUnbegun: false };
    }
    turn.settle();
    groups.add();
    this.#settle(results);
    return null;
  }

  #settle(results: readonly JobResult[]): void {
    for (const [at, job] of this.#group.entries()) {
      const result = results[at];
      if (result === undefined) continue;
      if ('error' in result && isLockTimeout(causeOf(result.error))) this.#noteLock();
      job.settle(result);
    }
  }

  async #prepareNext(connection: PostgresConnection, failure: TurnFailure, tries: Tries): Promise<void> {
    const cause = causeOf(failure.error);
    if (failure.isUndone) this.#makeCareful(failure.job, tries);
    else if (isLossOfConnection(cause)) connection.destroy(new LostError('the connection was lost'));
    else if (failure.isUnbegun && isStandby(cause)) connection.destroy(new LostError('the server only reads'));
    else if (isConflict(cause) || (failure.isUnbegun && isLockTimeout(cause)))
      await this.#waitForOthers(failure.error, tries);
    else if (isStale(cause) && tries.stale++ === 0) connection.destroy(new LostError('tables were changed'));
    // The group is repeated, each request with little time for its locks.
    else if (isLockTimeout(cause) && tries.locked++ === 0) this.#noteLock();
    // A second try would take as long, and all others would wait for it.
    else if (failure.job !== null && isOverTime(cause)) this.#fail([failure.job], failure.error);
    else if (failure.job !== null && !failure.job.isCareful) this.#makeCareful(failure.job, tries);
    // A read for several requests failed. Without reading ahead, the failure belongs to one request.
    else if (failure.job === null && tries.foreseen++ === 0) return;
    else this.#fail(this.#group, failure.error);
  }

  #noteLock(): void {
    const { clock, log, engine } = this.#dependencies;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#lockedUntilMs) {
      const what = 'a transaction of another program holds a lock in the database; requests that need it fail';
      log.warn(`${what}: end that transaction (pg_locks and pg_stat_activity show it)`, { store: engine.location });
    }
    this.#lockedUntilMs = nowMs + LOCKED_MS;
  }

  // The first time only this request; after that all, so that the group is not repeated for each.
  #makeCareful(job: PostgresJob | null, tries: Tries): void {
    const isFirst = tries.undone++ === 0;
    for (const one of this.#group) if (one === job || !isFirst) one.isCareful = true;
  }

  async #waitForOthers(error: unknown, tries: Tries): Promise<void> {
    const { clock, conflicts, engine } = this.#dependencies;
    conflicts.add();
    if (++tries.conflicts >= CONFLICTS_MAX) {
      const message = `${engine.location}: other transactions stood in the way of this ${CONFLICTS_MAX} times; try again later`;
      this.#fail(this.#group, new StoreError('busy', message, { cause: error }));
      return;
    }
    await sleep(clock, tries.backoff.nextMs());
  }

  #fail(jobs: readonly PostgresJob[], error: unknown): void {
    const failure = this.#dependencies.engine.toStoreError(error);
    for (const job of jobs) job.settle({ error: failure });
  }

  /** Null when the store was closed. */
  async #connection(waitsFor: 'connection' | 'outcome' = 'connection'): Promise<PostgresConnection | null> {
    this.#waitsFor = waitsFor;
    try {
      return await this.#dependencies.link.get();
    } catch {
      return null;
    } finally {
      this.#waitsFor = null;
    }
  }

  /** Whether the COMMIT of a lost connection took place: asks the database when it is back. */
  async #tookPlace(lost: PostgresConnection, transactionId: string | null): Promise<boolean> {
    // Nothing was written, so a repetition is harmless.
    if (transactionId === null) return false;
    for (;;) {
      const connection = await this.#connection('outcome');
      if (connection === null || this.#group.every((job) => job.isOver)) return false;
      const status = await statusOf(connection, transactionId).catch((thrown: unknown) => thrown);
      if (status === 'committed') return true;
      if (status === 'aborted') return false;
      // The server's process has not noticed the loss yet, or is writing to the disk.
      if (status === 'in progress') await endProcess(connection, lost.backendId, transactionId);
      else connection.destroy(new LostError('the outcome of a commit cannot be queried'));
      this.#waitsFor = 'outcome';
      await sleep(this.#dependencies.clock, OUTCOME_POLL_MS);
      this.#waitsFor = null;
    }
  }

  #timedOut(): StoreError {
    const { location } = this.#dependencies.engine;
    return new StoreError(
      'timed-out',
      `${location}: the database is too slow; nothing of this was stored: try again later`,
    );
  }

  #outcomeUnknown(): StoreError {
    const { location } = this.#dependencies.engine;
    const advice = 'whether this was stored is not known: check before you repeat it';
    return new StoreError('outcome-unknown', `${location}: the database was lost while it committed; ${advice}`);
  }
}

async function statusOf(connection: PostgresConnection, transactionId: string): Promise<string | null> {
  // After a fail-over the new server may not know that number: then the transaction did not take place.
  const sql = `SELECT CASE WHEN $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) THEN 'aborted'
    ELSE pg_xact_status($1::xid8) END`;
  const { rows } = await connection.query(sql, [transactionId]);
  return rows[0]?.[0] ?? null;
}

async function endProcess(connection: PostgresConnection, backendId: number, transactionId: string): Promise<void> {
  const sql = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_xid = $2::xid8::xid';
  // Without the right to do so, the server's own limit ends the idle transaction.
  await connection.query(sql, [backendId, transactionId]).catch(() => null);
}
