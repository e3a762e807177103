// Packets between two signs that occur nowhere inside, such as `%…$`; the payload is what lies between the signs. Both ends are alike. Bytes between two packets
// are skipped. A packet that is too long does not end the connection, which many players share: its payload is delivered cut, one byte longer than the longest
// that is accepted, so that its reader knows it; the rest is skipped. A packet that does not end within `SKIPPED_PACKETS` times the longest is a fault.
import { assert } from '../../base/index.ts';
import { type FrameDecoder, type FrameFault, type Framing, type PayloadFault, ScanResult } from '../../wire/index.ts';
import { SKIPPED_PACKETS } from './limits.ts';

export interface EnclosedOptions {
  readonly name: Framing['name'];
  /** One character each, and not the same. */
  readonly first: string;
  readonly last: string;
  /** The longest packet, its signs included. */
  readonly frameBytesMax: number;
}

export function createEnclosedFraming({ name, first, last, frameBytesMax }: EnclosedOptions): Framing {
  assert(frameBytesMax > 2, 'a packet has two signs');
  const signs: Signs = { first: first.charCodeAt(0), last: last.charCodeAt(0), frameBytesMax };
  const payloadBytesMax = frameBytesMax - 2;
  return {
    name,
    isMasked: false,
    controls: null,
    runs: null,
    headBytesMax: 1,
    tailBytesMax: 1,
    payloadBytesMin: 0,
    payloadBytesMax,
    frameBytesMax,
    createDecoder: () => new EnclosedDecoder(signs),
    payloadFault(bytes, start, end): PayloadFault | null {
      if (end - start > payloadBytesMax) return 'payload-too-long';
      for (let index = start; index < end; index++) {
        if (bytes[index] === signs.first || bytes[index] === signs.last) return 'payload-holds-delimiter';
      }
      return null;
    },
    writeHead(target, payloadBytes) {
      assert(payloadBytes <= payloadBytesMax, 'a payload is checked before its head is written');
      target[0] = signs.first;
      return 1;
    },
    writeTail(target) {
      target[0] = signs.last;
      return 1;
    },
  };
}

interface Signs {
  readonly first: number;
  readonly last: number;
  readonly frameBytesMax: number;
}

class EnclosedDecoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  frameEnd = 0;
  fault: FrameFault | null = null;
  readonly #first: number;
  readonly #last: number;
  readonly #frameBytesMax: number;
  /** Bytes of the unfinished packet that were scanned. */
  #scannedBytes = 0;
  /** Bytes so far of a packet that is too long, and 0 otherwise. */
  #skippedBytes = 0;

  constructor({ first, last, frameBytesMax }: Signs) {
    this.#first = first;
    this.#last = last;
    this.#frameBytesMax = frameBytesMax;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    if (start >= end) return ScanResult.needMore;
    if (this.#skippedBytes > 0) return this.#skipRest(bytes, start, end);
    if (bytes[start] !== this.#first) return this.#skip(bytes, start, end);
    const limit = Math.min(end, start + this.#frameBytesMax);
    const lastAt = this.#lastAt(bytes, start + Math.max(1, this.#scannedBytes), limit);
    this.#scannedBytes = limit - start;
    if (lastAt === limit && this.#scannedBytes < this.#frameBytesMax) return ScanResult.needMore;
    this.#scannedBytes = 0;
    this.payloadStart = start + 1;
    this.payloadEnd = lastAt;
    this.frameEnd = Math.min(lastAt + 1, limit);
    if (lastAt === limit) this.#skippedBytes = this.#frameBytesMax;
    return ScanResult.frame;
  }

  #skipRest(bytes: Uint8Array, start: number, end: number): ScanResult {
    const lastAt = this.#lastAt(bytes, start, end);
    this.#skippedBytes += lastAt - start;
    if (this.#skippedBytes > this.#frameBytesMax * SKIPPED_PACKETS) {
      this.fault = 'frame-too-long';
      return ScanResult.malformed;
    }
    if (lastAt < end) this.#skippedBytes = 0;
    return this.#skipped(Math.min(lastAt + 1, end));
  }

  #skipped(end: number): ScanResult {
    this.payloadStart = end;
    this.payloadEnd = end;
    this.frameEnd = end;
    return ScanResult.skipped;
  }

  /** To the next packet. */
  #skip(bytes: Uint8Array, start: number, end: number): ScanResult {
    let index = start;
    while (index < end && bytes[index] !== this.#first) index++;
    return this.#skipped(index);
  }

  /** Where the sign that ends a packet is, or `end`. */
  #lastAt(bytes: Uint8Array, start: number, end: number): number {
    let index = start;
    while (index < end && bytes[index] !== this.#last) index++;
    return index;
  }
}
