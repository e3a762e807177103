// The header of every message (the default message) and messages as the characters that a frame carries: 16 characters of header, then each
// block of the body, encoded apart.

import { MirError } from '../names/index.ts';
import type { CodeMalformed, MirCodec } from './codec.ts';

export const HEADER_BYTES = 12;
/** Twelve bytes are sixteen characters with no bits to spare. */
export const HEADER_CODE = 16;

export interface MirMessage {
  readonly ident: number;
  /** int32; the other four are uint16. */
  readonly recog?: number;
  readonly param?: number;
  readonly tag?: number;
  readonly series?: number;
}

export interface DecodedMessage {
  readonly kind: 'message';
  readonly message: Required<MirMessage>;
  /** The rest, still encoded: its blocks depend on the message. */
  readonly body: Uint8Array;
}

export type MessageMalformed = CodeMalformed | { readonly kind: 'malformed'; readonly reason: 'header-cut-short' };

/** Header and blocks, as they go between `#` and `!`. Throws `MirError` (`value-out-of-range`). */
export function encodeMessage(codec: MirCodec, message: MirMessage, ...blocks: readonly Uint8Array[]): Uint8Array {
  const parts = [headerBytes(message), ...blocks].map((block) => codec.encode(block));
  return Buffer.concat(parts);
}

export function decodeMessage(codec: MirCodec, code: Uint8Array): DecodedMessage | MessageMalformed {
  if (code.length < HEADER_CODE) return { kind: 'malformed', reason: 'header-cut-short' };
  const header = codec.decode(code.subarray(0, HEADER_CODE));
  if (header.kind === 'malformed') return header;
  const view = new DataView(header.bytes.buffer, header.bytes.byteOffset, HEADER_BYTES);
  const message = {
    recog: view.getInt32(0, true),
    ident: view.getUint16(4, true),
    param: view.getUint16(6, true),
    tag: view.getUint16(8, true),
    series: view.getUint16(10, true),
  };
  return { kind: 'message', message, body: code.subarray(HEADER_CODE) };
}

function headerBytes({ ident, recog = 0, param = 0, tag = 0, series = 0 }: MirMessage): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  if ((recog | 0) !== recog) throw outOfRange('recog', recog, 'int32');
  view.setInt32(0, recog, true);
  for (const [index, [name, value]] of Object.entries({ ident, param, tag, series }).entries()) {
    if ((value & 0xffff) !== value) throw outOfRange(name, value, 'uint16');
    view.setUint16(4 + index * 2, value, true);
  }
  return bytes;
}

function outOfRange(field: string, value: number, type: string): MirError {
  return new MirError('value-out-of-range', `The header's ${field} is ${value}, which does not fit ${type}.`);
}
