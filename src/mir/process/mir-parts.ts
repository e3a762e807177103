// What the processes for Legend of Mir share: their names, their stores, their commands and reports, and their codec.
import { fromHex, makeDirectory } from '../../base/index.ts';
import { type Commands, openCommands, openProcessStore, type Runtime } from '../../process/index.ts';
import type { StoreSettings } from '../../process/place/index.ts';
import type { Store, Table } from '../../store/index.ts';
import { REPORT_MS } from '../gate/index.ts';
import type { CodecName, DialectName } from '../names/index.ts';
import { createMirCodec, dialectOf, GATE_KINDS, type MirCodec } from '../wire/index.ts';

/** Each is a process on a data directory, and the name of its control socket there. */
export const MIR_PARTS = [...GATE_KINDS, 'loginsrv', 'dbsrv'] as const;
export type MirPart = (typeof MIR_PARTS)[number];

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

/** The directory of control sockets and databases: a program that can open them can give orders and read everything. */
const DIRECTORY_MODE = 0o700;

/** Where a part's store lies: LoginSrv and DBSrv may be processes of their own, and one process has one database. */
export function partStoreSettings(
  { dataDirectory, inMemory, store }: StoreSettings,
  part: Extract<MirPart, 'dbsrv' | 'loginsrv'>,
): StoreSettings {
  return { dataDirectory: `${dataDirectory}/${part}`, inMemory, store };
}

/** Opens a part's store. */
export async function openPartStore(
  runtime: Runtime,
  config: StoreSettings,
  {
    part,
    tables,
  }: { readonly part: Extract<MirPart, 'dbsrv' | 'loginsrv'>; readonly tables: Readonly<Record<string, Table>> },
): Promise<Store> {
  if (!config.inMemory) makeDirectory(config.dataDirectory, { mode: DIRECTORY_MODE });
  return await openProcessStore(runtime, partStoreSettings(config, part), tables);
}

/** The last step of a part's start: it takes commands, and logs its counters now and then when one of them has changed. */
export async function openPart(
  runtime: Runtime,
  config: StoreSettings,
  { part, commands }: { readonly part: MirPart; readonly commands: Commands },
): Promise<void> {
  const { clock, log, counters, opened } = runtime;
  let before = '';
  const cancel = clock.every(REPORT_MS, () => {
    const snapshot = counters.snapshot();
    const now = JSON.stringify(snapshot);
    if (now !== before) log.info('counters', snapshot);
    before = now;
  });
  opened.defer(cancel);
  await openCommands(runtime, config, { name: part, commands });
}
