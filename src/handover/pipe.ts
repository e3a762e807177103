// The channel's part of the system, as an interface: a pair of connected local sockets between the old process and the new one, which
// carry bytes in order and descriptors beside them. Bodies: `handover-pipe-native.ts` of the reactor, and a simulated one.

export interface PipeEvents {
  /** The bytes are valid during the call. The descriptors belong to the receiver from here; they arrive in the order of sending. */
  received(bytes: Uint8Array, descriptors: readonly number[]): void;
  /** The other side has closed the pipe or died; everything that it sent was received before. */
  ended(): void;
}

export interface PipePiece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly descriptors: readonly number[];
}

export interface HandoverPipe {
  /** Begins to read. */
  open(events: PipeEvents): void;
  /**
   * How many of the bytes were taken, and with the first of them all descriptors; the caller keeps its own. 0 when there is no room
   * now, -1 when the other side is gone.
   */
  send(piece: PipePiece): number;
  /** Nothing is received until `resume`. */
  pause(): void;
  resume(): void;
  /** Receives what has arrived, at once. */
  drain(): void;
  duplicate(descriptor: number): number;
  closeDescriptor(descriptor: number): void;
  /** No event follows. */
  close(): void;
}
