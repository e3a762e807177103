// Codec `xor`: bytes are masked, and three of them become four characters of which the last gathers what the first three had no room for.
//
//   character of byte 1, 2:  bits 7 6 5 4 1 0      of byte 3:  bits 5 4 3 2 1 0
//   fourth character:        bits 7 6 of byte 3, bits 3 2 of byte 1, bits 3 2 of byte 2
//
// A group of one or two bytes ends with what was gathered so far.
import type { MirCodec } from './codec.ts';
import { byteLength, CODE_FIRST, codeFault, codeLength } from './six-bit.ts';

/** Of all known builds. */
const MASK = 0xac;
const GROUP_BYTES = 3;
const GROUP_CODE = 4;

export function createXorCodec(): MirCodec {
  return {
    name: 'xor',
    encode: encodeXor,
    decode: (code) => codeFault(code) ?? { kind: 'bytes', bytes: decodeXor(code) },
  };
}

function encodeXor(bytes: Uint8Array): Uint8Array {
  const code = new Uint8Array(codeLength(bytes.length));
  let at = 0;
  for (let start = 0; start < bytes.length; start += GROUP_BYTES) {
    const count = Math.min(GROUP_BYTES, bytes.length - start);
    let gathered = 0;
    for (let index = 0; index < count; index++) {
      const byte = (bytes[start + index] ?? 0) ^ MASK;
      const isThird = index === GROUP_BYTES - 1;
      code[at++] = CODE_FIRST + (isThird ? byte & 0x3f : ((byte >> 2) & 0x3c) | (byte & 3));
      gathered = isThird ? gathered | ((byte >> 2) & 0x30) : (gathered << 2) | ((byte >> 2) & 3);
    }
    code[at++] = CODE_FIRST + gathered;
  }
  return code;
}

function decodeXor(code: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(byteLength(code.length));
  let at = 0;
  for (let start = 0; start < code.length; start += GROUP_CODE) {
    const count = Math.min(GROUP_CODE, code.length - start) - 1;
    const gathered = (code[start + count] ?? CODE_FIRST) - CODE_FIRST;
    for (let index = 0; index < count; index++) {
      const bits = (code[start + index] ?? CODE_FIRST) - CODE_FIRST;
      const isThird = index === GROUP_BYTES - 1;
      // Of a whole group the first byte's bits lie above the second's; of a short one the last byte's lie lowest.
      const shift = 2 * (Math.min(count, 2) - 1 - index);
      const byte = isThird
        ? bits | ((gathered & 0x30) << 2)
        : ((bits & 0x3c) << 2) | (bits & 3) | (((gathered >> shift) & 3) << 2);
      bytes[at++] = byte ^ MASK;
    }
  }
  return bytes;
}
