// Packets that were sent and that the server has not acknowledged, in order. They are sent again over the next link.
import { PENDING_BYTES_MAX, PENDING_COUNT_MAX } from './limits.ts';

export class PendingPackets {
  /** Packets at most; the server says how many. */
  countMax = PENDING_COUNT_MAX;
  #packets: Uint8Array[] = [];
  #first = 0;
  #bytes = 0;

  get count(): number {
    return this.#packets.length - this.#first;
  }

  /** Keeps a copy; false when there is no room. */
  add(bytes: Uint8Array, length: number): boolean {
    if (this.count >= this.countMax || this.#bytes + length > PENDING_BYTES_MAX) return false;
    // Not `slice`: of a Buffer it would be a view of bytes that the writer uses again.
    this.#packets.push(Uint8Array.from(bytes.subarray(0, length)));
    this.#bytes += length;
    return true;
  }

  /** Forgets the oldest ones, down to `count`. */
  keepNewest(count: number): void {
    while (this.count > count) {
      this.#bytes -= this.#packets[this.#first]?.length ?? 0;
      this.#first++;
    }
    // The list moves only when half of it is forgotten, so each packet moves once on average.
    if (this.#first * 2 < this.#packets.length) return;
    this.#packets = this.#packets.slice(this.#first);
    this.#first = 0;
  }

  forEach(visit: (packet: Uint8Array) => void): void {
    for (let index = this.#first; index < this.#packets.length; index++) visit(this.#packets[index] as Uint8Array);
  }
}
