// Framing: where one payload ends and the next begins in a stream of bytes. A `Framing` is the immutable description
// that a listener holds; `createDecoder` returns what one connection needs to find frames in its input. Invariant: a
// decoder touches bytes [start, end) only, allocates nothing, and answers `malformed` at the latest when a frame passes
// `frameBytesMax`; so the caller's buffer for an unfinished frame is bounded. A decoder may change the bytes of a frame
// in place (it removes masks and joins fragments). It does no I/O, keeps no bytes, and does not interpret payloads.

/** The result of a scan. Numbers, because the result is compared once a frame. */
export const ScanResult = {
  /** No whole frame yet: call again, from the same frame start, when more bytes have come. */
  needMore: 0,
  /** The decoder's fields say where the payload lies and where the next frame starts. */
  frame: 1,
  /** The stream cannot be decoded further; `fault` says why. The decoder must not be used again. */
  malformed: 2,
  /**
   * The bytes up to `frameEnd` are consumed and contain no payload for the caller; inside a message `frameEnd` may be
   * `start`.
   */
  skipped: 3,
  /** Like `skipped`, and the peer expects the payload back in a pong. */
  ping: 4,
  /**
   * The peer ends the connection with a close frame: the payload is a code of two bytes and a reason, or empty. Nothing
   * follows.
   */
  ended: 5,
  /** Like `skipped`: the peer answers a ping, or says unasked that it is there. */
  pong: 6,
} as const;
export type ScanResult = (typeof ScanResult)[keyof typeof ScanResult];

/** Why a peer's bytes are no frame. */
export type FrameFault =
  | 'frame-too-long'
  | 'frame-too-short'
  /**
   * Violates RFC 6455: reserved bits or opcodes, a length not in its shortest form, control frames too long or
   * fragmented.
   */
  | 'websocket-frame-malformed'
  /** A client frame without a mask, or a server frame with one. */
  | 'websocket-mask-wrong'
  /** A text message where only binary messages are accepted. */
  | 'websocket-text-refused'
  /** A text message, or the reason in a close frame, that is not UTF-8. */
  | 'websocket-text-malformed'
  | 'websocket-too-many-fragments'
  /** Too many pings or pongs without a message between them. */
  | 'websocket-too-many-pings'
  /** A client's Mir frame that does not begin with a digit from 1 to 9. */
  | 'mir-digit-missing'
  /** A Mir frame with a character outside the code alphabet. */
  | 'mir-code-malformed'
  /** Too many bytes between two Mir frames. */
  | 'mir-noise';

/** Why a payload of ours cannot be framed: a caller's error, returned before a byte is written. */
export type PayloadFault = 'payload-too-long' | 'payload-too-short' | 'payload-holds-delimiter';

/**
 * Finds the frames of one connection. It is its own cursor: a result stays in its fields until the next scan, so that
 * no frame allocates. It may keep state about the unfinished frame, counted from that frame's start.
 */
export interface FrameDecoder {
  /**
   * Indexes into the scanned bytes, set with every result but `needMore` and `malformed`. `frameEnd` is the first byte
   * after the frame.
   */
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly frameEnd: number;
  /** Set with the result `malformed`. */
  readonly fault: FrameFault | null;

  /**
   * Looks for one frame in [start, end); `start` is the first byte of a frame. After `needMore` the next call passes
   * the same frame start (the bytes may have moved in memory) and at least as many bytes; the same holds after a result
   * whose `frameEnd` is `start`.
   */
  scan(bytes: Uint8Array, start: number, end: number): ScanResult;
  /** The peer is asked for a pong, which then does not count to its bound of control frames. Left out without such frames. */
  expectPong?(): void;

  /**
   * What it knows of the unfinished frame beyond its bytes, as numbers that a decoder of the same framing in another process
   * restores. Left out where a scan of the same bytes from the frame's start finds everything again.
   */
  save?(): readonly number[];
  /** False when the numbers cannot be such. */
  restore?(saved: readonly number[]): boolean;
}

/** Control frames of a framing. Each function writes at the front of `target` and returns the count of bytes. */
export interface ControlFrames {
  /** The longest control frame. */
  readonly bytesMax: number;
  /** Asks the peer whether it is there. */
  writePing(target: Uint8Array): number;
  /** Returns payload [start, end) of `source` to a peer that pinged. */
  writePong(target: Uint8Array, source: Uint8Array, range: { readonly start: number; readonly end: number }): number;
  /** The last frame. With code 0 it has no reason either; the reason is cut to what fits. */
  writeClose(target: Uint8Array, code: number, words: string): number;
}

/**
 * Frames that are made ahead, many in a run, so that connections with the same framing can be sent the same bytes. Allocates
 * nothing.
 */
export interface FrameRuns {
  /** Bytes of the head of a frame. Its payload is not longer than `payloadBytesMax`. */
  headBytes(payloadBytes: number): number;
  /** Writes the head of a frame at index `at`; returns the index behind it, where the payload begins. */
  writeHeadAt(target: Uint8Array, at: number, payloadBytes: number): number;
  /** The bytes of the payload of the frame that begins at `at`, behind a head of `headBytes` of them. */
  payloadBytes(bytes: Uint8Array, at: number): number;
  /** The number of frames that bytes [start, end) are; -1 when they are not whole frames, of payloads that can be sent. */
  count(bytes: Uint8Array, start: number, end: number): number;
}

export interface Framing {
  readonly name: 'length16' | 'delimiter' | 'websocket' | 'mir' | 'mir-link' | 'mir-bus' | 'mir-db';
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  /** The longest frame, head and tail included. */
  readonly frameBytesMax: number;
  /** The most bytes that `writeHead` and `writeTail` write. */
  readonly headBytesMax: number;
  readonly tailBytesMax: number;

  /** Whether outgoing payloads are masked, with the key at the end of their head. */
  readonly isMasked: boolean;
  readonly controls: ControlFrames | null;
  /** Null where a frame depends on its connection, or nobody makes frames ahead. */
  readonly runs: FrameRuns | null;

  /** For one connection; a framing without state between scans returns the same decoder to all. */
  createDecoder(): FrameDecoder;

  /** Null when payload [start, end) can be sent, else why not. */
  payloadFault(bytes: Uint8Array, start: number, end: number): PayloadFault | null;
  /**
   * Writes the bytes before a payload of `payloadBytes` at the front of `target`; returns the count of bytes written.
   */
  writeHead(target: Uint8Array, payloadBytes: number): number;
  /** Writes the bytes behind a payload at the front of `target`; returns the count of bytes written. */
  writeTail(target: Uint8Array): number;
}
