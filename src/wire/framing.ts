// Framing: where one payload ends and the next begins in a stream of bytes. A `Framing` is the immutable description that a
// listener holds; `createDecoder` gives what one connection needs to find frames in its input.
// Invariant: a decoder touches bytes [start, end) only, allocates nothing, and answers `malformed` at the latest when a frame
// passes `frameBytesMax`; so the caller's buffer for an unfinished frame has a bound.
// It may change the bytes of a frame in place (a mask is taken off, fragments are joined): they are the caller's to lend.
// It does no I/O, keeps no bytes, and knows nothing of what a payload holds.

/** What a scan found. Numbers, for the answer is compared once a frame. */
export const ScanResult = {
  /** No whole frame yet: call again, from the same frame start, when more bytes are there. */
  needMore: 0,
  /** The decoder's fields tell where the payload lies and where the next frame starts. */
  frame: 1,
  /** The stream is beyond repair; `fault` says why. The decoder must not be used again. */
  malformed: 2,
  /** The bytes up to `frameEnd` were used up and held no payload for anyone; inside a message `frameEnd` may be `start`. */
  skipped: 3,
  /** As `skipped`, and the peer wants the payload back in a pong. */
  ping: 4,
  /** The peer ends the connection in words: the payload is a code of two bytes and a reason, or empty. Nothing follows. */
  ended: 5,
} as const;
export type ScanResult = (typeof ScanResult)[keyof typeof ScanResult];

/** Why a peer's bytes are no frame. */
export type FrameFault =
  | 'frame-too-long'
  | 'frame-too-short'
  /** Not what RFC 6455 allows: reserved bits or opcodes, lengths in a longer form, control frames too long or in pieces. */
  | 'websocket-frame-malformed'
  /** A client that does not mask, or a server that does. */
  | 'websocket-mask-wrong'
  /** A text where only binary messages are taken. */
  | 'websocket-text-refused'
  /** A text, or the words of a close frame, that is not UTF-8. */
  | 'websocket-text-malformed'
  | 'websocket-too-many-fragments'
  /** Pings or pongs without end and no message among them. */
  | 'websocket-too-many-pings'
  /** A client's Mir frame that does not begin with a digit from 1 to 9. */
  | 'mir-digit-missing'
  /** A Mir frame with a character outside the alphabet of code. */
  | 'mir-code-malformed'
  /** Too many bytes between two Mir frames that belong to none. */
  | 'mir-noise';

/** Why a payload of ours cannot be framed: an error of the sender, told before a byte is written. */
export type PayloadFault = 'payload-too-long' | 'payload-too-short' | 'payload-holds-delimiter';

/**
 * Finds the frames of one connection. It is its own cursor: an answer lies in its fields until the next scan, so that nothing
 * is allocated per frame. It may keep state about the unfinished frame, counted from that frame's start.
 */
export interface FrameDecoder {
  /** Indexes into the scanned bytes, set with every answer but `needMore` and `malformed`. `frameEnd` is the first byte after the frame. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
  readonly frameEnd: number;
  /** Set with the answer `malformed`. */
  readonly fault: FrameFault | null;

  /**
   * Looks for one frame in [start, end); `start` is the first byte of a frame. After `needMore` the next call brings the same
   * frame start (the bytes may have moved in memory) and at least as many bytes; so it does after an answer whose `frameEnd`
   * is `start`.
   */
  scan(bytes: Uint8Array, start: number, end: number): ScanResult;
}

/** Frames of a framing's own, beside those with payloads. Each writes at the front of `target` and returns the count of bytes. */
export interface ControlFrames {
  /** The longest of them. */
  readonly bytesMax: number;
  /** Gives payload [start, end) of `source` back to a peer that pinged. */
  writePong(target: Uint8Array, source: Uint8Array, range: { readonly start: number; readonly end: number }): number;
  /** The last frame. Without a code, 0, it has no words either; words are cut to what fits. */
  writeClose(target: Uint8Array, code: number, words: string): number;
}

export interface Framing {
  readonly name: 'length16' | 'delimiter' | 'websocket' | 'mir' | 'mir-link' | 'mir-bus';
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  /** The longest frame, its head and tail included. */
  readonly frameBytesMax: number;
  /** How much room `writeHead` and `writeTail` may use. */
  readonly headBytesMax: number;
  readonly tailBytesMax: number;

  /** Whether payloads are masked on their way out, by the key at the end of their head. */
  readonly isMasked: boolean;
  readonly controls: ControlFrames | null;

  /** For one connection; a framing that remembers nothing between two scans gives all of them the same. */
  createDecoder(): FrameDecoder;

  /** Null when payload [start, end) can be sent, else why not. */
  payloadFault(bytes: Uint8Array, start: number, end: number): PayloadFault | null;
  /** Writes what goes before a payload of `payloadBytes` at the front of `target`; returns the count of bytes written. */
  writeHead(target: Uint8Array, payloadBytes: number): number;
  /** Writes what goes behind a payload at the front of `target`; returns the count of bytes written. */
  writeTail(target: Uint8Array): number;
}
