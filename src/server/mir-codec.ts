// The codec that a gate's or server's settings ask for.
import { fromHex } from '../base/index.ts';
import { type CodecName, createMirCodec, type DialectName, dialectOf, type MirCodec } from '../mir/index.ts';

interface SpeechSettings {
  readonly dialect: DialectName;
  readonly codec?: CodecName | undefined;
  readonly substitutionTable?: string | undefined;
  readonly substitutionMask: number;
}

/** Throws `MirError` for a substitution without its table. */
export function codecOf({ dialect, codec, substitutionTable, substitutionMask: mask }: SpeechSettings): MirCodec {
  const table = substitutionTable === undefined ? null : fromHex(substitutionTable);
  return createMirCodec({
    codec: codec ?? dialectOf(dialect).codec,
    ...(table === null ? {} : { substitution: { table, mask } }),
  });
}
