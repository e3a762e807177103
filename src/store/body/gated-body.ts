// The body that the store sees, over either database. Each call becomes a request, which the gate accepts or refuses before the
// database gets it. `BodyCore` is what a database provides for it.
import type { CompiledQuery } from 'kysely';
import { assert, type Clock, isLate } from '../../base/index.ts';
import {
  type Procedure,
  type QueryDialect,
  type StoredKind,
  type StoredLayout,
  StoreError,
  type Table,
} from '../table/index.ts';
import {
  type Body,
  type BodyHandOver,
  type BodyHealth,
  type BodySnapshot,
  type Call,
  type CallResult,
  type EncodedRow,
  isRead,
  type SplitInfo,
  type SqlValue,
  type ValueCodec,
} from './body.ts';
import { LOAD_ROWS_MAX, QUEUE_REQUESTS_MAX } from './limits.ts';
import type { RequestGate } from './request-gate.ts';

export type BodyRequest =
  | readonly ['call', Call]
  | readonly ['load', table: number, rows: readonly (readonly SqlValue[])[]]
  | readonly ['maintain']
  | readonly ['query', sql: string, parameters: readonly unknown[]]
  | readonly ['run', procedure: Procedure<never, unknown>, args: unknown]
  | readonly ['splits'];

export interface BodyCore {
  readonly codec: ValueCodec;
  readonly dialect: QueryDialect;
  readonly tables: readonly Table<StoredKind>[];
  readonly layouts: ReadonlyMap<string, StoredLayout>;
  /** See `Body`. */
  readonly identity: string | null;
  /** Answers a request that the gate has accepted, and reports it to the gate. */
  submit(request: BodyRequest): Promise<unknown>;
  snapshot(): Promise<BodySnapshot>;
  health(): Omit<BodyHealth, 'requests'>;
  /** Closes the database, then finishes the gate. Called once, when nothing is in flight. */
  close(): Promise<void>;
  /** Left out: several processes may write the database at the same time, and nothing of it is in memory. */
  readonly handOver?: Pick<BodyHandOver, 'begin' | 'lend' | 'memoryRows'> & {
    inherit(): Promise<void>;
    reclaim(): Promise<void>;
  };
}

/** Which requests wait at present. */
type Held = 'all' | 'none' | 'writes';

export class GatedBody implements Body {
  readonly location: string;
  readonly codec: ValueCodec;
  readonly dialect: QueryDialect;
  readonly closed: Promise<StoreError | null>;
  readonly handOver: BodyHandOver;
  readonly #gate: RequestGate;
  readonly #core: BodyCore;
  #held: Held;
  /** Requests that wait, in order; as many as the gate accepts in flight. */
  readonly #waiting: (() => void)[] = [];
  readonly #blocked = Promise.withResolvers<void>();
  /** Whether the other process may have the database. */
  #isLent = false;

  constructor(
    gate: RequestGate,
    core: BodyCore,
    { clock, inherits = false }: { readonly clock: Clock; readonly inherits?: boolean },
  ) {
    this.location = gate.location;
    this.codec = core.codec;
    this.dialect = core.dialect;
    this.closed = gate.closed;
    this.#gate = gate;
    this.#core = core;
    this.#held = inherits ? 'writes' : 'none';
    this.handOver = {
      rest: (withinMs) => this.#rest(clock, withinMs),
      memoryRows: async () => (await core.handOver?.memoryRows()) ?? [],
      lend: async () => {
        this.#isLent = true;
        await core.handOver?.lend();
      },
      wake: async () => {
        if (this.#isLent) await core.handOver?.reclaim();
        this.#isLent = false;
        this.#release();
      },
      inherit: async (memoryRows) => {
        await core.handOver?.inherit();
        for (const [name, rows] of memoryRows) await this.#loadMemory(name, rows);
      },
      blocked: this.#blocked.promise,
      begin: () => {
        core.handOver?.begin();
        this.#release();
      },
    };
  }

  get tables(): readonly Table<StoredKind>[] {
    return this.#core.tables;
  }

  get layouts(): ReadonlyMap<string, StoredLayout> {
    return this.#core.layouts;
  }

  get identity(): string | null {
    return this.#core.identity;
  }

  execute(call: Call): Promise<CallResult> {
    return this.#submit<CallResult>(['call', call], isRead(call[0]));
  }

  query({ sql, parameters }: CompiledQuery): Promise<readonly object[]> {
    return this.#submit<readonly object[]>(['query', sql, parameters], true);
  }

  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    return this.#submit<Result>(['run', procedure, args], false);
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#submit<readonly SplitInfo[]>(['splits'], true);
  }

  maintain(): Promise<number> {
    return this.#submit<number>(['maintain'], false);
  }

  async load(table: number, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    assert(rows.length <= LOAD_ROWS_MAX, `at most ${LOAD_ROWS_MAX} rows are loaded at once`);
    await this.#submit(['load', table, rows], false);
  }

  async snapshot(): Promise<BodySnapshot> {
    if (this.#gate.end !== null) throw this.#gate.end;
    return this.#core.snapshot();
  }

  health(): BodyHealth {
    const { end, inFlight } = this.#gate;
    const health = this.#core.health();
    return { ...health, problem: end?.message ?? health.problem, requests: inFlight };
  }

  async close(): Promise<void> {
    if (await this.#gate.shut()) await this.#core.close();
    await this.closed;
  }

  // Hot path: no promise of its own.
  #submit<Result>(request: BodyRequest, isRead: boolean): Promise<Result> {
    if (this.#held !== 'none' && (this.#held === 'all' || !isRead)) return this.#wait(request, isRead);
    const refusal = this.#gate.accept(isRead);
    if (refusal !== null) return Promise.reject(refusal);
    // The kind of request determines the type of the answer: see `Body`.
    return this.#core.submit(request) as Promise<Result>;
  }

  #wait<Result>(request: BodyRequest, isRead: boolean): Promise<Result> {
    if (this.#waiting.length >= QUEUE_REQUESTS_MAX) {
      const message = `${this.location}: ${QUEUE_REQUESTS_MAX} requests wait already; try again later`;
      return Promise.reject(new StoreError('busy', message));
    }
    this.#blocked.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => this.#submit<Result>(request, isRead).then(resolve, reject));
    });
  }

  /** Past the requests that wait: these rows are in memory. */
  async #loadMemory(name: string, rows: readonly EncodedRow[]): Promise<void> {
    const number = this.tables.findIndex((table) => table.name === name);
    const refusal = this.#gate.accept(false);
    if (refusal !== null) throw refusal;
    await this.#core.submit(['load', number, rows]);
  }

  #release(): void {
    this.#held = 'none';
    for (const send of this.#waiting.splice(0)) send();
  }

  async #rest(clock: Clock, withinMs: number): Promise<void> {
    this.#held = 'all';
    if (!(await isLate(clock, withinMs, this.#gate.whenIdle()))) return;
    const message = `${this.location}: ${this.#gate.inFlight} requests were not answered within ${withinMs} ms`;
    throw new StoreError('busy', message);
  }
}
