// One direction of a simulated connection: the sender's kernel buffer and the path to the receiver. Bytes arrive in
// order, in pieces and after delays that the network draws; a full buffer accepts no more, and a receiver that does not
// read fills it.
import { assert } from '../base/index.ts';

/** The receiving end of a pipe. */
export interface PipeEnd {
  /** Whether bytes may arrive now; otherwise `wake` is called when they may. */
  readonly isReading: boolean;
  bytesArrived(bytes: Uint8Array): void;
  endArrived(): void;
}

export interface PipeNetwork {
  /** Calls back after a drawn delay. */
  later(callback: () => void): void;
  /** How many of `available` bytes arrive together. */
  pieceOf(available: number): number;
  /** True when this piece breaks the connection. */
  breaks(): boolean;
}

/** A pipe's room before it grows: most connections of a large simulation send little. */
const BUFFER_BYTES_FIRST = 512;

export class SimulatedPipe {
  readonly #network: PipeNetwork;
  readonly #receiver: PipeEnd;
  /** Notified when room was made, and when the network broke the connection. */
  readonly #sender: { roomMade(): void; broken(): void };
  readonly #bufferBytes: number;
  #buffer: Uint8Array;
  #used = 0;
  #isEnding = false;
  #isUnderway = false;
  #isCut = false;

  constructor(
    network: PipeNetwork,
    ends: { readonly sender: { roomMade(): void; broken(): void }; readonly receiver: PipeEnd },
    bufferBytes: number,
  ) {
    this.#network = network;
    this.#sender = ends.sender;
    this.#receiver = ends.receiver;
    this.#bufferBytes = bufferBytes;
    this.#buffer = new Uint8Array(Math.min(BUFFER_BYTES_FIRST, bufferBytes));
  }

  get room(): number {
    return this.#isCut ? 0 : this.#bufferBytes - this.#used;
  }

  accept(bytes: Uint8Array): void {
    assert(bytes.length <= this.room && !this.#isEnding, 'a sender sends no more than its kernel buffer has room for');
    if (this.#used + bytes.length > this.#buffer.length) this.#grow(this.#used + bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
    this.wake();
  }

  /** The end follows when all bytes have arrived. */
  end(): void {
    this.#isEnding = true;
    this.wake();
  }

  /** Loses everything in flight. */
  cut(): void {
    this.#isCut = true;
    this.#used = 0;
  }

  wake(): void {
    if (this.#isUnderway || this.#isCut || (this.#used === 0 && !this.#isEnding)) return;
    this.#isUnderway = true;
    this.#network.later(() => this.#arrive());
  }

  #grow(bytesMin: number): void {
    const larger = new Uint8Array(Math.min(Math.max(this.#buffer.length * 2, bytesMin), this.#bufferBytes));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = larger;
  }

  #arrive(): void {
    this.#isUnderway = false;
    if (this.#isCut) return;
    if (this.#used === 0) {
      // The end arrives once; afterwards nothing is in flight and nothing can be added.
      this.#isCut = true;
      this.#receiver.endArrived();
      return;
    }
    if (!this.#receiver.isReading) return;
    if (this.#network.breaks()) {
      this.#sender.broken();
      return;
    }
    const count = this.#network.pieceOf(this.#used);
    const piece = this.#buffer.slice(0, count);
    this.#buffer.copyWithin(0, count, this.#used);
    this.#used -= count;
    this.#receiver.bytesArrived(piece);
    this.#sender.roomMade();
    this.wake();
  }
}
