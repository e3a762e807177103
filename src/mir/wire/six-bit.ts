// Bytes as characters of six bits, from the top bit down: what all codecs share or vary.
import type { CodeMalformed } from './codec.ts';

/** The alphabet: 64 characters from `<` to `{`. */
export const CODE_FIRST = 0x3c;
export const CODE_LAST = 0x7b;
const SIX_BITS = 0x3f;

export function isCode(byte: number): boolean {
  return byte >= CODE_FIRST && byte <= CODE_LAST;
}

/** Characters for so many bytes. */
export function codeLength(byteCount: number): number {
  return Math.ceil((byteCount * 8) / 6);
}

/** Whole bytes in so many characters. */
export function byteLength(codeCount: number): number {
  return Math.floor((codeCount * 6) / 8);
}

/** The first character outside [first, last], or null. */
export function codeFault(code: Uint8Array, last: number = CODE_LAST): CodeMalformed | null {
  const offset = code.findIndex((byte) => byte < CODE_FIRST || byte > last);
  return offset < 0 ? null : { kind: 'malformed', reason: 'character-outside-alphabet', offset };
}

/** Groups of six bits with 0x3C added; the last is filled with zeros on the right. */
export function pack(bytes: Uint8Array): Uint8Array {
  const code = new Uint8Array(codeLength(bytes.length));
  let at = 0;
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0x3fff;
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      code[at++] = ((bits >> bitCount) & SIX_BITS) + CODE_FIRST;
    }
  }
  if (bitCount > 0) code[at] = ((bits << (6 - bitCount)) & SIX_BITS) + CODE_FIRST;
  return code;
}

/** The reverse, of characters from 0x3C on: of one above the alphabet the low six bits count. */
export function unpack(code: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(byteLength(code.length));
  let at = 0;
  let bits = 0;
  let bitCount = 0;
  for (const character of code) {
    bits = ((bits << 6) | ((character - CODE_FIRST) & SIX_BITS)) & 0x3fff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[at++] = (bits >> bitCount) & 0xff;
  }
  return bytes;
}
