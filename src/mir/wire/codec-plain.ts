// Codec `plain`: the bytes as they are, packed. What most servers and clients speak.
import type { MirCodec } from './codec.ts';
import { CODE_LAST, codeFault, pack, unpack } from './six-bit.ts';

export interface PlainOptions {
  /** Takes characters above the alphabet for those 64 below, as the original decoders do; refused when left out. */
  readonly isAliasTaken?: boolean;
}

const BYTE_MAX = 0xff;

export function createPlainCodec({ isAliasTaken = false }: PlainOptions = {}): MirCodec {
  const last = isAliasTaken ? BYTE_MAX : CODE_LAST;
  return {
    name: 'plain',
    encode: pack,
    decode: (code) => codeFault(code, last) ?? { kind: 'bytes', bytes: unpack(code) },
  };
}
