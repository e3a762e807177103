// One database at one size after the other: the floor and the store in turns, each reopened and warmed up, so that
// disturbances of the machine affect them alike. A figure is the median over the rounds; a ratio divides rates of the
// same round.
import { createRole, rolesTables } from '../../src/modules/roles/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { BenchBody } from './bench-body.ts';
import { accountAt, creationAt, fillSql, numberAt, roleIdAt, SERVER_ID, splitEnd, splitOf } from './creations.ts';
import { insertRole } from './procedures.ts';
import { callers, median, medianMs, rate } from './rates.ts';

export interface ContestOptions {
  readonly rounds: number;
  /** Creations, and reads, of one measurement. */
  readonly calls: number;
  /** Numbers of roles at which it measures, ascending. */
  readonly sizes: readonly number[];
}

/** The median is taken of this many calls, one after the other. */
const SINGLE_CALLS = 300;
/** The share of a measurement that warms up. */
const WARM_SHARE = 0.4;
/** Reads are quick: fewer of them would measure a thread that has just started. */
const READS_PER_WRITE = 4;
const PROCEDURES = { create: createRole, insertOnly: insertRole } as const;

export interface Figures {
  readonly perSecond: number;
  readonly floor: number;
  readonly ratio: number;
  /** One call alone, the median in milliseconds. */
  readonly oneMs: number;
}

/** Of the game's own creation, of inserts alone, of reads by the key, and of lists by account. */
export type SizeFigures = Readonly<Record<'create' | 'insertOnly' | 'list' | 'read', Figures>>;

export async function contest(body: BenchBody, options: ContestOptions): Promise<Record<string, SizeFigures>> {
  const figures: Record<string, SizeFigures> = {};
  let next = 0;
  for (const size of options.sizes) {
    if (size > next) {
      console.error(`${body.name}: creating ${size} roles`);
      await makeSplits(body, { from: next, to: size });
      await body.fill(fillSql(body.fillDialect, next, size));
      next = size;
    }
    const at = new SizeContest(body, { ...options, size, first: next });
    figures[size] = await at.run();
    next = at.next;
    console.error(`${body.name} at ${size}: ${JSON.stringify(figures[size])}`);
  }
  return figures;
}

/** Creates the splits by writing the last role that each can have; the benchmark does not reach it. */
async function makeSplits(
  body: BenchBody,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const store = await body.open();
  for (let split = splitOf(from); split <= splitOf(to); split++) {
    const last = splitEnd(split) - 1;
    if ((await store.table(rolesTables.role).get(roleIdAt(last))) === null)
      await store.run(insertRole, creationAt(last));
  }
  await store.close();
}

type Rates = Record<keyof SizeFigures, number>;

class SizeContest {
  readonly #body: BenchBody;
  readonly #options: Omit<ContestOptions, 'sizes'> & { readonly size: number };
  /** The first number without a role. */
  next: number;

  constructor(
    body: BenchBody,
    options: Omit<ContestOptions, 'sizes'> & { readonly size: number; readonly first: number },
  ) {
    this.#body = body;
    this.#options = options;
    this.next = options.first;
  }

  async run(): Promise<SizeFigures> {
    const { rounds, calls } = this.#options;
    // The splits exist before the measurement, so that it does not include their creation.
    await makeSplits(this.#body, { from: this.next, to: this.next + rounds * calls * 5 + SINGLE_CALLS * 2 });
    const measured: { readonly floor: Rates; readonly store: Rates }[] = [];
    let oneMs: Rates | null = null;
    for (let round = 1; round <= rounds; round++) {
      const floor = await this.#floorRates();
      const store = await this.#body.open();
      measured.push({ floor, store: await this.#storeRates(store) });
      if (round === rounds) oneMs = await this.#oneMs(store);
      await store.close();
    }
    const of = (what: keyof SizeFigures): Figures => ({
      perSecond: Math.round(median(measured.map(({ store }) => store[what]))),
      floor: Math.round(median(measured.map(({ floor }) => floor[what]))),
      ratio: Number(median(measured.map(({ store, floor }) => store[what] / floor[what])).toFixed(3)),
      oneMs: oneMs?.[what] ?? Number.NaN,
    });
    return { create: of('create'), insertOnly: of('insertOnly'), read: of('read'), list: of('list') };
  }

  async #floorRates(): Promise<Rates> {
    const { size } = this.#options;
    const floor = await this.#body.openFloor();
    const create = await this.#rate((count) => floor.create(this.#take(count), count));
    const read = await this.#rate((count) => floor.read(count, size), READS_PER_WRITE);
    const list = await this.#rate((count) => floor.list(count, size), READS_PER_WRITE);
    await floor.close();
    return { create, insertOnly: create, read, list };
  }

  async #storeRates(store: Store): Promise<Rates> {
    const creations = (what: keyof typeof PROCEDURES) => (count: number) => {
      const first = this.#take(count);
      return callers(count, (at) => this.#create(store, what, first + at));
    };
    return {
      create: await this.#rate(creations('create')),
      insertOnly: await this.#rate(creations('insertOnly')),
      read: await this.#rate((count) => callers(count, (at) => this.#read(store, at)), READS_PER_WRITE),
      list: await this.#rate((count) => callers(count, (at) => this.#list(store, at)), READS_PER_WRITE),
    };
  }

  async #oneMs(store: Store): Promise<Rates> {
    const calls = Math.min(this.#options.calls, SINGLE_CALLS);
    return {
      create: await medianMs(calls, () => this.#create(store, 'create', this.#take(1))),
      insertOnly: await medianMs(calls, () => this.#create(store, 'insertOnly', this.#take(1))),
      read: await medianMs(calls, (at) => this.#read(store, at)),
      list: await medianMs(calls, (at) => this.#list(store, at)),
    };
  }

  /** The rate over this many times the calls of a round, after some uncounted ones. */
  async #rate(work: (count: number) => Promise<void>, times = 1): Promise<number> {
    const calls = this.#options.calls * times;
    await work(Math.ceil(calls * WARM_SHARE));
    return rate(calls, () => work(calls));
  }

  #take(count: number): number {
    this.next += count;
    return this.next - count;
  }

  async #create(store: Store, what: keyof typeof PROCEDURES, number: number): Promise<void> {
    const failure = await store.run(PROCEDURES[what], creationAt(number));
    if (failure !== null) throw new Error(`role ${number} was not created: ${failure}`);
  }

  async #read(store: Store, at: number): Promise<void> {
    const row = await store.table(rolesTables.role).get(roleIdAt(numberAt(at, this.#options.size)));
    if (row === null) throw new Error('a created role was not found');
  }

  async #list(store: Store, at: number): Promise<void> {
    const account = accountAt(numberAt(at, this.#options.size));
    const rows = await store.table(rolesTables.accountRole).list({ account, serverId: SERVER_ID });
    if (rows.length !== 1) throw new Error('a created account does not have one role');
  }
}
