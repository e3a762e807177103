// The unread input of one connection: an incomplete frame, or bytes that wait while a handler runs. It borrows a buffer
// only while it holds bytes, so a connection between two packets costs none.
import type { BytePool } from './byte-pool.ts';

const NOTHING = new Uint8Array(0);

export class InputTail {
  readonly #pool: BytePool;
  /** The bytes are [start, end) of this. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;

  constructor(pool: BytePool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Appends bytes [from, to) of `source`. The caller enforces the bound. */
  append(source: Uint8Array, from: number, to: number): void {
    this.#reserve(to - from);
    this.bytes.set(source.subarray(from, to), this.end);
    this.end += to - from;
  }

  /** A copy of what waits. */
  copy(): Uint8Array {
    // `slice` of a Buffer would be a view.
    return Uint8Array.prototype.slice.call(this.bytes, this.start, this.end);
  }

  /** Drops everything before `start`. */
  consume(start: number): void {
    this.start = start;
    if (start === this.end) this.clear();
  }

  clear(): void {
    if (this.bytes !== NOTHING) this.#pool.give(this.bytes);
    this.bytes = NOTHING;
    this.start = 0;
    this.end = 0;
  }

  #reserve(count: number): void {
    const { bytes, start, end, length } = this;
    if (end + count <= bytes.length) return;
    if (bytes === NOTHING) this.bytes = this.#pool.take(count);
    else if (length + count <= bytes.length) bytes.copyWithin(0, start, end);
    else this.bytes = this.#pool.grow(bytes, { start, end, bytesMin: length + count });
    this.start = 0;
    this.end = length;
  }
}
