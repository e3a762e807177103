// A connection that is opened again after each loss, for ever, with growing waits. The log says when the database was lost and when it
// is back, and nothing about each try.
import { Backoff, type Clock, type Logger, messageOf, sleep, systemRandom } from '../../base/index.ts';
import { RECONNECT_FIRST_MS, RECONNECT_MOST_MS } from './limits.ts';
import { type PostgresAddress, PostgresConnection } from './postgres-connection.ts';
import { LostError } from './postgres-error.ts';

export interface PostgresLinkDependencies {
  readonly address: PostgresAddress;
  readonly clock: Clock;
  readonly log: Logger;
  /** For the log: the address without its password. */
  readonly location: string;
}

export interface PostgresLinkOptions {
  /** The purpose of the connection, for the log. */
  readonly name: string;
  /** Prepares each new connection before its use. */
  readonly setUp?: (connection: PostgresConnection) => Promise<void>;
}

export class PostgresLink {
  readonly #dependencies: PostgresLinkDependencies;
  readonly #options: PostgresLinkOptions;
  #connection: PostgresConnection | null = null;
  /** The opening in flight, or null. */
  #opening: Promise<PostgresConnection> | null = null;
  readonly #closing = Promise.withResolvers<never>();
  /** Why the database is away; null while it is there. */
  #reason: string | null = null;
  #sinceMs: number;
  #isClosed = false;

  constructor(dependencies: PostgresLinkDependencies, options: PostgresLinkOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#sinceMs = dependencies.clock.monotonicMs();
    // There may be no caller to handle it.
    this.#closing.promise.catch(() => null);
  }

  /** Why the database is away; null while it is there. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Since when the database is there or away, on the monotonic clock. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** The first connection; throws when it cannot be opened. */
  async open(): Promise<PostgresConnection> {
    return this.#use(await this.#openOnce());
  }

  /** The connection; waits for it without limit, or until `close`. */
  get(): Promise<PostgresConnection> {
    if (this.#connection !== null && !this.#connection.isOver) return Promise.resolve(this.#connection);
    if (this.#isClosed) return this.#closing.promise;
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = null;
    });
    return Promise.race([this.#opening, this.#closing.promise]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing.reject(new LostError('the store was closed'));
    await this.#connection?.close();
  }

  async #reopen(): Promise<PostgresConnection> {
    const { clock, log, location } = this.#dependencies;
    const sinceMs = clock.monotonicMs();
    const backoff = new Backoff({ minMs: RECONNECT_FIRST_MS, maxMs: RECONNECT_MOST_MS }, systemRandom);
    for (;;) {
      try {
        const connection = this.#use(await this.#openOnce());
        const seconds = Math.round((clock.monotonicMs() - sinceMs) / 1000);
        log.info(`the database is back (${this.#options.name})`, { store: location, awaySeconds: seconds });
        return connection;
      } catch (thrown) {
        if (this.#isClosed) throw thrown;
        const reason = messageOf(thrown);
        // Each new reason once: a standby may take over, or a password may have been changed.
        if (reason !== this.#reason)
          log.warn(`the database cannot be reached yet (${this.#options.name})`, { store: location, reason });
        this.#reason = reason;
        await sleep(clock, backoff.nextMs());
        if (this.#isClosed) throw thrown;
      }
    }
  }

  async #openOnce(): Promise<PostgresConnection> {
    const connection = await PostgresConnection.open(this.#dependencies.address, this.#dependencies.clock);
    try {
      await this.#options.setUp?.(connection);
      return connection;
    } catch (thrown) {
      connection.destroy(new LostError(messageOf(thrown)));
      throw thrown;
    }
  }

  #use(connection: PostgresConnection): PostgresConnection {
    if (this.#isClosed) {
      connection.destroy(new LostError('the store was closed'));
      throw new LostError('the store was closed');
    }
    const { clock, log, location } = this.#dependencies;
    this.#connection = connection;
    this.#reason = null;
    this.#sinceMs = clock.monotonicMs();
    void connection.lost.then((reason) => {
      if (reason === null || this.#isClosed) return;
      this.#reason = messageOf(reason);
      this.#sinceMs = clock.monotonicMs();
      log.warn(`the database was lost (${this.#options.name}); trying to reach it again`, {
        store: location,
        reason: messageOf(reason),
      });
      // At once, not only with the next request.
      this.get().catch(() => null);
    });
    return connection;
  }
}
