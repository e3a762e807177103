// SQLite as a body of the store: starts the thread that owns the file, sends it what is asked in one message a turn, and gives
// each answer to who waits for it. When the thread dies every waiting request fails with the reason, and so does every later
// one; the process's supervisor decides what then, because live (`ram`) tables died with the thread.
import type { CompiledQuery } from 'kysely';
import { assert, type Counter } from '../../base/index.ts';
import {
  type Body,
  type BodyDependencies,
  type BodySnapshot,
  type Call,
  type CallResult,
  LOAD_ROWS_MAX,
  type OpenBody,
  type ProcedureAddress,
  QUEUE_REQUESTS_MAX,
  type RawRows,
  type SplitInfo,
  type SqlValue,
  STALL_CHECK_MS,
} from '../body/index.ts';
import { OPEN_WAIT_MS, type Procedure, type StoredLayout, StoreError } from '../table/index.ts';
import { STALL_MS_MAX } from './limits.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { fromFailure, toFailure } from './sqlite-error.ts';
import { isCloneable } from './sqlite-inbox.ts';
import type { FromThread, GroupAnswer, SqliteOptions, SqliteRequest, ToThread } from './sqlite-link.ts';
import { SqliteFileSnapshot, SqliteMemorySnapshot } from './sqlite-snapshot.ts';
import { type SqliteThread, startHere, startWorker } from './sqlite-thread.ts';

export interface SqliteBodyOptions {
  /** The database file; its directory is made if need be. Or memory: nothing is kept. */
  readonly at: { readonly file: string } | 'memory';
  /** Where a file is worked on; a flush holds up the thread that it is done on. Memory is always on the caller's. */
  readonly thread?: 'caller' | 'own';
  /** The size that the file may grow to; past it, writes fail with `disk-full`. */
  readonly bytesMax?: number;
  /** How long to wait, at opening, for another process to let go of the file. */
  readonly openWaitMs?: number;
  /** Requests in flight, past which new ones are refused with `busy`. */
  readonly queueMax?: number;
}

export function sqliteBody(options: SqliteBodyOptions): OpenBody {
  return async (dependencies) => {
    const body = new SqliteBody(dependencies, options);
    await body.ready;
    return body;
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

class SqliteBody implements Body {
  readonly location: string;
  readonly codec = sqliteCodec;
  readonly dialect = 'sqlite';
  readonly ready: Promise<void>;
  readonly closed: Promise<StoreError | null>;
  readonly #dependencies: BodyDependencies;
  readonly #options: SqliteOptions;
  readonly #thread: SqliteThread;
  readonly #queueMax: number;
  /** Commits, and what was answered after them. */
  readonly #groups: Counter;
  readonly #requests: Counter;
  readonly #refused: Counter;
  readonly #ready = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<StoreError | null>();
  /** Who waits, in the order of requests; those before #answered have their answer. */
  #waiting: Waiting[] = [];
  #answered = 0;
  /** Requests of this turn, not yet sent. */
  #outbox: SqliteRequest[] = [];
  #newProcedures: ProcedureAddress[] = [];
  readonly #procedureNumbers = new Map<Procedure<never, unknown>, number>();
  #end: StoreError | null = null;
  #lastAnswerMs: number;
  readonly #stopStallCheck: () => void;
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();

  constructor(dependencies: BodyDependencies, options: SqliteBodyOptions) {
    const file = options.at === 'memory' ? null : options.at.file;
    this.location = file ?? 'memory';
    this.#dependencies = dependencies;
    this.#queueMax = options.queueMax ?? QUEUE_REQUESTS_MAX;
    this.#groups = dependencies.counters.counter('store_groups');
    this.#requests = dependencies.counters.counter('store_requests');
    this.#refused = dependencies.counters.counter('store_refused', 'busy');
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    const { access, tables, serverIds } = dependencies;
    const { bytesMax = null, openWaitMs = OPEN_WAIT_MS } = options;
    this.#options = { access, file, bytesMax, openWaitMs, tables, serverIds };
    const start = file === null || options.thread === 'caller' ? startHere : startWorker;
    this.#thread = start(this.#options, {
      message: (message) => this.#receive(message),
      exit: (reason) => this.#finish(this.#died(reason)),
    });
    this.#lastAnswerMs = dependencies.clock.monotonicMs();
    this.#stopStallCheck = dependencies.clock.every(STALL_CHECK_MS, () => this.#checkStall());
  }

  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  execute(call: Call): Promise<CallResult> {
    if (call[0] !== 'get' && call[0] !== 'list' && this.#isReadOnly) return this.#refuseWrite();
    return this.#submit(['call', call]) as Promise<CallResult>;
  }

  query(query: CompiledQuery): Promise<readonly object[]> {
    return this.#submit(['query', query.sql, query.parameters]) as Promise<readonly object[]>;
  }

  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    if (this.#isReadOnly) return this.#refuseWrite();
    return this.#submit(['run', this.#numberOf(procedure), args]) as Promise<Result>;
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#submit(['splits']) as Promise<readonly SplitInfo[]>;
  }

  maintain(): Promise<number> {
    if (this.#isReadOnly) return this.#refuseWrite();
    return this.#submit(['maintain']) as Promise<number>;
  }

  async snapshot(): Promise<BodySnapshot> {
    if (this.#options.file === null) {
      return new SqliteMemorySnapshot((await this.#submit(['copy'])) as readonly RawRows[]);
    }
    if (this.#end !== null) throw this.#end;
    return new SqliteFileSnapshot(this.#options);
  }

  async load(table: number, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    assert(rows.length <= LOAD_ROWS_MAX, `at most ${LOAD_ROWS_MAX} rows are loaded at once`);
    if (this.#isReadOnly) return this.#refuseWrite();
    await this.#submit(['load', table, rows]);
  }

  async close(): Promise<void> {
    if (this.#end === null) {
      this.#flush();
      this.#end = new StoreError('closed', `${this.location}: the store was closed`);
      this.#thread.hold(true);
      this.#post({ kind: 'close' });
    }
    await this.closed;
  }

  get #isReadOnly(): boolean {
    return this.#options.access === 'read';
  }

  #refuseWrite(): Promise<never> {
    const message = `${this.location}: the store was opened to be read and nothing of it is changed`;
    return Promise.reject(new StoreError('read-only', message));
  }

  #submit(request: SqliteRequest): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end);
    if (this.#waiting.length - this.#answered >= this.#queueMax) return Promise.reject(this.#busy());
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === this.#answered) this.#beginWaiting();
      this.#waiting.push({ resolve, reject });
      if (this.#outbox.push(request) === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    if (this.#outbox.length === 0 || this.#end !== null) return;
    const batch = { kind: 'batch', procedures: this.#newProcedures, requests: this.#outbox } as const;
    this.#outbox = [];
    this.#newProcedures = [];
    try {
      this.#post(batch);
    } catch {
      this.#post({ ...batch, requests: batch.requests.map(refuseUncloneable) });
    }
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case 'answers':
        this.#answer(message);
        break;
      case 'ready':
        this.#layouts = message.layouts;
        this.#thread.hold(false);
        this.#ready.resolve();
        break;
      case 'failed':
        this.#finish(fromFailure(message.failure));
        break;
      case 'closed':
        this.#finish(null);
        break;
      case 'log':
        this.#dependencies.log.warn(message.message, message.fields);
        break;
    }
  }

  #answer(group: GroupAnswer): void {
    this.#groups.add();
    this.#requests.add(group.values.length);
    this.#lastAnswerMs = this.#dependencies.clock.monotonicMs();
    const failures = new Map(group.failures);
    for (let at = 0; at < group.values.length; at++) {
      const waiting = this.#waiting[this.#answered + at];
      assert(waiting !== undefined, 'an answer has somebody who waits');
      const failure = failures.get(at);
      if (failure === undefined) waiting.resolve(group.values[at]);
      else waiting.reject(fromFailure(failure));
    }
    this.#answered += group.values.length;
    this.#forgetAnswered();
  }

  // Keeps the list from growing without moving its rest for every group.
  #forgetAnswered(): void {
    if (this.#answered === this.#waiting.length) {
      this.#waiting = [];
      this.#answered = 0;
      if (this.#end === null) this.#thread.hold(false);
    } else if (this.#answered > this.#queueMax) {
      this.#waiting = this.#waiting.slice(this.#answered);
      this.#answered = 0;
    }
  }

  // A process with requests in flight stays; an idle store does not keep it.
  #beginWaiting(): void {
    this.#thread.hold(true);
    this.#lastAnswerMs = this.#dependencies.clock.monotonicMs();
  }

  #checkStall(): void {
    const silentMs = this.#dependencies.clock.monotonicMs() - this.#lastAnswerMs;
    if (this.#waiting.length === this.#answered || silentMs < STALL_MS_MAX) return;
    this.#finish(this.#died(`it has not answered for ${Math.round(silentMs / 1000)} seconds`));
    this.#thread.terminate();
  }

  /** The end of this body, for the first reason that there is. */
  #finish(reason: StoreError | null): void {
    this.#stopStallCheck();
    const error = reason ?? this.#end ?? new StoreError('closed', `${this.location}: the store was closed`);
    this.#end ??= error;
    const waiting = this.#waiting.slice(this.#answered);
    this.#waiting = [];
    this.#answered = 0;
    for (const one of waiting) one.reject(error);
    this.#ready.reject(error);
    this.#closed.resolve(reason);
  }

  #numberOf(procedure: Procedure<never, unknown>): number {
    const known = this.#procedureNumbers.get(procedure);
    if (known !== undefined) return known;
    const number = this.#procedureNumbers.size;
    this.#procedureNumbers.set(procedure, number);
    this.#newProcedures.push({ moduleUrl: procedure.moduleUrl, name: procedure.name });
    return number;
  }

  #post(message: ToThread): void {
    this.#thread.post(message);
  }

  #busy(): StoreError {
    this.#refused.add();
    return new StoreError('busy', `${this.location}: ${this.#queueMax} requests wait already; try again later`);
  }

  #died(reason: string): StoreError {
    return new StoreError('closed', `${this.location}: the database thread stopped: ${reason}; start the server again`);
  }
}

function refuseUncloneable(request: SqliteRequest): SqliteRequest {
  if (isCloneable(request)) return request;
  const message = 'arguments of a procedure or query cannot pass to another thread: give plain data';
  return ['refused', toFailure(new StoreError('not-cloneable', message))];
}
