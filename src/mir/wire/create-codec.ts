// A codec by its name, as a configuration asks for it.
import type { CodecName } from '../names/index.ts';
import { MirError } from '../names/index.ts';
import type { MirCodec } from './codec.ts';
import { createPlainCodec } from './codec-plain.ts';
import { createSubstitutionCodec, isSubstitution, type SubstitutionOptions } from './codec-substitution.ts';
import { createXorCodec } from './codec-xor.ts';

export interface CodecChoice {
  readonly codec: CodecName;
  /** For `substitution`. */
  readonly substitution?: SubstitutionOptions;
}

/** Throws `MirError` (`codec-incomplete`) for a substitution without a table, or with one that is no permutation. */
export function createMirCodec({ codec, substitution }: CodecChoice): MirCodec {
  switch (codec) {
    case 'plain':
      return createPlainCodec();
    case 'xor':
      return createXorCodec();
    case 'substitution':
      if (substitution !== undefined && isSubstitution(substitution.table))
        return createSubstitutionCodec(substitution);
      throw new MirError(
        'codec-incomplete',
        'The codec `substitution` needs the table of your build: 256 bytes, each value once. Give it, or choose `plain` or `xor`.',
      );
  }
}
