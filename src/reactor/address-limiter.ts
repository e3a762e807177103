// How many datagrams and bytes an address may send in a second, in memory of a fixed size, whoever sends and however many forge
// addresses. Each address has a cell in each of two rows, by a keyed hash, and shares it with others; what counts is the cell in
// which fewer share (a count-min sketch with conservative update).
// Invariants: nobody gets more than the limit, for a cell never tells less than what one of its addresses used. Somebody gets less
// only if both of his cells are used up by others: by chance one in 4 billion for each pair of them, and nobody can aim without the key.
//
// A cell holds the moment at which a sender of exactly the allowed rate would send next (ITU-T I.371): a number, no timers.
import type { Rate } from '../wire/index.ts';

/** The rows' cells are the two halves of a hash of 32 bits. */
const CELLS = 1 << 16;

export class AddressLimiter {
  readonly #datagrams: RateSketch;
  readonly #bytes: RateSketch;

  constructor(limits: { readonly datagrams: Rate; readonly bytes: Rate }) {
    this.#datagrams = new RateSketch(limits.datagrams);
    this.#bytes = new RateSketch(limits.bytes);
  }

  /** Counts a datagram of the address with this hash, or says which limit it is above; then it is not counted. */
  refuse(hash: number, bytes: number, nowMs: number): 'address-rate' | 'address-bytes' | null {
    if (!this.#datagrams.hasRoom(hash, 1, nowMs)) return 'address-rate';
    if (!this.#bytes.hasRoom(hash, bytes, nowMs)) return 'address-bytes';
    this.#datagrams.take(hash, 1, nowMs);
    this.#bytes.take(hash, bytes, nowMs);
    return null;
  }
}

class RateSketch {
  readonly #intervalMs: number;
  readonly #aheadMs: number;
  readonly #one = new Float64Array(CELLS);
  readonly #other = new Float64Array(CELLS);

  constructor({ perSecond, burst }: Rate) {
    this.#intervalMs = 1000 / perSecond;
    // A microsecond more, so that rounding never costs the last of a burst.
    this.#aheadMs = burst * this.#intervalMs + 0.001;
  }

  hasRoom(hash: number, count: number, nowMs: number): boolean {
    return this.#after(hash, count, nowMs) - nowMs <= this.#aheadMs;
  }

  take(hash: number, count: number, nowMs: number): void {
    const afterMs = this.#after(hash, count, nowMs);
    const one = hash >>> 16;
    const other = hash & 0xffff;
    this.#one[one] = Math.max(this.#one[one] ?? 0, afterMs);
    this.#other[other] = Math.max(this.#other[other] ?? 0, afterMs);
  }

  #after(hash: number, count: number, nowMs: number): number {
    const usedMs = Math.min(this.#one[hash >>> 16] ?? 0, this.#other[hash & 0xffff] ?? 0);
    return Math.max(usedMs, nowMs) + count * this.#intervalMs;
  }
}
