// What processes for Legend of Mir have in common: how they are asked, their codec, and the line in the log that tells now and then how they do.
import { type Clock, type Counters, fromHex, type Logger } from '../base/index.ts';
import {
  type CodecName,
  createMirCodec,
  type DialectName,
  dialectOf,
  GATE_KINDS,
  type MirCodec,
  REPORT_MS,
} from '../mir/index.ts';
import { askControl } from './control-node.ts';

/** Each a process on a data directory, and the name of its control socket there. */
export const MIR_PARTS = [...GATE_KINDS, 'dbsrv'] as const;
export type MirPart = (typeof MIR_PARTS)[number];

export type MirRequest = { readonly command: 'status' | 'reload' };

/** Asks what runs on a data directory. Null when it does not. Throws what it refused as a `ConfigError`. */
export async function askMir(directory: string, part: MirPart, request: MirRequest): Promise<unknown> {
  return await askControl(directory, request, { name: part });
}

export interface SpeechSettings {
  readonly dialect: DialectName;
  readonly codec?: CodecName | undefined;
  readonly substitutionTable?: string | undefined;
  readonly substitutionMask: number;
}

/** Throws `MirError` (`codec-incomplete`). */
export function mirCodecOf({ dialect, codec, substitutionTable, substitutionMask: mask }: SpeechSettings): MirCodec {
  const table = substitutionTable === undefined ? null : fromHex(substitutionTable);
  return createMirCodec({
    codec: codec ?? dialectOf(dialect).codec,
    ...(table === null ? {} : { substitution: { table, mask } }),
  });
}

/** A line with the counters, when one of them has changed. */
export function startMirReport(parts: {
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}): () => void {
  let before = '';
  return parts.clock.every(REPORT_MS, () => {
    const counters = parts.counters.snapshot();
    const now = JSON.stringify(counters);
    if (now !== before) parts.log.info('counters', counters);
    before = now;
  });
}
