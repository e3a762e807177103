// Framing `delimiter`: a payload, then a fixed sequence of bytes that ends it (a NUL, a CR LF, any other). The decoder
// matches with the Knuth-Morris-Pratt algorithm: it reads each byte once, wherever the input is cut and however the
// delimiter repeats itself, so single bytes cost no more than large pieces. A payload that contains the delimiter, or
// would form one with the delimiter that follows it, is rejected on sending.
import { assert } from '../base/index.ts';
import type { FrameDecoder, FrameFault, Framing, PayloadFault } from './framing.ts';
import { ScanResult } from './framing.ts';

/** Longer than any delimiter in use; keeps the head and tail buffers of a connection small. */
const DELIMITER_BYTES_MAX = 16;

export interface DelimiterOptions {
  readonly delimiter: Uint8Array;
  /** The longest frame, its delimiter included. */
  readonly frameBytesMax: number;
  readonly payloadBytesMin?: number;
}

export function createDelimiter({ frameBytesMax, payloadBytesMin = 0, ...options }: DelimiterOptions): Framing {
  const delimiter = options.delimiter.slice();
  assert(delimiter.length >= 1 && delimiter.length <= DELIMITER_BYTES_MAX, 'a delimiter has 1 to 16 bytes');
  const payloadBytesMax = frameBytesMax - delimiter.length;
  assert(payloadBytesMin >= 0 && payloadBytesMin <= payloadBytesMax, 'a frame can hold a payload');
  const matcher = new Matcher(delimiter);
  const framing: Framing = {
    name: 'delimiter',
    isMasked: false,
    controls: null,
    runs: null,
    headBytesMax: 0,
    tailBytesMax: delimiter.length,
    payloadBytesMin,
    payloadBytesMax,
    frameBytesMax,
    createDecoder: () => new DelimiterDecoder(framing, matcher),
    payloadFault(bytes, start, end): PayloadFault | null {
      if (end - start > payloadBytesMax) return 'payload-too-long';
      if (end - start < payloadBytesMin) return 'payload-too-short';
      let matched = 0;
      for (let index = start; index < end; index++) {
        matched = matcher.next(matched, bytes[index] ?? 0);
        if (matched === matcher.length) return 'payload-holds-delimiter';
      }
      // The payload's last bytes and the first of the delimiter may form a delimiter that ends too early.
      for (let index = 0; index < matcher.length - 1; index++) {
        matched = matcher.next(matched, delimiter[index] ?? 0);
        if (matched === matcher.length) return 'payload-holds-delimiter';
      }
      return null;
    },
    writeHead(_target, payloadBytes) {
      assert(payloadBytes <= payloadBytesMax, 'a payload is checked before its head is written');
      return 0;
    },
    writeTail(target) {
      target.set(delimiter);
      return delimiter.length;
    },
  };
  return framing;
}

class DelimiterDecoder implements FrameDecoder {
  payloadStart = 0;
  payloadEnd = 0;
  frameEnd = 0;
  fault: FrameFault | null = null;
  readonly #framing: Framing;
  readonly #matcher: Matcher;
  /** Bytes of the unfinished frame that were already scanned. */
  #scannedBytes = 0;
  /** How many bytes of the delimiter the scanned bytes end with. */
  #matched = 0;

  constructor(framing: Framing, matcher: Matcher) {
    this.#framing = framing;
    this.#matcher = matcher;
  }

  scan(bytes: Uint8Array, start: number, end: number): ScanResult {
    const matcher = this.#matcher;
    const limit = Math.min(end, start + this.#framing.frameBytesMax);
    let matched = this.#matched;
    for (let index = start + this.#scannedBytes; index < limit; index++) {
      matched = matcher.next(matched, bytes[index] ?? 0);
      if (matched === matcher.length) return this.#found(start, index + 1);
    }
    this.#scannedBytes = limit - start;
    this.#matched = matched;
    if (this.#scannedBytes < this.#framing.frameBytesMax) return ScanResult.needMore;
    this.fault = 'frame-too-long';
    return ScanResult.malformed;
  }

  #found(start: number, frameEnd: number): ScanResult {
    this.#scannedBytes = 0;
    this.#matched = 0;
    const payloadEnd = frameEnd - this.#matcher.length;
    if (payloadEnd - start < this.#framing.payloadBytesMin) {
      this.fault = 'frame-too-short';
      return ScanResult.malformed;
    }
    this.payloadStart = start;
    this.payloadEnd = payloadEnd;
    this.frameEnd = frameEnd;
    return ScanResult.frame;
  }
}

/** The automaton of one delimiter. Its state is the number of delimiter bytes that the input ends with. */
class Matcher {
  readonly length: number;
  readonly #delimiter: Uint8Array;
  /** For each state, the next shorter state that matches the same input. */
  readonly #shorter: Uint8Array;

  constructor(delimiter: Uint8Array) {
    this.length = delimiter.length;
    this.#delimiter = delimiter;
    this.#shorter = new Uint8Array(delimiter.length + 1);
    let state = 0;
    for (let index = 1; index < delimiter.length; index++) {
      state = this.next(state, delimiter[index] ?? 0);
      this.#shorter[index + 1] = state;
    }
  }

  /** The state after `byte`. `matched` is below `length`: after a whole delimiter the caller starts from 0. */
  next(matched: number, byte: number): number {
    let state = matched;
    while (state > 0 && this.#delimiter[state] !== byte) state = this.#shorter[state] ?? 0;
    return this.#delimiter[state] === byte ? state + 1 : 0;
  }
}
