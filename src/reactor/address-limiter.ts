// Limits how many datagrams and bytes an address may send in a second, in memory of a fixed size, however many senders
// there are and however many forge addresses. An address has a cell in each of two rows, chosen by a keyed hash, and
// shares each cell with others; the cell with the lower count decides (a count-min sketch with conservative update).
// Invariants: no address gets more than the limit, since a cell never shows less than one of its addresses used. An
// address gets less only if others used up both its cells: by chance one in 4 billion for each pair of them, and
// without the key no attacker can aim.
//
// A cell holds an arrival (see `RateRule`): a number, no timers.
import { type Rate, RateRule } from '../base/index.ts';

/** The two halves of a 32-bit hash are the cells in the two rows. */
const CELLS = 1 << 16;

export class AddressLimiter {
  readonly #datagrams: RateSketch;
  readonly #bytes: RateSketch;

  constructor(limits: { readonly datagrams: Rate; readonly bytes: Rate }) {
    this.#datagrams = new RateSketch(limits.datagrams);
    this.#bytes = new RateSketch(limits.bytes);
  }

  /** Counts a datagram of the address with this hash. Above a limit it returns which one, and does not count. */
  refuse(hash: number, bytes: number, nowMs: number): 'address-rate' | 'address-bytes' | null {
    if (!this.#datagrams.hasRoom(hash, 1, nowMs)) return 'address-rate';
    if (!this.#bytes.hasRoom(hash, bytes, nowMs)) return 'address-bytes';
    this.#datagrams.take(hash, 1, nowMs);
    this.#bytes.take(hash, bytes, nowMs);
    return null;
  }
}

class RateSketch {
  readonly #rule: RateRule;
  readonly #one = new Float64Array(CELLS);
  readonly #other = new Float64Array(CELLS);

  constructor(rate: Rate) {
    this.#rule = new RateRule(rate);
  }

  hasRoom(hash: number, count: number, nowMs: number): boolean {
    return this.#rule.allows(this.#after(hash, count, nowMs), nowMs);
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
    return this.#rule.after(usedMs, nowMs, count);
  }
}
