// SQLite as a body of the store: it starts the thread that owns the file, sends it all requests of a turn in one message, and
// passes each answer to its caller. When the thread dies, every request in flight fails with the reason, and so does every later
// one. The process must then be restarted, because the rows of `ram` tables died with the thread.
import { assert, type Counter } from '../../base/index.ts';
import {
  type Body,
  type BodyCore,
  type BodyDependencies,
  type BodyHealth,
  type BodyRequest,
  type BodySnapshot,
  type EncodedRow,
  GatedBody,
  type ProcedureAddress,
  type RawRows,
  RequestGate,
  SLOW_MS,
  STALL_CHECK_MS,
} from '../body/index.ts';
import {
  OPEN_WAIT_MS,
  type Procedure,
  type StoredKind,
  type StoredLayout,
  StoreError,
  type Table,
  withStoredTables,
} from '../table/index.ts';
import { STALL_MS_MAX } from './limits.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { fromFailure, toFailure } from './sqlite-error.ts';
import { isCloneable } from './sqlite-inbox.ts';
import type { FromThread, GroupAnswer, HandOverStep, SqliteOptions, SqliteRequest } from './sqlite-link.ts';
import { SqliteFileSnapshot, SqliteMemorySnapshot } from './sqlite-snapshot.ts';
import { type SqliteThread, startHere, startWorker } from './sqlite-thread.ts';

export interface SqliteBodyOptions {
  /** The database file, whose directory is created if needed; or memory, which keeps nothing. */
  readonly at: { readonly file: string } | 'memory';
  /** The thread of a file; a flush blocks it. Memory is always on the caller's thread. */
  readonly thread?: 'caller' | 'own';
  /** The size that the file may grow to; past it, writes fail with `disk-full`. */
  readonly bytesMax?: number;
  /** Paths that exist only where a game has run: with one of them, a missing database is refused and not created. */
  readonly traces?: readonly string[];
  /** How long opening waits for another process to close the file. */
  readonly openWaitMs?: number;
  /** Requests in flight, past which new ones are refused with `busy`. */
  readonly queueMax?: number;
}

export async function openSqlite(options: SqliteBodyOptions, dependencies: BodyDependencies): Promise<Body> {
  const location = options.at === 'memory' ? 'memory' : options.at.file;
  const gate = new RequestGate({ ...dependencies, location, queueMax: options.queueMax });
  const core = new SqliteCore(gate, dependencies, options);
  await core.ready;
  return new GatedBody(gate, core, dependencies);
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

class SqliteCore implements BodyCore {
  readonly codec = sqliteCodec;
  readonly dialect = 'sqlite';
  readonly ready: Promise<void>;
  readonly #gate: RequestGate;
  readonly #dependencies: BodyDependencies;
  readonly #options: SqliteOptions;
  readonly #thread: SqliteThread;
  /** Commits. */
  readonly #groups: Counter;
  readonly #ready = Promise.withResolvers<void>();
  /** Callers in the order of requests; those before #answered have their answer. */
  #waiting: Waiting[] = [];
  #answered = 0;
  /** Requests of this turn, not yet sent. */
  #outbox: SqliteRequest[] = [];
  #newProcedures: ProcedureAddress[] = [];
  readonly #procedureNumbers = new Map<Procedure<never, unknown>, number>();
  #lastAnswerMs: number;
  readonly #openMs: number;
  /** From the answer before it to the answer of a group. */
  #transactionMs: number | null = null;
  readonly #stopStallCheck: () => void;
  #hasFinished = false;
  #layouts: ReadonlyMap<string, StoredLayout> = new Map();
  #identity: string | null = null;
  /** Of the step of a hand-over that the thread takes. */
  #handingOver: PromiseWithResolvers<void> | null = null;

  constructor(gate: RequestGate, dependencies: BodyDependencies, options: SqliteBodyOptions) {
    const { clock, counters, access, isTrial = false, inherits = false, tables, serverIds } = dependencies;
    const { repair = null } = dependencies;
    const { at, bytesMax = null, openWaitMs = OPEN_WAIT_MS, traces = [] } = options;
    const file = at === 'memory' ? null : at.file;
    this.#gate = gate;
    this.#dependencies = dependencies;
    this.#groups = counters.counter('store_groups');
    this.ready = this.#ready.promise;
    this.#options = { access, isTrial, inherits, file, bytesMax, openWaitMs, tables, serverIds, traces, repair };
    const start = file === null || options.thread === 'caller' ? startHere : startWorker;
    this.#thread = start(this.#options, {
      message: (message) => this.#receive(message),
      exit: (reason) => this.#finish(this.#died(reason)),
    });
    this.#lastAnswerMs = clock.monotonicMs();
    this.#openMs = this.#lastAnswerMs;
    this.#stopStallCheck = clock.every(STALL_CHECK_MS, () => this.#checkStall());
  }

  get tables(): readonly Table<StoredKind>[] {
    return withStoredTables(this.#options.tables, this.#layouts);
  }

  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#layouts;
  }

  get identity(): string | null {
    return this.#identity;
  }

  submit(request: BodyRequest): Promise<unknown> {
    return this.#send(request[0] === 'run' ? ['run', this.#numberOf(request[1]), request[2]] : request);
  }

  health(): Omit<BodyHealth, 'requests'> {
    const nowMs = this.#dependencies.clock.monotonicMs();
    const waitsMs = this.#waiting.length === this.#answered ? null : nowMs - this.#lastAnswerMs;
    const transactionMs = this.#transactionMs;
    if (waitsMs !== null && waitsMs > SLOW_MS)
      return { problem: 'the database does not answer', forMs: waitsMs, waitsMs, transactionMs };
    return { problem: null, forMs: nowMs - this.#openMs, waitsMs, transactionMs };
  }

  async snapshot(): Promise<BodySnapshot> {
    if (this.#options.file !== null) return new SqliteFileSnapshot({ ...this.#options, tables: this.tables });
    const refusal = this.#gate.accept(true);
    if (refusal !== null) throw refusal;
    return new SqliteMemorySnapshot((await this.#send(['copy'])) as readonly RawRows[]);
  }

  readonly handOver = {
    memoryRows: async (): Promise<readonly (readonly [string, readonly EncodedRow[]])[]> => {
      const refusal = this.#gate.accept(true);
      if (refusal !== null) throw refusal;
      // The request determines the type of the answer.
      return (await this.#send(['memoryRows'])) as readonly (readonly [string, readonly EncodedRow[]])[];
    },
    lend: (): Promise<void> => this.#step('lend'),
    reclaim: (): Promise<void> => this.#step('reclaim'),
    inherit: (): Promise<void> => this.#step('inherit'),
    // Requests that follow come behind it. If it fails, the store is lost.
    begin: (): void => void this.#step('begin').catch((error: StoreError) => this.#finish(error)),
  };

  #step(step: HandOverStep): Promise<void> {
    this.#handingOver = Promise.withResolvers();
    this.#thread.post({ kind: 'handOver', step });
    return this.#handingOver.promise;
  }

  async close(): Promise<void> {
    this.#thread.hold(true);
    this.#thread.post({ kind: 'close' });
    await this.#gate.closed;
  }

  #send(request: SqliteRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === this.#answered) this.#beginWaiting();
      this.#waiting.push({ resolve, reject });
      if (this.#outbox.push(request) === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const batch = { kind: 'batch', procedures: this.#newProcedures, requests: this.#outbox } as const;
    this.#outbox = [];
    this.#newProcedures = [];
    try {
      this.#thread.post(batch);
    } catch {
      this.#thread.post({ ...batch, requests: batch.requests.map(refuseUncloneable) });
    }
  }

  #receive(message: FromThread): void {
    // A thread that was given up may still answer: its callers were refused already.
    if (this.#hasFinished) return;
    switch (message.kind) {
      case 'answers':
        this.#answer(message);
        break;
      case 'ready':
        this.#layouts = message.layouts;
        this.#identity = message.identity;
        this.#thread.hold(false);
        this.#ready.resolve();
        break;
      case 'handedOver':
        if (message.failure === null) this.#handingOver?.resolve();
        else this.#handingOver?.reject(fromFailure(message.failure));
        break;
      case 'failed':
      case 'lost':
        this.#finish(fromFailure(message.failure));
        break;
      case 'closed':
        this.#finish(null);
        break;
      case 'log':
        this.#dependencies.log[message.level](message.message, message.fields);
        break;
    }
  }

  #answer(group: GroupAnswer): void {
    this.#groups.add();
    const nowMs = this.#dependencies.clock.monotonicMs();
    this.#transactionMs = nowMs - this.#lastAnswerMs;
    this.#lastAnswerMs = nowMs;
    const failures = new Map(group.failures);
    for (let at = 0; at < group.values.length; at++) {
      const waiting = this.#waiting[this.#answered + at];
      assert(waiting !== undefined, 'each answer belongs to a request');
      const failure = failures.get(at);
      if (failure === undefined) waiting.resolve(group.values[at]);
      else waiting.reject(fromFailure(failure));
    }
    this.#answered += group.values.length;
    this.#forgetAnswered();
    this.#gate.answered(group.values.length);
  }

  // Bounds the list without moving its rest for every group.
  #forgetAnswered(): void {
    if (this.#answered === this.#waiting.length) {
      this.#waiting = [];
      this.#answered = 0;
      this.#thread.hold(false);
    } else if (this.#answered > ANSWERED_MAX) {
      this.#waiting = this.#waiting.slice(this.#answered);
      this.#answered = 0;
    }
  }

  // Requests in flight keep the process running; an idle store does not.
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

  /** The end of this body; the first reason counts. */
  #finish(reason: StoreError | null): void {
    this.#hasFinished = true;
    this.#stopStallCheck();
    const error = this.#gate.finish(reason);
    const waiting = this.#waiting.slice(this.#answered);
    this.#waiting = [];
    this.#answered = 0;
    this.#outbox = [];
    for (const one of waiting) one.reject(error);
    this.#gate.answered(waiting.length);
    this.#ready.reject(error);
    this.#handingOver?.reject(error);
  }

  #numberOf(procedure: Procedure<never, unknown>): number {
    const known = this.#procedureNumbers.get(procedure);
    if (known !== undefined) return known;
    const number = this.#procedureNumbers.size;
    this.#procedureNumbers.set(procedure, number);
    this.#newProcedures.push({ moduleUrl: procedure.moduleUrl, name: procedure.name });
    return number;
  }

  #died(reason: string): StoreError {
    return new StoreError(
      'closed',
      `${this.#gate.location}: the database thread stopped: ${reason}; start the server again`,
    );
  }
}

/** Answered callers that the list may hold before its rest is moved. */
const ANSWERED_MAX = 16_384;

function refuseUncloneable(request: SqliteRequest): SqliteRequest {
  if (isCloneable(request)) return request;
  const message = 'arguments of a procedure or query cannot pass to another thread: give plain data';
  return ['refused', toFailure(new StoreError('not-cloneable', message))];
}
