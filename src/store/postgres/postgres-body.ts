// PostgreSQL as a body of the store, for many nodes at once. One connection writes, in the order of requests; others read committed
// rows; maintenance opens one when needed. The database may go away and come back: acknowledged changes are there, other requests
// are repeated, or refused with a code that says which.
import { Backoff, type Cancel, messageOf, sleep, systemRandom } from '../../base/index.ts';
import {
  type Body,
  type BodyCore,
  type BodyDependencies,
  type BodyHealth,
  type BodyRequest,
  type BodySnapshot,
  clonePlain,
  GatedBody,
  isRead,
  RequestGate,
  SLOW_MS,
} from '../body/index.ts';
import { type Procedure, type StoredKind, type StoredLayout, StoreError, type Table } from '../table/index.ts';
import {
  AWAY_CHECK_MS,
  AWAY_MS_MAX,
  CLOSING_MS_MAX,
  DATABASE_WAIT_MS,
  NODES_CHECK_MS,
  READERS_COUNT,
  RECONNECT_FIRST_MS,
  RECONNECT_MOST_MS,
  REQUEST_MS_MAX,
  SCHEMA_STATEMENT_MS_MAX,
  SCHEMA_WAIT_MS,
} from './limits.ts';
import { postgresLocation } from './postgres-address.ts';
import { postgresCodec } from './postgres-codec.ts';
import { type PostgresAddress, PostgresConnection } from './postgres-connection.ts';
import { PostgresEngine } from './postgres-engine.ts';
import { isLossOfConnection, unavailable } from './postgres-error.ts';
import { PostgresJob, type PostgresRequest } from './postgres-job.ts';
import { PostgresLink } from './postgres-link.ts';
import { PostgresNodes } from './postgres-nodes.ts';
import { refuseTransactionPooler } from './postgres-pooler.ts';
import { PostgresReaders } from './postgres-readers.ts';
import { announceNode, inspectSchema, lockSchema, maintainSplits, openSchema } from './postgres-schema.ts';
import { PostgresSnapshot } from './postgres-snapshot.ts';
import { PostgresWriter } from './postgres-writer.ts';

export interface PostgresBodyOptions {
  /** `postgres://user:password@host:port/database`; the guide lists the options after `?`. */
  readonly url: string;
  /** Reading connections, beside the writing one. */
  readonly readers?: number;
  /** The time limit of one statement, in milliseconds. */
  readonly statementMsMax?: number;
  /** How long a request waits for a database that is away, in milliseconds. */
  readonly awayMsMax?: number;
  /** How long opening a connection may take, in milliseconds. */
  readonly connectMsMax?: number;
  /** How long a request may take in any case, in milliseconds. */
  readonly requestMsMax?: number;
  /** How long opening waits for a database that does not answer yet, in milliseconds. */
  readonly openWaitMs?: number;
  /** Requests in flight, past which new ones are refused with `busy`. */
  readonly queueMax?: number;
}

export async function openPostgres(options: PostgresBodyOptions, dependencies: BodyDependencies): Promise<Body> {
  const location = postgresLocation(options.url);
  const gate = new RequestGate({ ...dependencies, location, queueMax: options.queueMax });
  const core = new PostgresCore(gate, dependencies, options);
  await core.open();
  return new GatedBody(gate, core, dependencies);
}

class PostgresCore implements BodyCore {
  readonly codec = postgresCodec;
  readonly dialect = 'postgres';
  readonly #gate: RequestGate;
  readonly #dependencies: BodyDependencies;
  readonly #options: PostgresBodyOptions;
  readonly #engine: PostgresEngine;
  readonly #writerLink: PostgresLink;
  readonly #readerLinks: readonly PostgresLink[];
  readonly #writer: PostgresWriter;
  readonly #readers: PostgresReaders;
  readonly #nodes: PostgresNodes;
  readonly #cancels: readonly Cancel[];
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();
  #identity: string | null = null;
  /** Writes in flight by table, without procedures, whose tables are not known. Reads of such a table come after them. */
  readonly #writesOf = new Map<number, number>();
  /** Requests without an answer, the oldest first. Bounded by the gate. */
  readonly #jobs = new Set<PostgresJob>();
  /** Since when the store is being closed. */
  #closingSinceMs: number | null = null;
  /** Keeps the process running while a request waits. */
  #hold: NodeJS.Timeout | undefined;

  constructor(gate: RequestGate, dependencies: BodyDependencies, options: PostgresBodyOptions) {
    const { clock, counters, log, tables } = dependencies;
    const { location } = gate;
    this.#gate = gate;
    this.#dependencies = dependencies;
    this.#options = options;
    const engine = new PostgresEngine({ location, tables });
    this.#engine = engine;
    this.#nodes = new PostgresNodes({ log, location }, dependencies.isNode === true ? dependencies.serverIds : []);
    const parts = { address: this.#address, clock, log, location };
    const learn = (connection: PostgresConnection) => engine.learn((sql, values) => connection.query(sql, values));
    this.#writerLink = new PostgresLink(parts, {
      name: 'writing',
      setUp: async (connection) => {
        await announceNode(connection);
        await this.#nodes.announce(connection);
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
      log,
      groups: counters.counter('store_groups'),
      conflicts: counters.counter('store_conflicts'),
    });
    this.#readers = new PostgresReaders(engine, clock, this.#readerLinks);
    this.#cancels = [
      clock.every(AWAY_CHECK_MS, () => this.#expire()),
      clock.every(NODES_CHECK_MS, () => void this.#checkNodes()),
    ];
  }

  /** Changes the tables to match their declarations, and connects; throws a `StoreError`. */
  async open(): Promise<void> {
    const hold = setInterval(() => {}, HOLD_PERIOD_MS);
    try {
      const service = await this.#openFirst();
      try {
        const another = () => PostgresConnection.open(this.#address, this.#dependencies.clock);
        await refuseTransactionPooler(service, another, this.#gate.location);
        if (this.#dependencies.access === 'read') this.#layouts = await inspectSchema(service, this.#engine);
        else await this.#openToWrite(service);
      } finally {
        await service.close();
      }
      if (this.#dependencies.isTrial !== true) await Promise.all(this.#readerLinks.map((link) => link.open()));
    } catch (thrown) {
      await this.#shut();
      throw this.#engine.toStoreError(thrown);
    } finally {
      clearInterval(hold);
    }
  }

  get tables(): readonly Table<StoredKind>[] {
    return this.#engine.tables;
  }

  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  get identity(): string | null {
    return this.#identity;
  }

  submit(request: BodyRequest): Promise<unknown> {
    this.#begin();
    switch (request[0]) {
      case 'splits':
        return this.#serve((connection) => this.#engine.splits.inspect((sql, values) => connection.query(sql, values)));
      case 'maintain':
        return this.#serve((connection) => maintainSplits(connection, this.#engine, this.#dependencies.serverIds));
      case 'run':
        return this.#run(request[1], request[2]);
      case 'call':
        return this.#queue(request, isRead(request[1][0]) && !this.#writesOf.has(request[1][1]));
      case 'query':
        return this.#queue(request, this.#writesOf.size === 0);
      case 'load':
        return this.#queue(request, false);
    }
  }

  health(): Omit<BodyHealth, 'requests'> {
    const nowMs = this.#dependencies.clock.monotonicMs();
    const { reason, sinceMs } = this.#writerLink;
    const { transactionMs } = this.#writer;
    const [oldest] = this.#jobs;
    const waitsMs = oldest === undefined ? null : nowMs - oldest.sinceMs;
    if (reason === null && waitsMs !== null && waitsMs > SLOW_MS)
      return { problem: 'a request is not answered', forMs: waitsMs, waitsMs, transactionMs };
    return { problem: reason, forMs: nowMs - sinceMs, waitsMs, transactionMs };
  }

  async snapshot(): Promise<BodySnapshot> {
    // A table is read in parts, each a statement; the first statement may have to sort the table.
    const limits = { statementMsMax: SCHEMA_STATEMENT_MS_MAX, lockMsMax: SCHEMA_WAIT_MS, isStandbyAllowed: true };
    const address = { ...this.#address, ...limits };
    let connection: PostgresConnection | null = null;
    try {
      connection = await PostgresConnection.open(address, this.#dependencies.clock);
      return await PostgresSnapshot.begin(connection, this.#engine);
    } catch (thrown) {
      await connection?.close();
      throw this.#engine.toStoreError(thrown);
    }
  }

  async close(): Promise<void> {
    await this.#shut();
    this.#gate.finish(null);
  }

  /** Looks for other nodes. When the database is away, the next check does. */
  async #checkNodes(): Promise<void> {
    if (this.#dependencies.isNode !== true || this.#writerLink.reason !== null) return;
    try {
      const connection = await PostgresConnection.open(this.#address, this.#dependencies.clock);
      await this.#nodes.check(connection).finally(() => connection.close());
    } catch (thrown) {
      this.#dependencies.log.debug('other nodes could not be looked for', { reason: messageOf(thrown) });
    }
  }

  async #openToWrite(service: PostgresConnection): Promise<void> {
    const { serverIds, isTrial = false } = this.#dependencies;
    await lockSchema(service, this.#gate.location);
    const opened = await openSchema(service, this.#engine, { serverIds, isTrial });
    this.#layouts = opened.layouts;
    this.#identity = opened.identity;
    if (isTrial) return;
    // Still under the lock, so that the next node to open finds this one.
    const connection = await this.#writerLink.open();
    // The process that this one takes over from is known.
    if (this.#dependencies.inherits !== true) await this.#nodes.check(connection);
  }

  get #address(): PostgresAddress {
    const { url, statementMsMax, connectMsMax } = this.#options;
    const isStandbyAllowed = this.#dependencies.access === 'read';
    return {
      url,
      isStandbyAllowed,
      ...(statementMsMax === undefined ? {} : { statementMsMax }),
      ...(connectMsMax === undefined ? {} : { connectMsMax }),
    };
  }

  async #run(procedure: Procedure<never, unknown>, args: unknown): Promise<unknown> {
    let given: unknown;
    try {
      // As on a thread: a change that the caller makes to its objects later has no effect.
      given = clone(args, 'the arguments of a procedure');
    } catch (thrown) {
      this.#finish(null);
      throw thrown;
    }
    const result = await this.#queue(['run', procedure, given], false);
    return clone(result, 'a procedure was committed, but its result');
  }

  #queue(request: PostgresRequest, isReader: boolean): Promise<unknown> {
    const { awayMsMax = AWAY_MS_MAX, requestMsMax = REQUEST_MS_MAX } = this.#options;
    const table = writtenTable(request);
    if (table !== null) this.#writesOf.set(table, (this.#writesOf.get(table) ?? 0) + 1);
    const nowMs = this.#dependencies.clock.monotonicMs();
    const times = { sinceMs: nowMs, deadlineMs: nowMs + awayMsMax, endMs: nowMs + requestMsMax };
    const job = new PostgresJob(request, times, () => {
      this.#jobs.delete(job);
      this.#finish(table);
    });
    this.#jobs.add(job);
    if (isReader) this.#readers.submit(job);
    else this.#writer.submit(job);
    return job.answer;
  }

  #begin(): void {
    this.#hold ??= setInterval(() => {}, HOLD_PERIOD_MS);
  }

  #finish(writtenTable: number | null): void {
    if (writtenTable !== null) {
      const left = (this.#writesOf.get(writtenTable) ?? 0) - 1;
      if (left > 0) this.#writesOf.set(writtenTable, left);
      else this.#writesOf.delete(writtenTable);
    }
    this.#gate.answered(1);
    if (this.#gate.inFlight > 0) return;
    clearInterval(this.#hold);
    this.#hold = undefined;
  }

  #expire(): void {
    const nowMs = this.#dependencies.clock.monotonicMs();
    if (this.#gate.end !== null) this.#closingSinceMs ??= nowMs;
    const isClosingLate = this.#closingSinceMs !== null && nowMs - this.#closingSinceMs >= CLOSING_MS_MAX;
    const atMs = isClosingLate ? Number.POSITIVE_INFINITY : nowMs;
    const error = () => unavailable(this.#gate.location, new Error(this.#writerLink.reason ?? 'it was lost'));
    this.#writer.expire(atMs, error);
    this.#readers.expire(atMs, error);
  }

  /** A rare request, on a connection of its own. */
  async #serve<Result>(act: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    try {
      const connection = await PostgresConnection.open(this.#address, this.#dependencies.clock);
      try {
        return await act(connection);
      } finally {
        await connection.close();
      }
    } catch (thrown) {
      throw this.#engine.toStoreError(thrown);
    } finally {
      this.#finish(null);
    }
  }

  /** The first connection, for changes of the schema. Waits for a database that is starting. */
  async #openFirst(): Promise<PostgresConnection> {
    const { clock } = this.#dependencies;
    const waitMs = this.#options.openWaitMs ?? DATABASE_WAIT_MS;
    const untilMs = clock.monotonicMs() + waitMs;
    let isLogged = false;
    const limits = { statementMsMax: SCHEMA_STATEMENT_MS_MAX, lockMsMax: SCHEMA_WAIT_MS };
    const address = { ...this.#address, ...limits };
    const backoff = new Backoff({ minMs: RECONNECT_FIRST_MS, maxMs: RECONNECT_MOST_MS }, systemRandom);
    for (;;) {
      try {
        return await PostgresConnection.open(address, clock);
      } catch (thrown) {
        // A wrong password stays wrong.
        const isAway = this.#engine.toStoreError(thrown).code === 'unavailable' || isLossOfConnection(thrown);
        if (!isAway || clock.monotonicMs() >= untilMs) throw thrown;
        const { log } = this.#dependencies;
        const text = `the database does not answer yet: the start waits for it, up to ${Math.round(waitMs / 1_000)} s`;
        if (!isLogged) log.warn(text, { store: this.#gate.location, reason: messageOf(thrown) });
        isLogged = true;
        await sleep(clock, backoff.nextMs());
      }
    }
  }

  async #shut(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    await Promise.all([this.#writerLink, ...this.#readerLinks].map((link) => link.close()));
  }
}

/** The one table that a request writes to; null when it writes to none or to several. */
function writtenTable(request: PostgresRequest): number | null {
  if (request[0] === 'load') return request[1];
  return request[0] === 'call' && !isRead(request[1][0]) ? request[1][1] : null;
}

/** Any period does: the timer only has to exist. */
const HOLD_PERIOD_MS = 60_000;

function clone<Value>(value: Value, what: string): Value {
  try {
    return clonePlain(value);
  } catch (cause) {
    throw new StoreError('not-cloneable', `${what} cannot pass to another thread: give plain data`, { cause });
  }
}
