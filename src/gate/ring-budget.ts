// What the rings of all sessions of a gate may hold together. A ring asks before it grows. When there is no room, the session that is
// parked longest loses its ring; when no parked session has one, rings stop growing.
export class RingBudget {
  readonly #bytesMax: number;
  /** Frees the ring of one parked session; false when there is none. */
  readonly #evict: () => boolean;
  #bytes = 0;

  constructor(bytesMax: number, evict: () => boolean) {
    this.#bytesMax = bytesMax;
    this.#evict = evict;
  }

  /** Bytes of all rings. */
  get bytes(): number {
    return this.#bytes;
  }

  take(bytes: number): boolean {
    while (this.#bytes + bytes > this.#bytesMax) if (!this.#evict()) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}
