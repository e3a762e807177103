// An order of those that wait: by rank, and within a rank by when they came. An entry keeps its place for a while when its client
// is away; meanwhile others pass it, and when it comes back it is where it was. One call in `FAIR_ONE_IN` goes to the present entry
// that came first, whatever its rank. Rules alone: no clock, no messages. Whoever uses it bounds its size.
import { assert } from '../base/index.ts';
import { FAIR_ONE_IN, RANK_LAST, RANK_RETURNING } from './limits.ts';

/** One that waits. `W` is what its client is spoken to through; null while the client is away. */
export interface Entry<W> {
  readonly key: string;
  readonly rank: number;
  /** Counts up over all entries of a queue, in the order in which they came. */
  readonly number: number;
  readonly sinceMs: number;
  readonly waiter: W | null;
  /** When it is given up: while it is away, the end of the time for which it is kept. */
  readonly untilMs: number;
}

type Kept<W> = { -readonly [Name in keyof Entry<W>]: Entry<W>[Name] };

type Taken<W> = Entry<W> & { readonly waiter: W };

export class WaitingQueue<W> {
  readonly #byKey = new Map<string, Kept<W>>();
  /** By rank; each in the order of numbers. */
  readonly #ranks: Kept<W>[][] = Array.from({ length: RANK_LAST + 1 }, () => []);
  #number = 0;
  #takenCount = 0;
  #presentCount = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** Entries whose clients are there. */
  get presentCount(): number {
    return this.#presentCount;
  }

  find(key: string): Entry<W> | null {
    return this.#byKey.get(key) ?? null;
  }

  add(
    key: string,
    waiter: W,
    at: { readonly rank: number; readonly nowMs: number; readonly untilMs: number },
  ): Entry<W> {
    const { rank, nowMs, untilMs } = at;
    assert(!this.#byKey.has(key), 'a key waits once');
    assert(rank >= RANK_RETURNING && rank <= RANK_LAST, 'a rank is one of the known');
    const entry = { key, rank, number: ++this.#number, sinceMs: nowMs, waiter, untilMs };
    this.#byKey.set(key, entry);
    // It came last.
    this.#ranks[rank]?.push(entry);
    this.#presentCount++;
    return entry;
  }

  /** The client of the entry is there, or another one in its place. The entry is where it was. */
  back(key: string, waiter: W, untilMs: number): void {
    const entry = this.#need(key);
    if (entry.waiter === null) this.#presentCount++;
    entry.waiter = waiter;
    entry.untilMs = untilMs;
  }

  /** The client of the entry is away; the entry is kept until then. */
  away(key: string, untilMs: number): void {
    const entry = this.#need(key);
    if (entry.waiter !== null) this.#presentCount--;
    entry.waiter = null;
    entry.untilMs = untilMs;
  }

  /** Moves the entry to another rank, among those of the rank that came earlier and later. */
  rank(key: string, rank: number): void {
    const entry = this.#need(key);
    if (entry.rank === rank) return;
    this.#cut(entry);
    entry.rank = rank;
    const list = this.#ranks[rank] ?? [];
    list.splice(indexAfter(list, entry.number), 0, entry);
  }

  remove(key: string): void {
    const entry = this.#need(key);
    this.#byKey.delete(key);
    this.#cut(entry);
    if (entry.waiter !== null) this.#presentCount--;
  }

  /** The next present entry, which is removed; null when all are away. */
  take(): Taken<W> | null {
    const isFair = (this.#takenCount + 1) % FAIR_ONE_IN === 0;
    const entry = isFair ? this.#longest() : this.#first();
    if (entry !== null) this.#takenCount++;
    return this.#taken(entry);
  }

  /** The next present entry of those that `mayTake` accepts. It is nobody else's turn that it takes. */
  takeOf(mayTake: (key: string) => boolean): Taken<W> | null {
    return this.#taken(this.#first(mayTake));
  }

  /** How many are in front of the entry, those that are away included, and itself: 1 is the first. */
  positionOf({ rank, number }: Entry<W>): number {
    let ahead = 0;
    for (let each = 0; each < rank; each++) ahead += this.#ranks[each]?.length ?? 0;
    return ahead + indexAfter(this.#ranks[rank] ?? [], number);
  }

  /** All in order, the first first. */
  *inOrder(): Generator<Entry<W>> {
    for (const list of this.#ranks) yield* list;
  }

  #need(key: string): Kept<W> {
    const entry = this.#byKey.get(key);
    assert(entry !== undefined, 'the key waits');
    return entry;
  }

  #cut(entry: Kept<W>): void {
    const list = this.#ranks[entry.rank] ?? [];
    const at = indexAfter(list, entry.number) - 1;
    assert(list[at] === entry, 'an entry is in the list of its rank');
    list.splice(at, 1);
  }

  #taken(entry: Kept<W> | null): Taken<W> | null {
    if (entry === null) return null;
    this.remove(entry.key);
    // Those that are present have one.
    return entry as Taken<W>;
  }

  #first(mayTake: (key: string) => boolean = () => true): Kept<W> | null {
    for (const list of this.#ranks) {
      const found = list.find(({ waiter, key }) => waiter !== null && mayTake(key));
      if (found !== undefined) return found;
    }
    return null;
  }

  #longest(): Kept<W> | null {
    let longest: Kept<W> | null = null;
    for (const list of this.#ranks) {
      const found = list.find(({ waiter }) => waiter !== null);
      if (found !== undefined && (longest === null || found.number < longest.number)) longest = found;
    }
    return longest;
  }
}

/** The index behind the last entry whose number is at most this. */
function indexAfter(list: readonly { readonly number: number }[], number: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.number ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}
