// A sorted list that knows the rank of each of its entries: insert, remove, rank and the entry at a rank take the logarithm of its length,
// and one move of a chunk. The entries lie in chunks of bounded length; a Fenwick tree over the lengths of the chunks sums up those before
// one. It is made anew when a chunk is split or dropped, which happens once in hundreds of inserts. `compare` never answers 0 for two
// different entries.
import { assert } from '../../base/index.ts';
import { CHUNK_MAX } from './leaderboard-limits.ts';

type Compare<T> = (one: T, other: T) => number;

export class RankedList<T> {
  readonly #compare: Compare<T>;
  /** None is empty. */
  #chunks: T[][] = [];
  /** At `index`: the entries of as many chunks up to there as the lowest bit of `index` says. From 1 on. */
  #sums = new Int32Array(1);
  #count = 0;

  constructor(compare: Compare<T>, sorted: readonly T[] = []) {
    this.#compare = compare;
    for (let at = 0; at < sorted.length; at += CHUNK_MAX / 2) this.#chunks.push(sorted.slice(at, at + CHUNK_MAX / 2));
    this.#sumUp();
  }

  get count(): number {
    return this.#count;
  }

  /** False when an entry that compares as equal is there already. */
  insert(entry: T): boolean {
    if (this.#chunks.length === 0) {
      this.#chunks.push([entry]);
      this.#sumUp();
      return true;
    }
    const index = Math.min(this.#chunkFor(entry), this.#chunks.length - 1);
    const chunk = this.#chunkAt(index);
    const at = placeIn(chunk, entry, this.#compare);
    const present = chunk[at];
    if (present !== undefined && this.#compare(present, entry) === 0) return false;
    chunk.splice(at, 0, entry);
    if (chunk.length > CHUNK_MAX) {
      this.#chunks.splice(index + 1, 0, chunk.splice(CHUNK_MAX / 2));
      this.#sumUp();
    } else this.#add(index, 1);
    return true;
  }

  /** False when there is no such entry. */
  remove(entry: T): boolean {
    const index = this.#chunkFor(entry);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const at = placeIn(chunk, entry, this.#compare);
    const present = chunk[at];
    if (present === undefined || this.#compare(present, entry) !== 0) return false;
    chunk.splice(at, 1);
    if (chunk.length > CHUNK_MAX / 8) this.#add(index, -1);
    else this.#shrink(index, chunk);
    return true;
  }

  /** From 1 on; of an entry that is not there, the rank that it would have. */
  rankOf(entry: T): number {
    const index = this.#chunkFor(entry);
    const chunk = this.#chunks[index];
    return this.#countBefore(index) + (chunk === undefined ? 0 : placeIn(chunk, entry, this.#compare)) + 1;
  }

  /** Up to `count` entries from a rank on, in order. */
  slice(rank: number, count: number): T[] {
    const found: T[] = [];
    if (rank < 1 || rank > this.#count) return found;
    let { index, at } = this.#find(rank);
    for (; found.length < count; index++, at = 0) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) break;
      found.push(...chunk.slice(at, at + count - found.length));
    }
    return found;
  }

  last(): T | null {
    return this.#chunks.at(-1)?.at(-1) ?? null;
  }

  /** The first chunk whose last entry is not before `entry`; one beyond the last when all are. */
  #chunkFor(entry: T): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunkAt(middle).at(-1) as T;
      if (this.#compare(last, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #chunkAt(index: number): T[] {
    const chunk = this.#chunks[index];
    assert(chunk !== undefined, 'the chunk is in the list');
    return chunk;
  }

  /** Puts what is left of a chunk into its neighbour when both fit, so that there are never many small ones. */
  #shrink(index: number, chunk: T[]): void {
    const next = this.#chunks[index + 1];
    if (chunk.length > 0 && (next === undefined || next.length + chunk.length > CHUNK_MAX / 2)) {
      this.#add(index, -1);
      return;
    }
    next?.unshift(...chunk);
    this.#chunks.splice(index, 1);
    this.#sumUp();
  }

  #sumUp(): void {
    const { length } = this.#chunks;
    this.#sums = new Int32Array(length + 1);
    this.#count = 0;
    for (let index = 1; index <= length; index++) {
      const size = this.#chunkAt(index - 1).length;
      this.#count += size;
      this.#sums[index] = (this.#sums[index] ?? 0) + size;
      const parent = index + (index & -index);
      if (parent <= length) this.#sums[parent] = (this.#sums[parent] ?? 0) + (this.#sums[index] ?? 0);
    }
  }

  #add(chunk: number, delta: number): void {
    this.#count += delta;
    for (let index = chunk + 1; index < this.#sums.length; index += index & -index) {
      this.#sums[index] = (this.#sums[index] ?? 0) + delta;
    }
  }

  #countBefore(chunk: number): number {
    let sum = 0;
    for (let index = chunk; index > 0; index -= index & -index) sum += this.#sums[index] ?? 0;
    return sum;
  }

  /** The chunk of a rank, and where in it. */
  #find(rank: number): { index: number; at: number } {
    let index = 0;
    let left = rank - 1;
    for (let step = 2 ** Math.floor(Math.log2(this.#sums.length)); step >= 1; step /= 2) {
      const sum = this.#sums[index + step];
      if (sum === undefined || sum > left) continue;
      index += step;
      left -= sum;
    }
    return { index, at: left };
  }
}

/** The first place whose entry is not before `entry`. */
function placeIn<T>(chunk: readonly T[], entry: T, compare: Compare<T>): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(chunk[middle] as T, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
