// The parts of a process that a hand-over moves, as both sides see them. The old process has one `HandoverPart` for each, the new
// process one `HandoverTaker` of the same name. The sequence calls them in order; no part knows the others.
//
//   old   describe, copy while the game runs, freeze, transfer, then release after the commit or thaw after a failure
//   new   describe, take for each frame, adopted when everything arrived, then start after the commit or discard
//
// Until `start` the new side of a part writes nothing, reads from no socket and accepts nothing.

/** Where a part sends its frames. A frame has at most `FRAME_BYTES_MAX` bytes and `FRAME_DESCRIPTORS_MAX` descriptors. */
export interface HandoverSink {
  /** The version of the format that both sides read: a part writes its records as that version has them. */
  readonly version: number;
  /**
   * `kind` is the part's own, 0 to 255. The body is copied before this returns. A descriptor must stay open until the present turn of
   * the loop is over. Await the promise if there is one: the other side has too much to read. It rejects when the other side is lost.
   */
  send(kind: number, body: Uint8Array, descriptors?: readonly number[]): Promise<void> | undefined;
}

/**
 * One part of the old process. Each call has a deadline; a call that throws, or is late, ends the attempt. Parts are listed with the
 * bottom first, and freeze in the opposite order. They transfer at the same time.
 */
export interface HandoverPart {
  readonly name: string;
  /** What the new side must agree to, as tagged fields: formats, a schema's hash, layouts, modules. */
  describe(): Uint8Array;
  /** One sentence on what differs and what to do, or null when this part may be handed to a process described so. */
  refuse(described: Uint8Array): string | null;
  /** Sends what can be sent while the game runs. What changes afterwards is sent again by `transfer`. */
  copy(sink: HandoverSink): Promise<void>;
  /** Stops the part without a loss: nothing is read, accepted or written from here. Rejects with what holds it. */
  freeze(): Promise<void>;
  transfer(sink: HandoverSink): Promise<void>;
  /**
   * After a failure: continues as before `freeze`. Called when every earlier call has settled, also when only `copy` ran, or nothing.
   * Rejects only if it is impossible; the process then ends.
   */
  thaw(): Promise<void>;
  /** After the commit: lets go of everything that moved, without a word to a client or a byte to a file. */
  release(): Promise<void>;
}

/** The same part of the new process. */
export interface HandoverTaker {
  readonly name: string;
  describe(): Uint8Array;
  /** The descriptors belong to this part from here. Frames come in order; the next one waits for the promise. */
  take(kind: number, body: Uint8Array, descriptors: readonly number[]): Promise<void> | undefined;
  /** Everything arrived. Resolves when `start` needs nothing that may fail. */
  adopted(): Promise<void>;
  /** After the commit, in the order of the parts. */
  start(): Promise<void>;
  /** After a failure: closes what it took. The process ends afterwards. */
  discard(): void;
}
