// PostgreSQL as a body of the store, for many nodes at once. One connection writes, in the order in which it was asked; others read
// what is committed; for maintenance one is opened when it is needed. The database may go away and come back: what was
// acknowledged is there, what was not is done again or refused by a code that says which.
import type { CompiledQuery } from 'kysely';
import { assert, type Cancel, type Counter, messageOf, sleep } from '../../base/index.ts';
import {
  type Body,
  type BodyDependencies,
  type BodySnapshot,
  type Call,
  type CallResult,
  clonePlain,
  LOAD_ROWS_MAX,
  type OpenBody,
  QUEUE_REQUESTS_MAX,
  type SplitInfo,
  type SqlValue,
} from '../body/index.ts';
import { type Procedure, type StoredLayout, StoreError } from '../table/index.ts';
import {
  AWAY_CHECK_MS,
  AWAY_MS_MAX,
  DATABASE_WAIT_MS,
  READERS_COUNT,
  RECONNECT_FIRST_MS,
  RECONNECT_MOST_MS,
  SCHEMA_STATEMENT_MS_MAX,
} from './limits.ts';
import { postgresLocation } from './postgres-address.ts';
import { postgresCodec } from './postgres-codec.ts';
import { backOffMs, type PostgresAddress, PostgresConnection } from './postgres-connection.ts';
import { isRead, PostgresEngine } from './postgres-engine.ts';
import { isLossOfConnection, unavailable } from './postgres-error.ts';
import { PostgresJob, type PostgresRequest } from './postgres-job.ts';
import { PostgresLink } from './postgres-link.ts';
import { PostgresReaders } from './postgres-readers.ts';
import { announceNode, inspectSchema, lockSchema, maintainSplits, openSchema } from './postgres-schema.ts';
import { PostgresSnapshot } from './postgres-snapshot.ts';
import { PostgresWriter } from './postgres-writer.ts';

export interface PostgresBodyOptions {
  /** `postgres://user:password@host:port/database`; see the guide for what may follow after `?`. */
  readonly url: string;
  /** Connections that read, beside the one that writes. */
  readonly readers?: number;
  /** What one statement may take, in milliseconds. */
  readonly statementMsMax?: number;
  /** How long a request waits for a database that is away, in milliseconds. */
  readonly awayMsMax?: number;
  /** How long opening waits for a database that does not answer yet, in milliseconds. */
  readonly openWaitMs?: number;
  /** Requests in flight, past which new ones are refused with `busy`. */
  readonly queueMax?: number;
}

export function postgresBody(options: PostgresBodyOptions): OpenBody {
  return async (dependencies) => {
    const body = new PostgresBody(dependencies, options);
    await body.open();
    return body;
  };
}

class PostgresBody implements Body {
  readonly location: string;
  readonly codec = postgresCodec;
  readonly dialect = 'postgres';
  readonly closed: Promise<StoreError | null>;
  readonly #dependencies: BodyDependencies;
  readonly #options: PostgresBodyOptions;
  readonly #engine: PostgresEngine;
  readonly #writerLink: PostgresLink;
  readonly #readerLinks: readonly PostgresLink[];
  readonly #writer: PostgresWriter;
  readonly #readers: PostgresReaders;
  readonly #requests: Counter;
  readonly #refused: Counter;
  readonly #closed = Promise.withResolvers<StoreError | null>();
  readonly #stopExpiry: Cancel;
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();
  #end: StoreError | null = null;
  /** Requests accepted and not yet answered. */
  #waiting = 0;
  /** Writes among them, by table; procedures, whose tables are not known, aside. Reads of such a table come after them. */
  readonly #writesOf = new Map<number, number>();
  /** Keeps the process while somebody waits. */
  #hold: NodeJS.Timeout | undefined;
  #idle: (() => void) | null = null;

  constructor(dependencies: BodyDependencies, options: PostgresBodyOptions) {
    const { clock, counters, log, tables } = dependencies;
    this.location = postgresLocation(options.url);
    this.#dependencies = dependencies;
    this.#options = options;
    this.closed = this.#closed.promise;
    const engine = new PostgresEngine({ location: this.location, tables });
    this.#engine = engine;
    this.#requests = counters.counter('store_requests');
    this.#refused = counters.counter('store_refused', 'busy');
    const parts = { address: this.#address, clock, log, location: this.location };
    const learn = (connection: PostgresConnection) => engine.learn((sql, values) => connection.query(sql, values));
    this.#writerLink = new PostgresLink(parts, {
      name: 'writing',
      setUp: async (connection) => {
        await announceNode(connection);
        await learn(connection);
      },
    });
    this.#readerLinks = Array.from(
      { length: options.readers ?? READERS_COUNT },
      () => new PostgresLink(parts, { name: 'reading', setUp: learn }),
    );
    this.#writer = new PostgresWriter({
      link: this.#writerLink,
      engine,
      clock,
      groups: counters.counter('store_groups'),
      conflicts: counters.counter('store_conflicts'),
    });
    this.#readers = new PostgresReaders(engine, this.#readerLinks);
    this.#stopExpiry = clock.every(AWAY_CHECK_MS, () => this.#expire());
  }

  /** Brings the tables to what is declared and connects; throws a `StoreError`. */
  async open(): Promise<void> {
    const hold = setInterval(() => {}, HOLD_PERIOD_MS);
    try {
      const service = await this.#openFirst();
      try {
        if (this.#isReadOnly) this.#layouts = await inspectSchema(service, this.location);
        else await this.#openToWrite(service);
      } finally {
        await service.close();
      }
      await Promise.all(this.#readerLinks.map((link) => link.open()));
    } catch (thrown) {
      await this.#shut(null);
      throw this.#engine.toStoreError(thrown);
    } finally {
      clearInterval(hold);
    }
  }

  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  execute(call: Call): Promise<CallResult> {
    const [op, table] = call;
    if (this.#isReadOnly && !isRead(op)) return this.#refuseWrite();
    const isReader = isRead(op) && !this.#writesOf.has(table);
    return this.#submit(['call', call], isReader) as Promise<CallResult>;
  }

  query(query: CompiledQuery): Promise<readonly object[]> {
    const isReader = this.#writesOf.size === 0;
    return this.#submit(['query', query.sql, query.parameters], isReader) as Promise<readonly object[]>;
  }

  async run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    if (this.#isReadOnly) return this.#refuseWrite();
    // As a database on a thread has it: what the caller does to its objects later does not matter.
    const given = clone(args, 'arguments of a procedure');
    const result = await this.#submit(['run', procedure, given], false);
    return clone(result, 'a procedure was committed, but its result') as Result;
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#serve((connection) => this.#engine.splits.inspect((sql, values) => connection.query(sql, values)));
  }

  maintain(): Promise<number> {
    if (this.#isReadOnly) return this.#refuseWrite();
    return this.#serve((connection) => maintainSplits(connection, this.#engine, this.#dependencies.serverIds));
  }

  async snapshot(): Promise<BodySnapshot> {
    if (this.#end !== null) throw this.#end;
    // A table is read in parts, each a statement; the first of them may have to sort it.
    const address = { ...this.#address, statementMsMax: SCHEMA_STATEMENT_MS_MAX };
    let connection: PostgresConnection | null = null;
    try {
      connection = await PostgresConnection.open(address, this.#dependencies.clock);
      return await PostgresSnapshot.begin(connection, this.#engine);
    } catch (thrown) {
      await connection?.close();
      throw this.#engine.toStoreError(thrown);
    }
  }

  async load(table: number, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    assert(rows.length <= LOAD_ROWS_MAX, `at most ${LOAD_ROWS_MAX} rows are loaded at once`);
    if (this.#isReadOnly) return this.#refuseWrite();
    await this.#submit(['load', table, rows], false);
  }

  async close(): Promise<void> {
    if (this.#end === null) {
      this.#end = new StoreError('closed', `${this.location}: the store was closed`);
      // Bounded: what cannot be answered is given up at its deadline.
      if (this.#waiting > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
      await this.#shut(this.#end);
      this.#closed.resolve(null);
    }
    await this.closed;
  }

  get #isReadOnly(): boolean {
    return this.#dependencies.access === 'read';
  }

  #refuseWrite(): Promise<never> {
    const message = `${this.location}: the store was opened to be read and nothing of it is changed`;
    return Promise.reject(new StoreError('read-only', message));
  }

  async #openToWrite(service: PostgresConnection): Promise<void> {
    await lockSchema(service, this.location);
    this.#layouts = await openSchema(service, this.#engine, this.#dependencies.serverIds);
    // Under the lock still: the next node to open finds this one.
    await this.#writerLink.open();
  }

  get #address(): PostgresAddress {
    const { url, statementMsMax } = this.#options;
    return { url, ...(statementMsMax === undefined ? {} : { statementMsMax }) };
  }

  async #submit(request: PostgresRequest, isReader: boolean): Promise<unknown> {
    if (this.#end !== null) throw this.#end;
    const { queueMax = QUEUE_REQUESTS_MAX, awayMsMax = AWAY_MS_MAX } = this.#options;
    if (this.#waiting >= queueMax) {
      this.#refused.add();
      throw new StoreError('busy', `${this.location}: ${queueMax} requests wait already; try again later`);
    }
    const job = new PostgresJob(request, this.#dependencies.clock.monotonicMs() + awayMsMax);
    const table = writtenTable(request);
    this.#begin(table);
    if (isReader) this.#readers.submit(job);
    else this.#writer.submit(job);
    try {
      return await job.answer;
    } finally {
      this.#finish(table);
    }
  }

  #begin(writtenTable: number | null): void {
    if (this.#waiting++ === 0) this.#hold = setInterval(() => {}, HOLD_PERIOD_MS);
    if (writtenTable !== null) this.#writesOf.set(writtenTable, (this.#writesOf.get(writtenTable) ?? 0) + 1);
  }

  #finish(writtenTable: number | null): void {
    this.#requests.add();
    if (writtenTable !== null) {
      const left = (this.#writesOf.get(writtenTable) ?? 0) - 1;
      if (left > 0) this.#writesOf.set(writtenTable, left);
      else this.#writesOf.delete(writtenTable);
    }
    if (--this.#waiting > 0) return;
    clearInterval(this.#hold);
    this.#idle?.();
  }

  #expire(): void {
    const nowMs = this.#dependencies.clock.monotonicMs();
    const error = () => unavailable(this.location, new Error('it has been away for too long'));
    this.#writer.expire(nowMs, error);
    this.#readers.expire(nowMs, error);
  }

  /** Something now and then, on a connection of its own. */
  async #serve<Result>(act: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    if (this.#end !== null) throw this.#end;
    try {
      const connection = await PostgresConnection.open(this.#address, this.#dependencies.clock);
      try {
        return await act(connection);
      } finally {
        await connection.close();
      }
    } catch (thrown) {
      throw this.#engine.toStoreError(thrown);
    }
  }

  /** The first connection, on which the schema is changed. A database that is just starting is waited for. */
  async #openFirst(): Promise<PostgresConnection> {
    const { clock } = this.#dependencies;
    const untilMs = clock.monotonicMs() + (this.#options.openWaitMs ?? DATABASE_WAIT_MS);
    const address = { ...this.#address, statementMsMax: SCHEMA_STATEMENT_MS_MAX };
    for (let attempt = 0; ; attempt++) {
      try {
        return await PostgresConnection.open(address, clock);
      } catch (thrown) {
        // A wrong password will not become right.
        const isAway = this.#engine.toStoreError(thrown).code === 'unavailable' || isLossOfConnection(thrown);
        if (!isAway || clock.monotonicMs() >= untilMs) throw thrown;
        this.#dependencies.log.debug('the database does not answer yet', { reason: messageOf(thrown) });
        await sleep(clock, backOffMs(attempt, { firstMs: RECONNECT_FIRST_MS, mostMs: RECONNECT_MOST_MS }));
      }
    }
  }

  async #shut(error: StoreError | null): Promise<void> {
    this.#stopExpiry();
    if (error !== null) {
      this.#writer.abandon(error);
      this.#readers.abandon(error);
    }
    await Promise.all([this.#writerLink, ...this.#readerLinks].map((link) => link.close()));
  }
}

/** The one table that a request writes to; null when it writes to none or to more. */
function writtenTable(request: PostgresRequest): number | null {
  if (request[0] === 'load') return request[1];
  return request[0] === 'call' && !isRead(request[1][0]) ? request[1][1] : null;
}

/** Any: it only has to be there. */
const HOLD_PERIOD_MS = 60_000;

function clone<Value>(value: Value, what: string): Value {
  try {
    return clonePlain(value);
  } catch (cause) {
    throw new StoreError('not-cloneable', `${what} cannot pass to another thread: give plain data`, { cause });
  }
}
