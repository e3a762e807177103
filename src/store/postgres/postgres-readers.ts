// The reading connections of a body. Each takes waiting requests in a batch; every statement sees the rows committed at its start.
// Requests that a lost connection did not answer are sent again on the next one.
import type { Clock } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import { LOCKED_MS, READ_BATCH_MAX } from './limits.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { type PostgresEngine, ROWS_ASKED, resultOf } from './postgres-engine.ts';
import { causeOf, isLockTimeout, isLossOfConnection, isStale, LostError } from './postgres-error.ts';
import type { JobResult, PostgresJob } from './postgres-job.ts';
import type { PostgresLink } from './postgres-link.ts';
import type { PostgresPipeline } from './postgres-pipeline.ts';

export class PostgresReaders {
  readonly #engine: PostgresEngine;
  readonly #clock: Clock;
  readonly #idle: PostgresLink[];
  readonly #links: readonly PostgresLink[];
  #queue: PostgresJob[] = [];
  /** Requests of connections that wait for the database. */
  readonly #away = new Set<readonly PostgresJob[]>();
  /** Requests that the database has. */
  readonly #inFlight = new Set<readonly PostgresJob[]>();
  /** Tables that were locked, with the time until which reads of them fail at once: they would hold up all others. */
  readonly #locked = new Map<number, { readonly untilMs: number; readonly error: StoreError }>();
  #isScheduled = false;

  constructor(engine: PostgresEngine, clock: Clock, links: readonly PostgresLink[]) {
    this.#engine = engine;
    this.#clock = clock;
    this.#links = links;
    this.#idle = [...links];
  }

  submit(job: PostgresJob): void {
    this.#queue.push(job);
    if (this.#isScheduled || this.#idle.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#dispatch();
    });
  }

  /** Fails requests whose time is over; `unavailable` is for those that waited for a lost database. */
  expire(nowMs: number, unavailable: () => StoreError): void {
    const isAllAway = this.#away.size === this.#links.length;
    const waiting = [...this.#away].flat().concat(isAllAway ? this.#queue : []);
    for (const job of waiting) if (nowMs >= job.deadlineMs) job.settle({ error: unavailable() });
    // A read has no effect that is left behind. Its connection has its own limits.
    for (const job of [...this.#inFlight].flat().concat(this.#queue)) {
      if (nowMs >= job.endMs) job.settle({ error: this.#timedOut() });
    }
    this.#queue = this.#queue.filter((job) => !job.isOver);
  }

  #timedOut(): StoreError {
    return new StoreError(
      'timed-out',
      `${this.#engine.location}: the database is too slow for this read: try again later`,
    );
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const link = this.#idle.pop();
      if (link === undefined) return;
      const share = Math.ceil(this.#queue.length / (this.#idle.length + 1));
      const jobs = this.#queue.slice(0, Math.min(READ_BATCH_MAX, share));
      this.#queue = this.#queue.slice(jobs.length);
      void this.#read(link, jobs).finally(() => {
        this.#idle.push(link);
        this.#dispatch();
      });
    }
  }

  async #read(link: PostgresLink, given: readonly PostgresJob[]): Promise<void> {
    let jobs = given;
    let isRetried = false;
    while (jobs.length > 0) {
      this.#away.add(jobs);
      const connection = await link.get().catch(() => null);
      this.#away.delete(jobs);
      for (const job of jobs) this.#refuseLocked(job);
      jobs = jobs.filter((job) => !job.isOver);
      if (connection === null || jobs.length === 0) return;
      this.#inFlight.add(jobs);
      const failed = await this.#readBatch(connection, jobs);
      this.#inFlight.delete(jobs);
      jobs = jobs.filter((job) => !job.isOver);
      if (failed === null) continue;
      const cause = causeOf(failed.error);
      const isWorthRetry = isLossOfConnection(cause) || (isStale(cause) && !isRetried);
      isRetried ||= isStale(cause);
      if (isWorthRetry) connection.destroy(new LostError('the connection cannot be used any more'));
      else if (failed.job !== null) this.#fail(failed.job, failed.error);
      else for (const job of jobs) job.settle({ error: this.#engine.toStoreError(failed.error) });
      jobs = jobs.filter((job) => !job.isOver);
    }
  }

  #fail(job: PostgresJob, thrown: unknown): void {
    const error = this.#engine.toStoreError(thrown);
    job.settle({ error });
    const { request } = job;
    if (request[0] !== 'call' || !isLockTimeout(causeOf(thrown))) return;
    this.#locked.set(request[1][1], { untilMs: this.#clock.monotonicMs() + LOCKED_MS, error });
  }

  #refuseLocked(job: PostgresJob): void {
    const { request } = job;
    const locked = this.#locked.size === 0 || request[0] !== 'call' ? undefined : this.#locked.get(request[1][1]);
    if (locked !== undefined && this.#clock.monotonicMs() < locked.untilMs) job.settle({ error: locked.error });
  }

  /** Answers jobs up to the first failed one. */
  async #readBatch(
    connection: PostgresConnection,
    jobs: readonly PostgresJob[],
  ): Promise<{ readonly error: unknown; readonly job: PostgresJob | null } | null> {
    const pipeline = connection.pipeline();
    for (const job of jobs) {
      this.#ask(pipeline, job).then(
        (result) => job.settle(result),
        // The end of the pipeline reports the failure.
        () => null,
      );
    }
    const failure = await pipeline.end();
    // The owner of a statement is its job.
    return failure === null ? null : { error: failure.error, job: failure.owner as PostgresJob | null };
  }

  async #ask(pipeline: PostgresPipeline, job: PostgresJob): Promise<JobResult> {
    const { request } = job;
    if (request[0] === 'call') {
      const call = request[1];
      const sql = this.#engine.sqlOf(call, this.#engine.placeOf(call).place);
      return { value: resultOf(call[0], await pipeline.ask(sql, call[3], { owner: job })) };
    }
    const [, sql, parameters] = request as readonly ['query', string, readonly unknown[]];
    const reply = await pipeline.ask(sql, parameters, { owner: job, ...ROWS_ASKED });
    try {
      return { value: this.#engine.rowsOf(reply) };
    } catch (thrown) {
      return { error: this.#engine.toStoreError(thrown) };
    }
  }
}
