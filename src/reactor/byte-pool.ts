// Reusable buffers in sizes that are powers of two, for unfinished frames and unsent output. Invariant: free buffers
// total at most `freeBytesMax`; buffers in use are bounded by their users. Contents are not cleared.
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

  /** How many buffers are in use. */
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

  /** Takes back a buffer that came from `take`. The caller must not use it afterwards. */
  give(buffer: Uint8Array): void {
    this.#lentCount--;
    assert(this.#lentCount >= 0, 'each buffer is returned once');
    if (this.#freeBytes + buffer.length > this.#freeBytesMax) return;
    this.#freeBytes += buffer.length;
    this.#free[powerFor(buffer.length)]?.push(buffer);
  }

  /** Returns a larger buffer that starts with bytes [start, end) of `buffer`, and takes `buffer` back. */
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
