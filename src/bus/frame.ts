// The bytes between two processes. A bundle is what one process sends to one address in one turn of its event loop; its frames are
// messages, calls and answers. Numbers are big-endian, names are ASCII.
//
//   bundle   u16 0x4a42, u8 version, u8 oldest version that can read it, u16 head length, head, frames
//   head     u48 number of the bundle, u8 length and name of the sender            a newer release appends fields
//   frame    u32 length of the rest, u16 head length, head, body
//   head     u8 kind, u32 call, u32 deadline in milliseconds, u8 length and name   a newer release appends fields
//
// Two releases work side by side: a reader skips what a head has beyond its own fields, and frames of a kind that it does not know.
// Pure: no I/O. A reader never throws on bytes from outside.
import { assert } from '../base/index.ts';
import { BUNDLE_BYTES_START, NAME_LENGTH_MAX } from './limits.ts';

const MAGIC = 0x4a42;
export const FRAME_VERSION = 1;
/** A release that changes the meaning of a field raises it; one that appends a field does not. */
const OLDEST_READER = 1;

const BUNDLE_FIXED_BYTES = 6;
const SENDER_AT = 6;
const NUMBER_MAX = 2 ** 48;

const FRAME_FIXED_BYTES = 6;
const KIND_AT = 0;
const CALL_AT = 1;
const DEADLINE_AT = 5;
const NAME_AT = 9;

/** What a frame is. */
export const FRAME_KIND = {
  /** Nobody answers it. */
  message: 1,
  call: 2,
  answer: 3,
  /** An answer whose name is the code of an error and whose body is its text. */
  refusal: 4,
} as const;

export interface FrameHead {
  readonly kind: number;
  /** Of a call, and in its answer: the caller's number for it. 0 in a message. */
  readonly call: number;
  /** Of a call: how long its caller waits from now. */
  readonly deadlineMs: number;
  /** Of a call or a message; of a refusal the code. */
  readonly name: string;
}

export interface Frame extends FrameHead {
  /** A view of the bundle. */
  readonly body: Uint8Array;
}

export interface BundleHead {
  readonly sender: string;
  /** Rises by one with each bundle of the sender to the address. */
  readonly number: number;
}

/** Bytes of a frame, for bounds. */
export function frameBytes(name: string, bodyBytes: number): number {
  return FRAME_FIXED_BYTES + NAME_AT + 1 + name.length + bodyBytes;
}

/** Collects the frames of one bundle. */
export class BundleWriter {
  #bytes: Buffer;
  #at: number;
  #frameCount = 0;

  constructor(sender: string, bytesStart = BUNDLE_BYTES_START) {
    assert(sender.length <= NAME_LENGTH_MAX, 'the name of a node was checked');
    const headBytes = SENDER_AT + 1 + sender.length;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(bytesStart, BUNDLE_FIXED_BYTES + headBytes));
    this.#bytes.writeUInt16BE(MAGIC, 0);
    this.#bytes[2] = FRAME_VERSION;
    this.#bytes[3] = OLDEST_READER;
    this.#bytes.writeUInt16BE(headBytes, 4);
    writeName(this.#bytes, BUNDLE_FIXED_BYTES + SENDER_AT, sender);
    this.#at = BUNDLE_FIXED_BYTES + headBytes;
  }

  get byteCount(): number {
    return this.#at;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  add({ kind, call, deadlineMs, name }: FrameHead, body: Uint8Array): void {
    const headBytes = NAME_AT + 1 + name.length;
    const restBytes = 2 + headBytes + body.byteLength;
    this.#reserve(4 + restBytes);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes.writeUInt32BE(restBytes, at);
    bytes.writeUInt16BE(headBytes, at + 4);
    at += FRAME_FIXED_BYTES;
    bytes[at + KIND_AT] = kind;
    bytes.writeUInt32BE(call, at + CALL_AT);
    bytes.writeUInt32BE(deadlineMs, at + DEADLINE_AT);
    writeName(bytes, at + NAME_AT, name);
    bytes.set(body, at + headBytes);
    this.#at = at + headBytes + body.byteLength;
    this.#frameCount++;
  }

  /** The bundle under its number. The writer is not used any more. */
  finish(number: number): Uint8Array {
    assert(number < NUMBER_MAX, 'bundles are numbered with 48 bits');
    this.#bytes.writeUIntBE(number, BUNDLE_FIXED_BYTES, 6);
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + count));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

function writeName(bytes: Buffer, at: number, name: string): void {
  bytes[at] = name.length;
  bytes.write(name, at + 1, 'latin1');
}

/** Why bytes are no bundle, or a frame is none. */
export type MalformedBundle = 'no-bundle' | 'newer-release' | 'cut-short';

/** Reads one bundle: its head, then frame by frame. */
export class BundleReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The head, or why there is none. Read first. */
  head(): BundleHead | MalformedBundle {
    const bytes = this.#bytes;
    if (bytes.length < BUNDLE_FIXED_BYTES || bytes.readUInt16BE(0) !== MAGIC) return 'no-bundle';
    if ((bytes[3] as number) > FRAME_VERSION) return 'newer-release';
    const headBytes = bytes.readUInt16BE(4);
    const end = BUNDLE_FIXED_BYTES + headBytes;
    if (headBytes < SENDER_AT + 1 || end > bytes.length) return 'cut-short';
    const sender = readName(bytes, BUNDLE_FIXED_BYTES + SENDER_AT, end);
    if (sender === null) return 'cut-short';
    this.#at = end;
    return { sender, number: bytes.readUIntBE(BUNDLE_FIXED_BYTES, 6) };
  }

  /** The next frame; null at the end, or why the rest cannot be read. */
  next(): Frame | MalformedBundle | null {
    const bytes = this.#bytes;
    const start = this.#at;
    if (start === bytes.length) return null;
    if (start + FRAME_FIXED_BYTES > bytes.length) return 'cut-short';
    const end = start + 4 + bytes.readUInt32BE(start);
    const headBytes = bytes.readUInt16BE(start + 4);
    const head = start + FRAME_FIXED_BYTES;
    const bodyAt = head + headBytes;
    if (headBytes < NAME_AT + 1 || bodyAt > end || end > bytes.length) return 'cut-short';
    const name = readName(bytes, head + NAME_AT, bodyAt);
    if (name === null) return 'cut-short';
    this.#at = end;
    return {
      kind: bytes[head + KIND_AT] as number,
      call: bytes.readUInt32BE(head + CALL_AT),
      deadlineMs: bytes.readUInt32BE(head + DEADLINE_AT),
      name,
      body: bytes.subarray(bodyAt, end),
    };
  }
}

/** Null when it does not end before `end`. */
function readName(bytes: Buffer, at: number, end: number): string | null {
  const nameAt = at + 1;
  const nameEnd = nameAt + (bytes[at] as number);
  return nameEnd > end ? null : bytes.toString('latin1', nameAt, nameEnd);
}
