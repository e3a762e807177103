// Finds the messages of one WebSocket connection. Each complete frame is unmasked in place; the payloads of a
// fragmented message are moved together at its front:
//
//    start                                     next head                 end
//      ├── joined fragments ──┼── gap ────────────┼── frames not looked at ─┤
//
// The gap consists of heads and interleaved control frames. When it is longer than the joined bytes, they are moved
// over it and the front is given up as `skipped`. So each byte of input moves a bounded number of times, and endless
// pings inside one message hold no memory. One byte of gap stays, so that a message in progress always holds some
// input.
import { isUtf8 } from 'node:buffer';
import type { FrameDecoder, FrameFault } from './framing.ts';
import { ScanResult } from './framing.ts';
import {
  CONTROL,
  FIN,
  LENGTH7_MAX,
  LENGTH16,
  LENGTH16_MAX,
  MASKED,
  OPCODE,
  OPCODE_MASK,
  RESERVED,
} from './websocket-head.ts';
import { applyMask, MASK_KEY_BYTES } from './websocket-mask.ts';

/** A smaller gap is not worth a move. With the longest joined payload it bounds the memory of a message. */
export const FRAGMENT_GAP_BYTES_MAX = 1024;

export interface WebSocketDecoderOptions {
  readonly isMaskExpected: boolean;
  readonly isTextAccepted: boolean;
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  readonly fragmentsMax: number;
  /** Pings and pongs between two messages. */
  readonly controlsMax: number;
}

/** Pongs that do not count, at most: a peer that answers none for long may not send them all at once. */
const PONGS_OWED_MAX = 8;

/** No message is in progress. */
const NONE = -1;

export class WebSocketDecoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  frameEnd = 0;
  fault: FrameFault | null = null;
  readonly #options: WebSocketDecoderOptions;
  readonly #keyBytes: number;
  /** The expected mask bit in the second byte of a head. */
  readonly #maskBit: number;
  readonly #shortBytesMax: number;
  /** Of the message in progress: `OPCODE.text`, `OPCODE.binary` or `NONE`. */
  #opcode: number = NONE;
  #joinedBytes = 0;
  #gapBytes = 0;
  #fragments = 0;
  /** Since the last message. */
  #controls = 0;
  /** Pongs that the peer owes. */
  #pongsExpected = 0;
  /** Of the frame whose head was read last. */
  #headBytes = 0;
  #frameBytes = 0;

  constructor(options: WebSocketDecoderOptions) {
    this.#options = options;
    this.#keyBytes = options.isMaskExpected ? MASK_KEY_BYTES : 0;
    this.#maskBit = options.isMaskExpected ? MASKED : 0;
    this.#shortBytesMax = Math.min(LENGTH7_MAX, options.payloadBytesMax);
  }

  expectPong(): void {
    // More than one only where the peer is slow: it may answer the last alone (RFC 6455, 5.5.3).
    this.#pongsExpected = Math.min(PONGS_OWED_MAX, this.#pongsExpected + 1);
  }

  save(): readonly number[] {
    return [this.#opcode, this.#joinedBytes, this.#gapBytes, this.#fragments, this.#controls];
  }

  restore(saved: readonly number[]): boolean {
    const [opcode = NONE, joinedBytes = 0, gapBytes = 0, fragments = 0, controls = 0] = saved;
    const { payloadBytesMax, fragmentsMax, controlsMax } = this.#options;
    const isInMessage = opcode === OPCODE.text || opcode === OPCODE.binary;
    const isKnown = saved.every(Number.isInteger) && (isInMessage || (opcode === NONE && joinedBytes + gapBytes === 0));
    const isWithin = [
      [joinedBytes, payloadBytesMax],
      [gapBytes, payloadBytesMax + 2 * FRAGMENT_GAP_BYTES_MAX],
      [fragments, fragmentsMax],
      [controls, controlsMax],
    ].every(([value = 0, most = 0]) => value >= 0 && value <= most);
    if (!isKnown || !isWithin) return false;
    this.#opcode = opcode;
    this.#joinedBytes = joinedBytes;
    this.#gapBytes = gapBytes;
    this.#fragments = fragments;
    this.#controls = controls;
    return true;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    // Most messages of a game: whole, binary, and so short that the head's second byte is their length.
    if (this.#opcode === NONE && start + 2 <= end && bytes[start] === (FIN | OPCODE.binary)) {
      const payloadBytes = (bytes[start + 1] ?? 0) - this.#maskBit;
      if (payloadBytes >= this.#options.payloadBytesMin && payloadBytes <= this.#shortBytesMax) {
        const payloadStart = start + 2 + this.#keyBytes;
        const payloadEnd = payloadStart + payloadBytes;
        if (payloadEnd > end) return ScanResult.needMore;
        if (this.#maskBit !== 0) applyMask(bytes, payloadStart, payloadEnd);
        this.payloadStart = payloadStart;
        this.payloadEnd = payloadEnd;
        this.frameEnd = payloadEnd;
        this.#controls = 0;
        return ScanResult.frame;
      }
    }
    return this.#scanAny(bytes, start, end);
  }

  #scanAny(bytes: Uint8Array, start: number, end: number): ScanResult {
    if (this.#gapBytes > this.#joinedBytes + FRAGMENT_GAP_BYTES_MAX) return this.#closeGap(bytes, start);
    const at = start + this.#joinedBytes + this.#gapBytes;
    const result = this.#readHead(bytes, at, end);
    if (result !== ScanResult.frame) return result;
    const payloadStart = at + this.#headBytes;
    const payloadEnd = at + this.#frameBytes;
    if (payloadEnd > end) return ScanResult.needMore;
    if (this.#options.isMaskExpected) applyMask(bytes, payloadStart, payloadEnd);
    this.payloadStart = payloadStart;
    this.payloadEnd = payloadEnd;
    this.frameEnd = payloadEnd;
    const first = bytes[at] ?? 0;
    if (this.#opcode === NONE && (first & (FIN | CONTROL)) === FIN) return this.#message(bytes, first & OPCODE_MASK);
    return (first & CONTROL) === 0 ? this.#fragment(bytes, start, first) : this.#control(bytes, start, first);
  }

  /** `frame` when the head at `at` is complete and allowed here; its payload may not have come yet. */
  #readHead(bytes: Uint8Array, at: number, end: number): ScanResult {
    if (end - at < 2) return ScanResult.needMore;
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0;
    const fault = this.#headFault(first, second);
    if (fault !== null) return this.#malformed(fault);
    let payloadBytes = second & ~MASKED;
    let headBytes = 2 + this.#keyBytes;
    if (payloadBytes > LENGTH7_MAX) {
      const lengthBytes = payloadBytes === LENGTH16 ? 2 : 8;
      headBytes += lengthBytes;
      if (end - at < 2 + lengthBytes) return ScanResult.needMore;
      payloadBytes = bigEndian(bytes, at + 2, lengthBytes);
      // The top bit is 0 and the shortest form is used (RFC 6455, 5.2).
      const shortest = lengthBytes === 2 ? LENGTH7_MAX + 1 : LENGTH16_MAX + 1;
      const isNegative = lengthBytes === 8 && (bytes[at + 2] ?? 0) >= 0x80;
      if (payloadBytes < shortest || isNegative) return this.#malformed('websocket-frame-malformed');
    }
    // Control frames are shorter than any bound, and a message's fragments count together.
    const joinedBytes = (first & CONTROL) === 0 ? this.#joinedBytes : 0;
    if ((first & CONTROL) === 0 && joinedBytes + payloadBytes > this.#options.payloadBytesMax) {
      return this.#malformed('frame-too-long');
    }
    this.#headBytes = headBytes;
    this.#frameBytes = headBytes + payloadBytes;
    return ScanResult.frame;
  }

  #headFault(first: number, second: number): FrameFault | null {
    // The most common head: a whole binary message with the right mask bit.
    const isMasked = (second & MASKED) !== 0;
    if (isMasked !== this.#options.isMaskExpected) return 'websocket-mask-wrong';
    if (first === (FIN | OPCODE.binary) && this.#opcode === NONE) return null;
    if ((first & RESERVED) !== 0) return 'websocket-frame-malformed';
    const opcode = first & OPCODE_MASK;
    if ((opcode & CONTROL) !== 0) {
      const isAllowed = opcode <= OPCODE.pong && (first & FIN) !== 0 && (second & ~MASKED) <= LENGTH7_MAX;
      return isAllowed ? null : 'websocket-frame-malformed';
    }
    if (opcode > OPCODE.binary) return 'websocket-frame-malformed';
    if ((opcode === OPCODE.continuation) !== (this.#opcode !== NONE)) return 'websocket-frame-malformed';
    if (opcode === OPCODE.text && !this.#options.isTextAccepted) return 'websocket-text-refused';
    if (((first & FIN) === 0 || opcode === OPCODE.continuation) && this.#fragments >= this.#options.fragmentsMax) {
      return 'websocket-too-many-fragments';
    }
    return null;
  }

  /** The fields describe a whole message. */
  #message(bytes: Uint8Array, opcode: number): ScanResult {
    if (this.payloadEnd - this.payloadStart < this.#options.payloadBytesMin) return this.#malformed('frame-too-short');
    if (opcode === OPCODE.text && !isUtf8(bytes.subarray(this.payloadStart, this.payloadEnd))) {
      return this.#malformed('websocket-text-malformed');
    }
    this.#controls = 0;
    return ScanResult.frame;
  }

  /** The fields describe one fragment; it is joined with the earlier ones. */
  #fragment(bytes: Uint8Array, start: number, first: number): ScanResult {
    const { payloadStart, payloadEnd } = this;
    if (this.#opcode === NONE) this.#opcode = first & OPCODE_MASK;
    this.#fragments++;
    this.#gapBytes += this.#headBytes;
    bytes.copyWithin(start + this.#joinedBytes, payloadStart, payloadEnd);
    this.#joinedBytes += payloadEnd - payloadStart;
    if ((first & FIN) === 0) {
      this.frameEnd = start;
      return ScanResult.skipped;
    }
    this.payloadStart = start;
    this.payloadEnd = start + this.#joinedBytes;
    const opcode = this.#opcode;
    this.#opcode = NONE;
    this.#joinedBytes = 0;
    this.#gapBytes = 0;
    this.#fragments = 0;
    return this.#message(bytes, opcode);
  }

  /** The fields describe a control frame. */
  #control(bytes: Uint8Array, start: number, first: number): ScanResult {
    if (this.#opcode !== NONE) {
      this.#gapBytes += this.#frameBytes;
      this.frameEnd = start;
    }
    const opcode = first & OPCODE_MASK;
    const isOwed = opcode === OPCODE.pong && this.#pongsExpected > 0;
    if (isOwed) this.#pongsExpected--;
    else this.#controls++;
    if (opcode !== OPCODE.close && this.#controls > this.#options.controlsMax) {
      return this.#malformed('websocket-too-many-pings');
    }
    if (opcode === OPCODE.ping) return ScanResult.ping;
    if (opcode === OPCODE.pong) return ScanResult.pong;
    const fault = closeFault(bytes, this.payloadStart, this.payloadEnd);
    return fault === null ? ScanResult.ended : this.#malformed(fault);
  }

  /** Moves the joined bytes up to one byte before the next head, and gives up what is before them. */
  #closeGap(bytes: Uint8Array, start: number): ScanResult {
    const shift = this.#gapBytes - 1;
    bytes.copyWithin(start + shift, start, start + this.#joinedBytes);
    this.#gapBytes = 1;
    this.frameEnd = start + shift;
    return ScanResult.skipped;
  }

  #malformed(fault: FrameFault): ScanResult {
    this.fault = fault;
    return ScanResult.malformed;
  }
}

/** Why the payload of a close frame is invalid (RFC 6455, 5.5.1 and 7.4). */
function closeFault(bytes: Uint8Array, start: number, end: number): FrameFault | null {
  if (start === end) return null;
  if (end - start < 2) return 'websocket-frame-malformed';
  const code = bigEndian(bytes, start, 2);
  const isSent = (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || code >= 3000;
  if (!isSent || code > 4999) return 'websocket-frame-malformed';
  return isUtf8(bytes.subarray(start + 2, end)) ? null : 'websocket-text-malformed';
}

function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) value = value * 256 + (bytes[index] ?? 0);
  return value;
}
