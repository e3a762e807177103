// Buffers for reuse, in sizes that are powers of two: an unfinished frame or an unsent answer takes one and gives it back.
// Invariant: what lies free is at most `freeBytesMax`; what is lent out is bounded by those who take. Contents are not cleared.
import { assert } from '../base/index.ts';
import { POOL_BYTES_MAX, TAIL_BYTES_MIN } from './limits.ts';

export class BytePool {
  readonly #freeBytesMax: number;
  /** The free buffers of 2^index bytes. */
  readonly #free: Uint8Array[][] = Array.from({ length: 32 }, () => []);
  #freeBytes = 0;
  #lentCount = 0;

  constructor(options: { readonly freeBytesMax?: number } = {}) {
    this.#freeBytesMax = options.freeBytesMax ?? POOL_BYTES_MAX;
  }

  /** How many buffers are lent out. */
  get lentCount(): number {
    return this.#lentCount;
  }

  /** A buffer of at least `bytesMin` bytes. */
  take(bytesMin: number): Uint8Array {
    this.#lentCount++;
    const power = powerFor(Math.max(bytesMin, TAIL_BYTES_MIN));
    const buffer = this.#free[power]?.pop();
    if (buffer === undefined) return new Uint8Array(2 ** power);
    this.#freeBytes -= buffer.length;
    return buffer;
  }

  /** Takes back a buffer that came from `take`. Nobody may read or write it afterwards. */
  give(buffer: Uint8Array): void {
    this.#lentCount--;
    assert(this.#lentCount >= 0, 'a buffer is given back once');
    if (this.#freeBytes + buffer.length > this.#freeBytesMax) return;
    this.#freeBytes += buffer.length;
    this.#free[powerFor(buffer.length)]?.push(buffer);
  }

  /** A larger buffer with bytes [start, end) of `buffer` at its front; `buffer` is taken back. */
  grow(
    buffer: Uint8Array,
    range: { readonly start: number; readonly end: number; readonly bytesMin: number },
  ): Uint8Array {
    const grown = this.take(range.bytesMin);
    grown.set(buffer.subarray(range.start, range.end));
    this.give(buffer);
    return grown;
  }
}

function powerFor(bytes: number): number {
  return 32 - Math.clz32(bytes - 1);
}
