// What processes for Legend of Mir have in common: how they are asked, their codec, and the line in the log that tells now and then how they do.
import { type Clock, type Counters, fromHex, type Logger, makeDirectory, messageOf } from '../../base/index.ts';
import { askControl, type Control, type ControlAnswer, listenControl } from '../../server/control/index.ts';
import type { Config, StoreSettings } from '../../server/index.ts';
import { REPORT_MS } from '../gate/index.ts';
import {
  type CodecName,
  createMirCodec,
  type DialectName,
  dialectOf,
  GATE_KINDS,
  type MirCodec,
} from '../wire/index.ts';

/** Each a process on a data directory, and the name of its control socket there. */
export const MIR_PARTS = [...GATE_KINDS, 'loginsrv', 'dbsrv'] as const;
export type MirPart = (typeof MIR_PARTS)[number];

/** What an operator may ask: `status`, `reload`, and what a kind has of its own. */
export interface MirRequest {
  readonly command: string;
  readonly [field: string]: unknown;
}

/** What a command does, by its name. What it throws is told to who asked. */
export type MirCommands = Readonly<Record<string, (request: Readonly<Record<string, unknown>>) => unknown>>;

/** The directory of control sockets: whoever may open one may give orders. */
const DIRECTORY_MODE = 0o700;

/** Null where nothing is kept on disk. Rejects with `ConfigError` when another process of this part has the directory. */
export async function openMirControl(
  { dataDirectory, inMemory }: Pick<Config, 'dataDirectory' | 'inMemory'>,
  { part, log, commands }: { readonly part: MirPart; readonly log: Logger; readonly commands: MirCommands },
): Promise<Control | null> {
  if (inMemory) return null;
  makeDirectory(dataDirectory, { mode: DIRECTORY_MODE });
  const answer = async (request: unknown): Promise<ControlAnswer> => {
    const asked = (request ?? {}) as Readonly<Record<string, unknown>>;
    const name = String(asked['command']);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      return { ok: false, error: `command: ${part} knows ${Object.keys(commands).join(', ')}` };
    }
    try {
      return { ok: true, result: await command(asked) };
    } catch (error) {
      return { ok: false, error: messageOf(error) };
    }
  };
  return await listenControl(dataDirectory, { name: part, log, answer });
}

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

/** Where a part's store lies: LoginSrv and DBSrv may be processes of their own, and one process has one database. */
export function mirStoreSettings(
  { dataDirectory, inMemory, store }: StoreSettings,
  part: Extract<MirPart, 'dbsrv' | 'loginsrv'>,
): StoreSettings {
  return { dataDirectory: `${dataDirectory}/${part}`, inMemory, store };
}
