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

export function createEnclosedFraming(options: EnclosedOptions): Framing {
  return new EnclosedFraming(options);
}

class EnclosedFraming implements Framing {
  readonly name: Framing['name'];
  readonly isMasked = false;
  readonly controls = null;
  readonly headBytesMax = 1;
  readonly tailBytesMax = 1;
  readonly payloadBytesMin = 0;
  readonly payloadBytesMax: number;
  readonly frameBytesMax: number;
  readonly #first: number;
  readonly #last: number;

  constructor({ name, first, last, frameBytesMax }: EnclosedOptions) {
    assert(frameBytesMax > 2, 'a packet has two signs');
    this.name = name;
    this.#first = first.charCodeAt(0);
    this.#last = last.charCodeAt(0);
    this.frameBytesMax = frameBytesMax;
    this.payloadBytesMax = frameBytesMax - 2;
  }

  createDecoder(): FrameDecoder {
    return new EnclosedDecoder({ first: this.#first, last: this.#last, frameBytesMax: this.frameBytesMax });
  }

  payloadFault(bytes: Uint8Array, start: number, end: number): PayloadFault | null {
    if (end - start > this.payloadBytesMax) return 'payload-too-long';
    for (let index = start; index < end; index++) {
      if (bytes[index] === this.#first || bytes[index] === this.#last) return 'payload-holds-delimiter';
    }
    return null;
  }

  writeHead(target: Uint8Array, payloadBytes: number): number {
    assert(payloadBytes <= this.payloadBytesMax, 'a payload is checked before its head is written');
    target[0] = this.#first;
    return 1;
  }

  writeTail(target: Uint8Array): number {
    target[0] = this.#last;
    return 1;
  }
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

  constructor(options: { readonly first: number; readonly last: number; readonly frameBytesMax: number }) {
    this.#first = options.first;
    this.#last = options.last;
    this.#frameBytesMax = options.frameBytesMax;
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
