// The reading connections of a body. Each takes waiting requests in a batch; every statement sees the rows committed at its start.
// Requests that a lost connection did not answer are sent again on the next one.

import type { StoreError } from '../table/index.ts';
import { READ_BATCH_MAX } from './limits.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { type PostgresEngine, ROWS_ASKED, resultOf } from './postgres-engine.ts';
import { causeOf, isLossOfConnection, isStale, LostError } from './postgres-error.ts';
import type { JobResult, PostgresJob } from './postgres-job.ts';
import type { PostgresLink } from './postgres-link.ts';
import type { PostgresPipeline } from './postgres-pipeline.ts';

export class PostgresReaders {
  readonly #engine: PostgresEngine;
  readonly #idle: PostgresLink[];
  readonly #links: readonly PostgresLink[];
  #queue: PostgresJob[] = [];
  /** Requests of connections that wait for the database. */
  readonly #away = new Set<readonly PostgresJob[]>();
  #isScheduled = false;

  constructor(engine: PostgresEngine, links: readonly PostgresLink[]) {
    this.#engine = engine;
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

  /** Fails requests that have waited for the database for too long. */
  expire(nowMs: number, unavailable: () => StoreError): void {
    if (this.#away.size === 0) return;
    const isAllAway = this.#away.size === this.#links.length;
    const waiting = [...this.#away].flat().concat(isAllAway ? this.#queue : []);
    for (const job of waiting) if (nowMs >= job.deadlineMs) job.settle({ error: unavailable() });
    this.#queue = this.#queue.filter((job) => !job.isOver);
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
      jobs = jobs.filter((job) => !job.isOver);
      if (connection === null || jobs.length === 0) return;
      const failed = await this.#readBatch(connection, jobs);
      jobs = jobs.filter((job) => !job.isOver);
      if (failed === null) continue;
      const cause = causeOf(failed.error);
      const isWorthRetry = isLossOfConnection(cause) || (isStale(cause) && !isRetried);
      isRetried ||= isStale(cause);
      if (isWorthRetry) connection.destroy(new LostError('the connection cannot be used any more'));
      else if (failed.job !== null) failed.job.settle({ error: this.#engine.toStoreError(failed.error) });
      else for (const job of jobs) job.settle({ error: this.#engine.toStoreError(failed.error) });
      jobs = jobs.filter((job) => !job.isOver);
    }
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
