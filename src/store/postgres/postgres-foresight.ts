// Reads ahead for the procedures of a group. A procedure that reads waits for each answer, and all procedures behind it wait too.
// So before a group is executed, its procedures run speculatively, all at once, and only their reads are sent. The answers are
// kept here. A write of the transaction drops each answer that it might change. The procedures then run in their order, for
// real, and find most answers here.
import { type Call, type CallResult, isRead, ProcedureTx, type ProcedureTxHost, type SqlValue } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import { FORESIGHT_READS_MAX, FORESIGHT_WAVES_MAX } from './limits.ts';
import { isSilent, type PostgresEngine } from './postgres-engine.ts';
import type { PostgresJob } from './postgres-job.ts';

interface ListsOfShape {
  readonly shape: readonly number[];
  /** By the compared values, then by the limit. */
  readonly byValues: Map<string, Map<string, CallResult>>;
}

interface Foreseen {
  /** By the key. */
  readonly gets: Map<string, CallResult>;
  readonly lists: Map<string, ListsOfShape>;
}

interface Asked {
  readonly call: Call;
  resolve(result: CallResult): void;
}

export interface ForesightSender {
  /** Sends reads of one kind; gives their results in the same order. */
  read(calls: readonly Call[]): Promise<readonly CallResult[]>;
  /** Lets the server answer. */
  flush(): void;
}

export class PostgresForesight {
  readonly #engine: PostgresEngine;
  /** By table number. */
  readonly #foreseen = new Map<number, Foreseen>();
  /** Reads that procedures wait for, not yet sent. */
  #asked: Asked[] = [];
  #reads = 0;

  constructor(engine: PostgresEngine) {
    this.#engine = engine;
  }

  /** Runs procedures speculatively; `read` sends reads of one kind, `flush` lets the server answer. */
  async look(jobs: readonly PostgresJob[], sender: ForesightSender): Promise<void> {
    for (const job of jobs) await this.#start(job);
    for (let wave = 0; wave < FORESIGHT_WAVES_MAX && this.#asked.length > 0; wave++) {
      const kinds = Map.groupBy(this.#asked, ({ call }) => this.#engine.kindOf(call));
      this.#asked = [];
      const answered = [...kinds.values()].map((asked) => this.#answer(asked, sender));
      sender.flush();
      await Promise.all(answered);
      // By then every procedure has gone on to its next read, or as far as it can.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What a read gives, or undefined when it is not known. */
  find(call: Call): CallResult | undefined {
    const [op, table, shape, values] = call;
    const foreseen = this.#foreseen.get(table);
    if (foreseen === undefined) return undefined;
    if (op === 'get') return foreseen.gets.get(join(values));
    return foreseen.lists
      .get(shape.join())
      ?.byValues.get(join(values.slice(0, -1)))
      ?.get(String(values.at(-1)));
  }

  /** The transaction writes: forgets each answer that the write may change. */
  forget([op, table, , values]: Call): void {
    const foreseen = this.#foreseen.get(table);
    if (foreseen === undefined || isRead(op)) return;
    if (!isSilent(op)) {
      this.#foreseen.delete(table);
      return;
    }
    const key = values.slice(0, this.#engine.tables[table]?.key.length ?? 0);
    foreseen.gets.delete(join(key));
    // A row that is replaced leaves lists that its new values do not name.
    if (op === 'upsert') foreseen.lists.clear();
    for (const { shape, byValues } of foreseen.lists.values()) {
      const compared = comparedOf(shape, values);
      if (compared !== null) byValues.delete(join(compared));
    }
  }

  /** A statement of unknown effect was sent. */
  forgetAll(): void {
    this.#foreseen.clear();
  }

  async #start(job: PostgresJob): Promise<void> {
    if (job.request[0] !== 'run') return;
    const [, address, args] = job.request;
    const procedure = await this.#engine.procedure(address);
    if (procedure instanceof StoreError) return;
    const host: ProcedureTxHost = {
      dialect: 'postgres',
      tables: this.#engine.tables,
      codecs: this.#engine.codecs,
      executeCall: (call) => (isRead(call[0]) ? this.#ask(call) : giveUpUnlessSilent(call)),
      executeQuery: never,
    };
    // The run is speculative: its result and its failure mean nothing.
    procedure.body(new ProcedureTx(host), args).catch(() => null);
  }

  #ask(call: Call): Promise<CallResult> {
    if (++this.#reads > FORESIGHT_READS_MAX) return never();
    return new Promise((resolve) => this.#asked.push({ call, resolve }));
  }

  /** Never rejects: when the server refuses a read, the transaction is over, and the speculative runs with it. */
  async #answer(asked: readonly Asked[], { read }: ForesightSender): Promise<void> {
    const results = await read(asked.map(({ call }) => call)).catch(() => null);
    for (const [at, result] of (results ?? []).entries()) {
      const { call, resolve } = asked[at] as Asked;
      this.#keep(call, result);
      resolve(result);
    }
  }

  #keep([op, table, shape, values]: Call, result: CallResult): void {
    let foreseen = this.#foreseen.get(table);
    if (foreseen === undefined) {
      foreseen = { gets: new Map(), lists: new Map() };
      this.#foreseen.set(table, foreseen);
    }
    if (op === 'get') {
      foreseen.gets.set(join(values), result);
      return;
    }
    const name = shape.join();
    const lists = foreseen.lists.get(name) ?? { shape, byValues: new Map<string, Map<string, CallResult>>() };
    foreseen.lists.set(name, lists);
    const compared = join(values.slice(0, -1));
    const byLimit = lists.byValues.get(compared) ?? new Map<string, CallResult>();
    lists.byValues.set(compared, byLimit.set(String(values.at(-1)), result));
  }
}

/** An answer that never comes: the speculative run stops there. One for each call: a shared one would keep every such run reachable. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/** The result of such a write cannot be foreseen. */
function giveUpUnlessSilent([op]: Call): CallResult | Promise<CallResult> {
  return isSilent(op) ? null : never();
}

/** The values by which a list of that shape finds a row; null when it does not. */
function comparedOf(shape: readonly number[], row: readonly SqlValue[]): SqlValue[] | null {
  const compared: SqlValue[] = [];
  for (const position of shape) {
    const value = row[position < 0 ? ~position : position] ?? null;
    if ((value === null) !== position < 0) return null;
    if (value !== null) compared.push(value);
  }
  return compared;
}

/** Values as one text, different for different values: text in columns has no NUL. */
function join(values: readonly SqlValue[]): string {
  return values
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)))
    .join('\0');
}
