// Framing `mir`: what clients and gates say to each other. A client sends `#`, a digit from 1 to 9, at least 16 characters of code, `!`; a
// server the same without the digit. Between frames either may send a single `*`, which is flow control and comes out as a payload of that one byte.
//
// The payload is what lies between `#` and `!`. It is delivered only when every byte of it is in its alphabet, so it cannot hold a sign that has a
// meaning for a later reader. Bytes between frames that are neither `#` nor `*` are skipped, up to a bound.
import { assert } from '../../base/index.ts';
import { type FrameDecoder, type FrameFault, type Framing, type PayloadFault, ScanResult } from '../../wire/index.ts';
import { CLIENT_FRAME_BYTES_MAX, NOISE_BYTES_MAX, SERVER_FRAME_BYTES_MAX } from './limits.ts';
import { HEADER_CODE } from './message.ts';
import { isCode } from './six-bit.ts';

export const HASH = 0x23;
export const BANG = 0x21;
export const STAR = 0x2a;
const DIGIT_FIRST = 0x31;
const DIGIT_LAST = 0x39;

export interface MirFramingOptions {
  /** Which end we are: a server takes frames with digits and sends frames without, a client the other way. */
  readonly end: 'client' | 'server';
  /** The longest frame that is taken, its signs included. */
  readonly frameBytesMax?: number;
}

/** Whether a payload is the sign of flow control. */
export function isStar(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === STAR;
}

export function createMirFraming({ end, frameBytesMax: taken }: MirFramingOptions): Framing {
  const isServer = end === 'server';
  const frameBytesMax = taken ?? (isServer ? CLIENT_FRAME_BYTES_MAX : SERVER_FRAME_BYTES_MAX);
  assert(frameBytesMax > HEADER_CODE + 2, 'a frame can hold a header');
  // Of what is sent; what is received has a digit more, or less.
  const payloadBytesMin = HEADER_CODE + (isServer ? 0 : 1);
  const payloadBytesMax = (isServer ? SERVER_FRAME_BYTES_MAX : CLIENT_FRAME_BYTES_MAX) - 2;
  return {
    name: 'mir',
    isMasked: false,
    controls: null,
    runs: null,
    headBytesMax: 1,
    tailBytesMax: 1,
    payloadBytesMin,
    payloadBytesMax,
    frameBytesMax,
    createDecoder: () => new MirDecoder({ hasDigit: isServer, frameBytesMax }),
    payloadFault(bytes, start, stop): PayloadFault | null {
      if (stop - start > payloadBytesMax) return 'payload-too-long';
      if (stop - start < payloadBytesMin) return 'payload-too-short';
      if (!isServer && !isDigit(bytes[start] ?? 0)) return 'payload-holds-delimiter';
      for (let index = isServer ? start : start + 1; index < stop; index++) {
        if (!isCode(bytes[index] ?? 0)) return 'payload-holds-delimiter';
      }
      return null;
    },
    writeHead(target, payloadBytes) {
      assert(payloadBytes <= payloadBytesMax, 'a payload is checked before its head is written');
      target[0] = HASH;
      return 1;
    },
    writeTail(target) {
      target[0] = BANG;
      return 1;
    },
  };
}

class MirDecoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  frameEnd = 0;
  fault: FrameFault | null = null;
  readonly #hasDigit: boolean;
  readonly #frameBytesMax: number;
  /** Bytes of the unfinished frame that were looked at. */
  #scannedBytes = 0;
  /** Bytes since the last frame that belong to none. */
  #noiseBytes = 0;

  constructor(options: { readonly hasDigit: boolean; readonly frameBytesMax: number }) {
    this.#hasDigit = options.hasDigit;
    this.#frameBytesMax = options.frameBytesMax;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    if (start >= end) return ScanResult.needMore;
    const first = bytes[start];
    if (first === HASH) return this.#scanFrame(bytes, start, end);
    if (first !== STAR) return this.#skip(bytes, start, end);
    this.payloadStart = start;
    this.payloadEnd = start + 1;
    this.frameEnd = start + 1;
    return ScanResult.frame;
  }

  #scanFrame(bytes: Uint8Array, start: number, end: number): ScanResult {
    const limit = Math.min(end, start + this.#frameBytesMax);
    for (let index = start + Math.max(1, this.#scannedBytes); index < limit; index++) {
      const byte = bytes[index] ?? 0;
      if (byte === BANG) return this.#found(start, index);
      if (this.#hasDigit && index === start + 1) {
        if (!isDigit(byte)) return this.#malformed('mir-digit-missing');
      } else if (!isCode(byte)) return this.#malformed('mir-code-malformed');
    }
    this.#scannedBytes = limit - start;
    return this.#scannedBytes < this.#frameBytesMax ? ScanResult.needMore : this.#malformed('frame-too-long');
  }

  #found(start: number, bangAt: number): ScanResult {
    const codeBytes = bangAt - start - (this.#hasDigit ? 2 : 1);
    if (codeBytes < HEADER_CODE) return this.#malformed('frame-too-short');
    this.#scannedBytes = 0;
    this.#noiseBytes = 0;
    this.payloadStart = start + 1;
    this.payloadEnd = bangAt;
    this.frameEnd = bangAt + 1;
    return ScanResult.frame;
  }

  #skip(bytes: Uint8Array, start: number, end: number): ScanResult {
    let index = start;
    while (index < end && bytes[index] !== HASH && bytes[index] !== STAR) {
      index++;
      this.#noiseBytes++;
      if (this.#noiseBytes > NOISE_BYTES_MAX) return this.#malformed('mir-noise');
    }
    this.payloadStart = index;
    this.payloadEnd = index;
    this.frameEnd = index;
    return ScanResult.skipped;
  }

  #malformed(fault: FrameFault): ScanResult {
    this.fault = fault;
    return ScanResult.malformed;
  }
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_FIRST && byte <= DIGIT_LAST;
}
