// Messages of a WebSocket server that are framed ahead: whole binary messages without masks. What `count` accepts is what the framing
// itself would write, so a run that it accepts can be sent as it is.
import { assert } from '../base/index.ts';
import type { FrameRuns } from './framing.ts';
import {
  FIN,
  HEAD_BYTES_MAX,
  LENGTH7_MAX,
  LENGTH16,
  LENGTH16_MAX,
  LENGTH64,
  messageHeadBytes,
  OPCODE,
  writeMessageHead,
} from './websocket-head.ts';

/** No payload is so long. */
const NO_LENGTH = -1;

export class WebSocketRuns implements FrameRuns {
  readonly #payloadBytesMin: number;
  readonly #payloadBytesMax: number;

  constructor(payloadBytesMin: number, payloadBytesMax: number) {
    this.#payloadBytesMin = payloadBytesMin;
    this.#payloadBytesMax = payloadBytesMax;
  }

  headBytes(payloadBytes: number): number {
    return messageHeadBytes(payloadBytes);
  }

  writeHeadAt(target: Uint8Array, at: number, payloadBytes: number): number {
    assert(payloadBytes <= this.#payloadBytesMax, 'a payload is checked before its head is written');
    return writeMessageHead(target, at, payloadBytes);
  }

  payloadBytes(bytes: Uint8Array, at: number): number {
    return lengthAt(bytes, at, bytes.length);
  }

  count(bytes: Uint8Array, start: number, end: number): number {
    let count = 0;
    let at = start;
    while (at < end) {
      const payloadBytes = lengthAt(bytes, at, end);
      if (payloadBytes < this.#payloadBytesMin || payloadBytes > this.#payloadBytesMax) return -1;
      at += messageHeadBytes(payloadBytes) + payloadBytes;
      count++;
    }
    return at === end ? count : -1;
  }
}

/** The length that the head at `at` states; `NO_LENGTH` when it is cut off, or not what a server writes. */
function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end || bytes[at] !== (FIN | OPCODE.binary)) return NO_LENGTH;
  // The bytes that are read are inside [at, end), so the defaults never apply. A mask makes the length too long.
  const short = bytes[at + 1] ?? 0;
  if (short <= LENGTH7_MAX) return short;
  if (short === LENGTH16 && at + 4 <= end) {
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    return length > LENGTH7_MAX ? length : NO_LENGTH;
  }
  if (short !== LENGTH64 || at + HEAD_BYTES_MAX > end) return NO_LENGTH;
  let length = 0;
  for (let index = at + 2; index < at + HEAD_BYTES_MAX; index++) length = length * 256 + (bytes[index] ?? 0);
  return length > LENGTH16_MAX ? length : NO_LENGTH;
}
