// The database of tests' servers: one, open for as long as one of them runs, however often its runs end. It counts what it is asked,
// so that the kit knows when nothing is under way, and answers from memory what is read again and again while nothing changes: a day
// of a test has thousands of such reads.
import { type Body, type Call, type CallResult, isRead, type OpenBody } from '../store/body/index.ts';
import type { Life } from './life.ts';

/** The procedure with which a process shows that it lives, and the one with which it looks for what others want. */
const BEAT = 'beatHolder';
const LOOK = 'findWanted';
/** The procedure that writes alarms. */
const FLUSH = 'flushOwners';
/** No value is compared: every row. */
const ALL: readonly number[] = [];
/** Answers that are known. */
const ANSWERS_MAX = 100;

export class KeptDatabase {
  readonly #open: OpenBody;
  #body: Promise<Body> | null = null;
  /** Runs of servers that use it. */
  #runCount = 0;
  #inFlight = 0;
  #writeCount = 0;
  #flushCount = 0;
  /** Of reads since the last write began. */
  readonly #answers = new Map<string, CallResult>();

  constructor(open: OpenBody) {
    this.#open = open;
  }

  get isBusy(): boolean {
    return this.#inFlight > 0;
  }

  /** Grows with each request that may have changed alarms. */
  get flushCount(): number {
    return this.#flushCount;
  }

  /** The database as one run uses it. */
  bodyFor(life: Life): OpenBody {
    return async (dependencies) => {
      this.#body ??= this.#open(dependencies);
      this.#runCount++;
      return this.#bodyOf(await this.#body, life);
    };
  }

  /** A run has ended by `kill -9`: tables in memory lose their rows, unless other processes run. */
  async died(): Promise<void> {
    this.#runCount--;
    const body = await this.#body;
    if (body === null || this.#runCount > 0) return;
    for (const [number, { kind }] of body.tables.entries()) {
      if (kind === 'ram') await body.execute(['deleteWhere', number, ALL, []]);
    }
  }

  /** A run has stopped. The last one closes the database. */
  async #left(): Promise<void> {
    this.#runCount--;
    if (this.#runCount > 0) return;
    await (await this.#body)?.close();
    this.#body = null;
  }

  #noteWrite(): void {
    this.#writeCount++;
    this.#answers.clear();
  }

  async #read(call: Call, execute: () => Promise<CallResult>): Promise<CallResult> {
    const key = JSON.stringify(call, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const writeCount = this.#writeCount;
    const answer = await execute();
    if (writeCount === this.#writeCount && this.#answers.size < ANSWERS_MAX) this.#answers.set(key, answer);
    return answer;
  }

  #bodyOf(body: Body, life: Life): Body {
    const asked = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      this.#inFlight++;
      try {
        return await act();
      } finally {
        this.#inFlight--;
      }
    };
    const read = <Result>(act: () => Promise<Result>): Promise<Result> => life.step(() => asked(act));
    const write = <Result>(act: () => Promise<Result>): Promise<Result> => {
      this.#noteWrite();
      return read(act).finally(() => this.#noteWrite());
    };
    let hasBeaten = false;
    let isClosed = false;
    return {
      location: body.location,
      codec: body.codec,
      dialect: body.dialect,
      tables: body.tables,
      layouts: body.layouts,
      identity: body.identity,
      closed: body.closed,
      execute: (call) =>
        isRead(call[0])
          ? life.step(() => this.#read(call, () => asked(() => body.execute(call))))
          : write(() => body.execute(call)),
      query: (query) => read(() => body.query(query)),
      run: async (procedure, args) => {
        if (procedure.name === LOOK) return read(() => body.run(procedure, args));
        if (procedure.name !== BEAT) {
          const answer = await write(() => body.run(procedure, args));
          if (procedure.name === FLUSH) this.#flushCount++;
          return answer;
        }
        // Nobody watches a process that runs alone. The answer is that of the procedure.
        if (hasBeaten && this.#runCount === 1) return { wanted: [], others: [] } as never;
        hasBeaten = true;
        return read(() => body.run(procedure, args));
      },
      splits: () => read(() => body.splits()),
      maintain: () => read(() => body.maintain()),
      snapshot: () => read(() => body.snapshot()),
      health: () => body.health(),
      handOver: body.handOver,
      load: (table, rows) => write(() => body.load(table, rows)),
      close: () =>
        life.step(async () => {
          if (!isClosed) await this.#left();
          isClosed = true;
        }),
    };
  }
}
