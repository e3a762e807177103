// Framing `length16`: a big-endian u16 with the length of the payload (itself not counted), then the payload. The
// framing of the classic clients. The head alone says where the frame ends, so the decoder keeps no state between two
// scans.
import { assert } from '../base/index.ts';
import type { FrameDecoder, FrameFault, FrameRuns, Framing, PayloadFault } from './framing.ts';
import { ScanResult } from './framing.ts';

/** The largest value of a u16. */
const LENGTH16_MAX = 0xffff;
const HEAD_BYTES = 2;
/** A packet starts with a u16 message id, so a shorter payload is never a packet. */
const PAYLOAD_BYTES_MIN = 2;

export interface Length16Options {
  readonly payloadBytesMin?: number;
  readonly payloadBytesMax?: number;
}

export function createLength16(options: Length16Options = {}): Framing {
  return new Length16(options.payloadBytesMin ?? PAYLOAD_BYTES_MIN, options.payloadBytesMax ?? LENGTH16_MAX);
}

class Length16 implements Framing, FrameRuns {
  readonly name = 'length16';
  readonly isMasked = false;
  readonly controls = null;
  readonly runs = this;
  readonly headBytesMax = HEAD_BYTES;
  readonly tailBytesMax = 0;
  readonly payloadBytesMin: number;
  readonly payloadBytesMax: number;
  readonly frameBytesMax: number;
  /** One for all connections. */
  readonly #decoder: FrameDecoder;

  constructor(payloadBytesMin: number, payloadBytesMax: number) {
    assert(payloadBytesMin >= 0 && payloadBytesMin <= payloadBytesMax, 'the shortest payload is not above the longest');
    assert(payloadBytesMax <= LENGTH16_MAX, 'a u16 can count the longest payload');
    this.payloadBytesMin = payloadBytesMin;
    this.payloadBytesMax = payloadBytesMax;
    this.frameBytesMax = HEAD_BYTES + payloadBytesMax;
    this.#decoder = new Length16Decoder(this);
  }

  createDecoder(): FrameDecoder {
    return this.#decoder;
  }

  payloadFault(_bytes: Uint8Array, start: number, end: number): PayloadFault | null {
    if (end - start > this.payloadBytesMax) return 'payload-too-long';
    if (end - start < this.payloadBytesMin) return 'payload-too-short';
    return null;
  }

  writeHead(target: Uint8Array, payloadBytes: number): number {
    assert(payloadBytes <= this.payloadBytesMax, 'a payload is checked before its head is written');
    target[0] = payloadBytes >> 8;
    target[1] = payloadBytes & 0xff;
    return HEAD_BYTES;
  }

  headBytes(_payloadBytes: number): number {
    return HEAD_BYTES;
  }

  writeHeadAt(target: Uint8Array, at: number, payloadBytes: number): number {
    assert(payloadBytes <= this.payloadBytesMax, 'a payload is checked before its head is written');
    target[at] = payloadBytes >> 8;
    target[at + 1] = payloadBytes & 0xff;
    return at + HEAD_BYTES;
  }

  payloadBytes(bytes: Uint8Array, at: number): number {
    // Whole frames are counted first, so the defaults never apply.
    return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  }

  count(bytes: Uint8Array, start: number, end: number): number {
    let count = 0;
    let at = start;
    while (at + HEAD_BYTES <= end) {
      // Both bytes are inside [start, end), so the defaults never apply.
      const payloadBytes = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      if (payloadBytes < this.payloadBytesMin || payloadBytes > this.payloadBytesMax) return -1;
      at += HEAD_BYTES + payloadBytes;
      count++;
    }
    return at === end ? count : -1;
  }

  writeTail(_target: Uint8Array): number {
    return 0;
  }
}

class Length16Decoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  fault: FrameFault | null = null;
  readonly #payloadBytesMin: number;
  readonly #payloadBytesMax: number;

  constructor(framing: Framing) {
    this.#payloadBytesMin = framing.payloadBytesMin;
    this.#payloadBytesMax = framing.payloadBytesMax;
  }

  get frameEnd(): number {
    return this.payloadEnd;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    if (end - start < HEAD_BYTES) return ScanResult.needMore;
    // Both bytes are inside [start, end), so the defaults never apply; they only satisfy the type checker.
    const payloadBytes = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    if (payloadBytes < this.#payloadBytesMin || payloadBytes > this.#payloadBytesMax) {
      this.fault = payloadBytes < this.#payloadBytesMin ? 'frame-too-short' : 'frame-too-long';
      return ScanResult.malformed;
    }
    const payloadStart = start + HEAD_BYTES;
    if (payloadStart + payloadBytes > end) return ScanResult.needMore;
    this.payloadStart = payloadStart;
    this.payloadEnd = payloadStart + payloadBytes;
    return ScanResult.frame;
  }
}
