// One connection to PostgreSQL: opened, set up, watched, and lost once. It never reconnects, because a transaction does not survive
// that; `PostgresLink` opens the next connection.
import type pg from 'pg';
import { type Clock, loadLibrary, sleep } from '../../base/index.ts';
import { StatementCache } from '../body/index.ts';
import {
  ANSWER_MS_MAX,
  CLOSE_MS_MAX,
  CONNECT_MS_MAX,
  LOCK_MS_MAX,
  SILENCE_CHECK_MS,
  STATEMENT_MS_MAX,
  TRANSACTION_IDLE_MS_MAX,
} from './limits.ts';
import { postgresLocation } from './postgres-address.ts';
import { isLossOfConnection, LostError } from './postgres-error.ts';
import { PostgresPipeline, type Prepared, type PreparedStatements, type Reply } from './postgres-pipeline.ts';
import { refusalOf } from './postgres-refusal.ts';
import { driverAddress, type Encryption } from './postgres-ssl.ts';
import { sslDefaults } from './postgres-ssl-defaults-node.ts';

export interface PostgresAddress {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly statementMsMax?: number;
  readonly connectMsMax?: number;
  /** How long a statement waits for a lock. */
  readonly lockMsMax?: number;
  /** Whether a server that only reads will do. */
  readonly isStandbyAllowed?: boolean;
}

/** One way to connect. */
interface Attempt {
  readonly url: string;
  readonly encryption: Encryption;
}

// A commit is acknowledged when it is on disk, whatever the database's default is. A stronger setting is kept. The limits are set here
// and not at the start of the connection, because a pooler refuses parameters there that it does not know.
const SETUP_SQL = `SELECT pg_backend_pid(), pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on',
  CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END,
  set_config('client_min_messages', 'warning', false),
  set_config('DateStyle', 'ISO', false),
  set_config('bytea_output', 'hex', false),
  set_config('extra_float_digits', '1', false),
  set_config('standard_conforming_strings', 'on', false),
  set_config('statement_timeout', $1, false),
  set_config('lock_timeout', $2, false),
  set_config('idle_in_transaction_session_timeout', $3, false)`;

// What the server does for a connection. If it waits for its client, an answer was lost on the way.
const IS_SERVED_SQL = `SELECT state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'
  FROM pg_stat_activity WHERE pid = $1`;

export class PostgresConnection implements PreparedStatements {
  /** Resolves with the reason when the connection is gone; null after `close`. */
  readonly lost: Promise<Error | null>;
  readonly #address: PostgresAddress;
  readonly #clock: Clock;
  readonly #client: pg.Client;
  readonly #lost = Promise.withResolvers<Error | null>();
  readonly #statements: StatementCache<Prepared>;
  readonly #stopWatch: () => void;
  #dropped: string[] = [];
  #named = 0;
  #backendId = 0;
  #active: PostgresPipeline | null = null;
  #isSetUp = false;
  #isAsking = false;
  #isOver = false;

  private constructor(address: PostgresAddress, { url, encryption }: Attempt, clock: Clock) {
    this.lost = this.#lost.promise;
    this.#address = address;
    this.#clock = clock;
    this.#statements = new StatementCache({ dropped: ({ name }) => this.#dropped.push(name) });
    const { Client } = loadLibrary<typeof pg>('pg');
    this.#client = new Client({
      connectionString: url,
      application_name: 'jadegate',
      connectionTimeoutMillis: address.connectMsMax ?? CONNECT_MS_MAX,
      keepAlive: true,
      ssl: encryption,
    });
    this.#client.on('error', (error) => this.destroy(error));
    this.#client.on('drain', () => this.#active?.handleDrain());
    this.#client.on('end', () => this.#finish(new LostError('the database closed the connection')));
    this.#stopWatch = this.#watch();
  }

  /** Opens a connection that is ready for use. Each wait in it has an end. */
  static async open(address: PostgresAddress, clock: Clock): Promise<PostgresConnection> {
    const location = postgresLocation(address.url);
    const { url, encryptions } = driverAddress(address.url, location, sslDefaults());
    for (const [at, encryption] of encryptions.entries()) {
      const connection = new PostgresConnection(address, { url, encryption }, clock);
      try {
        await connection.#setUp(location);
        return connection;
      } catch (thrown) {
        const refusal = refusalOf(thrown, location);
        connection.destroy(refusal instanceof Error ? refusal : new LostError(String(refusal)));
        // Another encryption changes nothing for a server that is away.
        if (at === encryptions.length - 1 || isLossOfConnection(refusal)) throw refusal;
      }
    }
    throw new LostError('no way to connect was given');
  }

  async #setUp(location: string): Promise<void> {
    const { statementMsMax = STATEMENT_MS_MAX, lockMsMax = LOCK_MS_MAX, isStandbyAllowed = false } = this.#address;
    await this.#client.connect();
    const limits = [statementMsMax, lockMsMax, TRANSACTION_IDLE_MS_MAX].map(String);
    const { rows } = await this.query(SETUP_SQL, limits);
    const [backendId, isReadOnly] = rows[0] ?? [];
    this.#backendId = Number(backendId);
    // After a fail-over the new server may still be a standby: then it is as good as away.
    if (isReadOnly === 't' && !isStandbyAllowed) {
      throw new LostError(
        `${location} only reads: it is a standby in recovery, or default_transaction_read_only is on`,
      );
    }
    this.#isSetUp = true;
    this.#hold(false);
  }

  /** The id of the server's process for this connection. */
  get backendId(): number {
    return this.#backendId;
  }

  /** Whether a pooler lies between us and the server. */
  get isPooled(): boolean {
    // The driver has this number; its types omit it.
    return (this.#client as pg.Client & { readonly processID: number }).processID !== this.#backendId;
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
    void pipeline.done.then((failure) => {
      // After some errors the server says nothing more, and a network may hide that it closed the connection.
      if (failure !== null && isLossOfConnection(failure.error)) this.destroy(failure.error as Error);
      else if (this.#active === pipeline) this.#hold(false);
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

  /** Closes the connection cleanly, within a bound; nothing may be in flight. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#finish(null);
    this.#hold(true);
    await Promise.race([this.#client.end(), sleep(this.#clock, CLOSE_MS_MAX)]);
    this.#client.connection.stream.destroy();
  }

  /** Cuts the connection: the server undoes everything uncommitted. */
  destroy(reason: Error): void {
    if (this.#isOver) return;
    this.#finish(reason);
    // The driver's error has no further use. A silent peer would keep the driver's own goodbye waiting.
    void this.#client.end().catch(() => null);
    this.#client.connection.stream.destroy();
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
  #watch(): () => void {
    let quiet = { pipeline: this.#active, progress: 0, sinceMs: this.#clock.monotonicMs() };
    return this.#clock.every(SILENCE_CHECK_MS, () => {
      const nowMs = this.#clock.monotonicMs();
      const pipeline = this.#active?.isWaiting === true ? this.#active : null;
      const progress = pipeline?.progress ?? 0;
      if (pipeline === null || pipeline !== quiet.pipeline || progress !== quiet.progress) {
        quiet = { pipeline, progress, sinceMs: nowMs };
      } else if (nowMs - quiet.sinceMs > this.#silentMsMax) void this.#handleSilence(nowMs - quiet.sinceMs);
    });
  }

  get #silentMsMax(): number {
    const { statementMsMax = STATEMENT_MS_MAX, connectMsMax = CONNECT_MS_MAX } = this.#address;
    return this.#isSetUp ? Math.min(statementMsMax, STATEMENT_MS_MAX) + ANSWER_MS_MAX : connectMsMax;
  }

  // A statement that may take an hour is silent for long; then the server is asked about it on another connection.
  async #handleSilence(silentMs: number): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const isSlow = this.#isSetUp && (this.#address.statementMsMax ?? 0) > STATEMENT_MS_MAX;
    const isServed = isSlow && (await this.#isServed().catch(() => false));
    this.#isAsking = false;
    if (!isServed) this.destroy(new LostError(`no answer for ${Math.round(silentMs / 1000)} seconds`));
  }

  async #isServed(): Promise<boolean> {
    const { url } = this.#address;
    const other = await PostgresConnection.open({ url, isStandbyAllowed: true }, this.#clock);
    const { rows } = await other.query(IS_SERVED_SQL, [this.#backendId]).finally(() => other.close());
    return rows[0]?.[0] === 't';
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
