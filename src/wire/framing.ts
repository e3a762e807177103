// Framing: where one payload ends and the next begins in a stream of bytes. A `Framing` is the immutable description that a
// listener holds; `createDecoder` gives what one connection needs to find frames in its input.
// Invariant: a decoder reads bytes [start, end) only, allocates nothing, and answers `malformed` at the latest when a frame
// passes `frameBytesMax`; so the caller's buffer for an unfinished frame has a bound.
// It does no I/O, keeps no bytes, and knows nothing of what a payload holds.

/** What a scan found. Numbers, for the answer is compared once a frame. */
export const ScanResult = {
  /** No whole frame yet: call again, from the same frame start, when more bytes are there. */
  needMore: 0,
  /** The decoder's fields tell where the payload lies and where the next frame starts. */
  frame: 1,
  /** The stream is beyond repair; `fault` says why. The decoder must not be used again. */
  malformed: 2,
} as const;
export type ScanResult = (typeof ScanResult)[keyof typeof ScanResult];

/** Why a peer's bytes are no frame. */
export type FrameFault = 'frame-too-long' | 'frame-too-short';

/** Why a payload of ours cannot be framed: an error of the sender, told before a byte is written. */
export type PayloadFault = 'payload-too-long' | 'payload-too-short' | 'payload-holds-delimiter';

/**
 * Finds the frames of one connection. It is its own cursor: an answer lies in its fields until the next scan, so that nothing
 * is allocated per frame. It may keep state about the unfinished frame, counted from that frame's start.
 */
export interface FrameDecoder {
  /** Indexes into the scanned bytes, set with the answer `frame`. `frameEnd` is the first byte after the frame. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly frameEnd: number;
  /** Set with the answer `malformed`. */
  readonly fault: FrameFault | null;

  /**
   * Looks for one frame in [start, end); `start` is the first byte of a frame. After `needMore` the next call brings the same
   * frame start (the bytes may have moved in memory) and at least as many bytes.
   */
  scan(bytes: Uint8Array, start: number, end: number): ScanResult;
}

export interface Framing {
  readonly name: 'length16' | 'delimiter';
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  /** The longest frame, its head and tail included. */
  readonly frameBytesMax: number;
  /** How much room `writeHead` and `writeTail` may use. */
  readonly headBytesMax: number;
  readonly tailBytesMax: number;

  createDecoder(): FrameDecoder;

  /** Null when payload [start, end) can be sent, else why not. */
  payloadFault(bytes: Uint8Array, start: number, end: number): PayloadFault | null;
  /** Writes what goes before a payload of `payloadBytes` at the front of `target`; returns the count of bytes written. */
  writeHead(target: Uint8Array, payloadBytes: number): number;
  /** Writes what goes behind a payload at the front of `target`; returns the count of bytes written. */
  writeTail(target: Uint8Array): number;
}
