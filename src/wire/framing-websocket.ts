// Framing `websocket`: the data framing of RFC 6455, for both ends. One message, text or binary, whole or in fragments,
// is one payload. The opening handshake and the meaning of payloads are other files' work. No extensions. Payloads are
// unmasked in place, and fragments are moved together there, so a message is delivered without a copy.
import { assert, type Random } from '../base/index.ts';
import type { ControlFrames, FrameDecoder, FrameRuns, Framing, PayloadFault } from './framing.ts';
import { FRAGMENT_GAP_BYTES_MAX, WebSocketDecoder } from './websocket-decoder.ts';
import { FIN, HEAD_BYTES_MAX, MASKED, OPCODE, writeMessageHead } from './websocket-head.ts';
import { applyMask, MASK_KEY_BYTES } from './websocket-mask.ts';
import { WebSocketRuns } from './websocket-runs.ts';

/** The same as a `length16` frame, so that each message fits both framings. */
const PAYLOAD_BYTES_MAX = 0xffff;
/** A packet starts with a u16 message id. */
const PAYLOAD_BYTES_MIN = 2;
/** Fragments of one message: 64 KiB in pieces of an old Ethernet frame's payload take 44. */
const FRAGMENTS_MAX = 128;
/** Pings and pongs of a client between two messages: one a second over the longest time that a session may be idle. */
const CONTROLS_MAX = 1_000;
/** The longest payload of a control frame (RFC 6455, 5.5). */
const CONTROL_PAYLOAD_BYTES_MAX = 125;
const CONTROL_HEAD_BYTES_MAX = 2 + MASK_KEY_BYTES;
const CLOSE_CODE_BYTES = 2;
const NO_PAYLOAD = new Uint8Array(0);
/** Random bytes drawn ahead for mask keys, because a draw costs more than a mask. */
const KEY_POOL_BYTES = 512;

export interface WebSocketOptions {
  /** Which end this is. A client masks its frames with keys from `random`; a server rejects unmasked frames. */
  readonly end: { readonly kind: 'server' } | { readonly kind: 'client'; readonly random: Random };
  /** Whether text messages are accepted, as UTF-8 bytes. When left out, they are rejected. */
  readonly isTextAccepted?: boolean;
  readonly payloadBytesMin?: number;
  /** The longest message, with all its fragments. */
  readonly payloadBytesMax?: number;
  readonly fragmentsMax?: number;
  /** Pings and pongs of a client between two messages; a server may send any number. */
  readonly controlsMax?: number;
}

export function createWebSocket(options: WebSocketOptions): Framing {
  return new WebSocketFraming(options);
}

class WebSocketFraming implements Framing, ControlFrames {
  readonly name = 'websocket';
  readonly headBytesMax: number;
  readonly tailBytesMax = 0;
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  readonly frameBytesMax: number;
  readonly isMasked: boolean;
  readonly controls = this;
  /** A client's frames are masked, each with a key of its own. */
  readonly runs: FrameRuns | null;
  readonly bytesMax = CONTROL_HEAD_BYTES_MAX + CONTROL_PAYLOAD_BYTES_MAX;
  readonly #fragmentsMax: number;
  readonly #controlsMax: number;
  readonly #isTextAccepted: boolean;
  readonly #random: Random | null;
  #keys: Uint8Array = new Uint8Array(0);
  #keysUsed = 0;

  constructor(options: WebSocketOptions) {
    this.payloadBytesMin = options.payloadBytesMin ?? PAYLOAD_BYTES_MIN;
    this.payloadBytesMax = options.payloadBytesMax ?? PAYLOAD_BYTES_MAX;
    assert(
      this.payloadBytesMin >= 0 && this.payloadBytesMin <= this.payloadBytesMax,
      'the shortest payload is not above the longest',
    );
    assert(this.payloadBytesMax < 2 ** 31, 'indexes into a message are small whole numbers');
    this.#fragmentsMax = options.fragmentsMax ?? FRAGMENTS_MAX;
    this.#isTextAccepted = options.isTextAccepted ?? false;
    this.#random = options.end.kind === 'client' ? options.end.random : null;
    this.isMasked = this.#random !== null;
    this.runs = this.isMasked ? null : new WebSocketRuns(this.payloadBytesMin, this.payloadBytesMax);
    this.#controlsMax = this.isMasked ? Number.POSITIVE_INFINITY : (options.controlsMax ?? CONTROLS_MAX);
    this.headBytesMax = HEAD_BYTES_MAX + MASK_KEY_BYTES;
    // Room for the joined fragments, the gap behind them, and the frame in progress.
    this.frameBytesMax = 2 * (this.payloadBytesMax + this.headBytesMax) + FRAGMENT_GAP_BYTES_MAX;
  }

  createDecoder(): FrameDecoder {
    return new WebSocketDecoder({
      isMaskExpected: !this.isMasked,
      isTextAccepted: this.#isTextAccepted,
      payloadBytesMin: this.payloadBytesMin,
      payloadBytesMax: this.payloadBytesMax,
      fragmentsMax: this.#fragmentsMax,
      controlsMax: this.#controlsMax,
    });
  }

  payloadFault(_bytes: Uint8Array, start: number, end: number): PayloadFault | null {
    if (end - start > this.payloadBytesMax) return 'payload-too-long';
    if (end - start < this.payloadBytesMin) return 'payload-too-short';
    return null;
  }

  writeHead(target: Uint8Array, payloadBytes: number): number {
    assert(payloadBytes <= this.payloadBytesMax, 'a payload is checked before its head is written');
    const at = writeMessageHead(target, 0, payloadBytes);
    if (this.#random === null) return at;
    target[1] = MASKED | (target[1] ?? 0);
    return at + this.#writeKey(target, at, this.#random);
  }

  writeTail(_target: Uint8Array): number {
    return 0;
  }

  writePing(target: Uint8Array): number {
    return this.#writeControl(target, OPCODE.ping, NO_PAYLOAD);
  }

  writePong(target: Uint8Array, source: Uint8Array, range: { readonly start: number; readonly end: number }): number {
    const payload = source.subarray(range.start, range.end);
    return this.#writeControl(target, OPCODE.pong, payload);
  }

  writeClose(target: Uint8Array, code: number, words: string): number {
    if (code === 0) return this.#writeControl(target, OPCODE.close, NO_PAYLOAD);
    const payload = new Uint8Array(CONTROL_PAYLOAD_BYTES_MAX);
    payload[0] = code >> 8;
    payload[1] = code & 0xff;
    // Never half a character: `encodeInto` writes whole ones only.
    const { written } = new TextEncoder().encodeInto(words, payload.subarray(CLOSE_CODE_BYTES));
    return this.#writeControl(target, OPCODE.close, payload.subarray(0, CLOSE_CODE_BYTES + written));
  }

  #writeControl(target: Uint8Array, opcode: number, payload: Uint8Array): number {
    assert(payload.length <= CONTROL_PAYLOAD_BYTES_MAX, 'a control frame is short');
    target[0] = FIN | opcode;
    target[1] = (this.isMasked ? MASKED : 0) | payload.length;
    const head = this.#random === null ? 2 : 2 + this.#writeKey(target, 2, this.#random);
    target.set(payload, head);
    if (this.isMasked) applyMask(target, head, head + payload.length);
    return head + payload.length;
  }

  #writeKey(target: Uint8Array, at: number, random: Random): number {
    if (this.#keysUsed === this.#keys.length) {
      this.#keys = random.bytes(KEY_POOL_BYTES);
      this.#keysUsed = 0;
    }
    for (let index = 0; index < MASK_KEY_BYTES; index++) target[at + index] = this.#keys[this.#keysUsed + index] ?? 0;
    this.#keysUsed += MASK_KEY_BYTES;
    return MASK_KEY_BYTES;
  }
}
