// One connection to PostgreSQL: opened, set up, watched, and lost once. It never reconnects, because a transaction does not survive
// that; `PostgresLink` opens the next connection.
import type pg from 'pg';
import { type Clock, loadLibrary } from '../../base/index.ts';
import { STALL_CHECK_MS, StatementCache } from '../body/index.ts';
import { ANSWER_MS_MAX, CONNECT_MS_MAX, STATEMENT_MS_MAX, TRANSACTION_IDLE_MS_MAX } from './limits.ts';
import { isLossOfConnection, LostError } from './postgres-error.ts';
import { PostgresPipeline, type Prepared, type PreparedStatements, type Reply } from './postgres-pipeline.ts';

export interface PostgresAddress {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly statementMsMax?: number;
  readonly connectMsMax?: number;
}

// A commit is acknowledged when it is on disk, whatever the database's default is. A stronger setting is kept.
const SETUP_SQL = `SELECT pg_backend_pid(),
  CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END,
  set_config('client_min_messages', 'warning', false),
  set_config('DateStyle', 'ISO', false),
  set_config('bytea_output', 'hex', false),
  set_config('extra_float_digits', '1', false),
  set_config('standard_conforming_strings', 'on', false)`;

export class PostgresConnection implements PreparedStatements {
  /** Resolves with the reason when the connection is gone; null after `close`. */
  readonly lost: Promise<Error | null>;
  readonly #client: pg.Client;
  readonly #lost = Promise.withResolvers<Error | null>();
  readonly #statements: StatementCache<Prepared>;
  readonly #stopWatch: () => void;
  #dropped: string[] = [];
  #named = 0;
  #backendId = 0;
  #active: PostgresPipeline | null = null;
  #isOver = false;

  private constructor(address: PostgresAddress, clock: Clock) {
    this.lost = this.#lost.promise;
    this.#statements = new StatementCache({ dropped: ({ name }) => this.#dropped.push(name) });
    const { Client } = loadLibrary<typeof pg>('pg');
    this.#client = new Client({
      connectionString: address.url,
      application_name: 'jadegate',
      connectionTimeoutMillis: address.connectMsMax ?? CONNECT_MS_MAX,
      statement_timeout: address.statementMsMax ?? STATEMENT_MS_MAX,
      idle_in_transaction_session_timeout: TRANSACTION_IDLE_MS_MAX,
      keepAlive: true,
    });
    this.#client.on('error', (error) => this.#finish(error));
    this.#client.on('drain', () => this.#active?.handleDrain());
    this.#client.on('end', () => this.#finish(new LostError('the database closed the connection')));
    this.#stopWatch = this.#watch(clock, (address.statementMsMax ?? STATEMENT_MS_MAX) + ANSWER_MS_MAX);
  }

  static async open(address: PostgresAddress, clock: Clock): Promise<PostgresConnection> {
    const connection = new PostgresConnection(address, clock);
    try {
      await connection.#client.connect();
      const { rows } = await connection.query(SETUP_SQL);
      connection.#backendId = Number(rows[0]?.[0]);
      connection.#hold(false);
      return connection;
    } catch (thrown) {
      connection.destroy(thrown instanceof Error ? thrown : new LostError(String(thrown)));
      throw thrown;
    }
  }

  /** The id of the server's process for this connection. */
  get backendId(): number {
    return this.#backendId;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Begins a pipeline, after the previous one has ended. */
  pipeline(): PostgresPipeline {
    const pipeline = new PostgresPipeline(this);
    if (this.#isOver) {
      pipeline.handleError(new LostError('the connection is over'));
      return pipeline;
    }
    this.#active = pipeline;
    this.#hold(true);
    this.#client.query(pipeline);
    void pipeline.done.then(() => {
      if (this.#active === pipeline) this.#hold(false);
    });
    return pipeline;
  }

  /** One statement on its own. */
  async query(sql: string, values: readonly unknown[] = []): Promise<Reply> {
    const pipeline = this.pipeline();
    const reply = pipeline.ask(sql, values, { isDescribed: true });
    // The connection must be free for the next statement.
    await Promise.allSettled([reply, pipeline.end()]);
    return reply;
  }

  /** Closes the connection cleanly; nothing may be in flight. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#finish(null);
    this.#hold(true);
    await this.#client.end();
  }

  /** Cuts the connection: the server undoes everything uncommitted. */
  destroy(reason: Error): void {
    this.#finish(reason);
    // With statements in flight, the driver cuts the connection. Its error has no further use.
    void this.#client.end().catch(() => null);
  }

  prepare(sql: string): { readonly prepared: Prepared; readonly isNew: boolean } {
    let isNew = false;
    const prepared = this.#statements.get(sql, () => {
      isNew = true;
      return { name: `s${this.#named++}`, sql };
    });
    return { prepared, isNew };
  }

  takeDropped(): readonly string[] {
    const dropped = this.#dropped;
    this.#dropped = [];
    return dropped;
  }

  forget(prepared: readonly Prepared[]): void {
    for (const { name, sql } of prepared) {
      this.#statements.delete(sql);
      // Closing an unknown statement is no error.
      this.#dropped.push(name);
    }
  }

  // Requests in flight keep the process running; an idle store does not.
  #hold(isHeld: boolean): void {
    // The driver has these methods; its types omit them.
    const client = this.#client as pg.Client & { ref(): void; unref(): void };
    if (isHeld) client.ref();
    else client.unref();
  }

  // The server ends a slow statement. If server or network are silent for longer, the connection is closed.
  #watch(clock: Clock, silentMsMax: number): () => void {
    let quiet = { pipeline: this.#active, unanswered: 0, sinceMs: clock.monotonicMs() };
    return clock.every(STALL_CHECK_MS, () => {
      const nowMs = clock.monotonicMs();
      const unanswered = this.#active?.unanswered ?? 0;
      const hasMoved = this.#active !== quiet.pipeline || unanswered !== quiet.unanswered || unanswered === 0;
      if (hasMoved) quiet = { pipeline: this.#active, unanswered, sinceMs: nowMs };
      else if (nowMs - quiet.sinceMs > silentMsMax)
        this.destroy(new LostError(`no answer for ${Math.round((nowMs - quiet.sinceMs) / 1000)} seconds`));
    });
  }

  #finish(reason: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWatch();
    const lost = reason === null || isLossOfConnection(reason) ? reason : new LostError(reason.message);
    if (lost !== null) this.#active?.handleError(lost);
    this.#lost.resolve(lost);
  }
}
