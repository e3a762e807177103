// Codec `substitution`: each byte is rotated left, looked up in a table and masked, then packed. Table and mask belong to one build of server
// and client, so they are the operator's to give; none is built in.
import { assert } from '../../base/index.ts';
import type { MirCodec } from './codec.ts';
import { codeFault, pack, unpack } from './six-bit.ts';

const BYTES = 256;
/** The rotation of all known builds. */
const ROTATE_BITS = 3;

export interface SubstitutionOptions {
  /** What stands for each of the 256 rotated bytes; each value once. */
  readonly table: Uint8Array;
  /** What the looked-up byte is masked with: the exclusive or of all constants of the build. */
  readonly mask: number;
}

/** Whether a table gives each byte once, without which decoding would guess. */
export function isSubstitution(table: Uint8Array): boolean {
  return table.length === BYTES && new Set(table).size === BYTES;
}

export function createSubstitutionCodec({ table, mask }: SubstitutionOptions): MirCodec {
  assert(isSubstitution(table), 'a substitution is a permutation of the 256 bytes');
  const forward = new Uint8Array(BYTES);
  const backward = new Uint8Array(BYTES);
  for (let byte = 0; byte < BYTES; byte++) {
    const rotated = ((byte << ROTATE_BITS) | (byte >> (8 - ROTATE_BITS))) & 0xff;
    const coded = ((table[rotated] ?? 0) ^ mask) & 0xff;
    forward[byte] = coded;
    backward[coded] = byte;
  }
  return {
    name: 'substitution',
    encode: (bytes) => pack(bytes.map((byte) => forward[byte] ?? 0)),
    decode: (code) => {
      return codeFault(code) ?? { kind: 'bytes', bytes: unpack(code).map((byte) => backward[byte] ?? 0) };
    },
  };
}
