// Framing `mir-link`: what gate and server say to each other, packets from `%` to `$`. Both ends are alike. Whatever lies between two packets is
// skipped: a C++ server ends each with a NUL. The payload is what lies between the signs; what it means is in `server-packet.ts`.
import { assert } from '../base/index.ts';
import { type FrameDecoder, type FrameFault, type Framing, type PayloadFault, ScanResult } from '../wire/index.ts';
import { LINK_PACKET_BYTES_MAX } from './limits.ts';

export const PERCENT = 0x25;
export const DOLLAR = 0x24;

export function createLinkFraming(frameBytesMax: number = LINK_PACKET_BYTES_MAX): Framing {
  return new LinkFraming(frameBytesMax);
}

class LinkFraming implements Framing {
  readonly name = 'mir-link';
  readonly isMasked = false;
  readonly controls = null;
  readonly headBytesMax = 1;
  readonly tailBytesMax = 1;
  readonly payloadBytesMin = 0;
  readonly payloadBytesMax: number;
  readonly frameBytesMax: number;

  constructor(frameBytesMax: number) {
    assert(frameBytesMax > 2, 'a packet has two signs');
    this.frameBytesMax = frameBytesMax;
    this.payloadBytesMax = frameBytesMax - 2;
  }

  createDecoder(): FrameDecoder {
    return new LinkDecoder(this.frameBytesMax);
  }

  payloadFault(bytes: Uint8Array, start: number, end: number): PayloadFault | null {
    if (end - start > this.payloadBytesMax) return 'payload-too-long';
    for (let index = start; index < end; index++) {
      if (bytes[index] === PERCENT || bytes[index] === DOLLAR) return 'payload-holds-delimiter';
    }
    return null;
  }

  writeHead(target: Uint8Array, payloadBytes: number): number {
    assert(payloadBytes <= this.payloadBytesMax, 'a payload is checked before its head is written');
    target[0] = PERCENT;
    return 1;
  }

  writeTail(target: Uint8Array): number {
    target[0] = DOLLAR;
    return 1;
  }
}

class LinkDecoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  frameEnd = 0;
  fault: FrameFault | null = null;
  readonly #frameBytesMax: number;
  /** Bytes of the unfinished packet that were looked at. */
  #scannedBytes = 0;

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    if (start >= end) return ScanResult.needMore;
    if (bytes[start] !== PERCENT) return this.#skip(bytes, start, end);
    const limit = Math.min(end, start + this.#frameBytesMax);
    for (let index = start + Math.max(1, this.#scannedBytes); index < limit; index++) {
      if (bytes[index] !== DOLLAR) continue;
      this.#scannedBytes = 0;
      this.payloadStart = start + 1;
      this.payloadEnd = index;
      this.frameEnd = index + 1;
      return ScanResult.frame;
    }
    this.#scannedBytes = limit - start;
    if (this.#scannedBytes < this.#frameBytesMax) return ScanResult.needMore;
    this.fault = 'frame-too-long';
    return ScanResult.malformed;
  }

  #skip(bytes: Uint8Array, start: number, end: number): ScanResult {
    let index = start;
    while (index < end && bytes[index] !== PERCENT) index++;
    this.payloadStart = index;
    this.payloadEnd = index;
    this.frameEnd = index;
    return ScanResult.skipped;
  }
}
