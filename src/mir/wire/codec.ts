// How bytes become the printable characters that travel in frames of Legend of Mir: six bits a character, from `<` (0x3C) to `{`
// (0x7B), so that the signs of frames and packets (`# ! % $ / *` and digits) never occur inside. Families of servers differ in what
// they do to the bytes before; lengths and alphabet are the same for all.
// Invariant: decoding is pure, looks at the given bytes only, and answers what is no code with a reason; it never throws.
import type { CodecName } from '../names/index.ts';

/** Why characters are no code. */
export type CodeFault = 'character-outside-alphabet';

export interface CodeMalformed {
  readonly kind: 'malformed';
  readonly reason: CodeFault;
  /** Of the first character that is wrong. */
  readonly offset: number;
}

export type Decoded = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | CodeMalformed;

export interface MirCodec {
  readonly name: CodecName;
  /** `codeLength` characters for the bytes of one block. Blocks that are encoded apart are decoded apart. */
  encode(bytes: Uint8Array): Uint8Array;
  /** `byteLength` bytes. What the last character holds beyond a whole byte is dropped, so that one character alone is nothing. */
  decode(code: Uint8Array): Decoded;
}
