// The import of original databases into the stores of LoginSrv and DBSrv, which no server has open meanwhile. A dry run reads those stores beside their
// servers and does the same with copies in memory.
import { type Clock, Counters, type Logger, type Random } from '../../base/index.ts';
import { bodyOf, type StoreSettings } from '../../process/place/index.ts';
import type { Config } from '../../server/settings/index.ts';
import type { StoreAccess } from '../../store/body/index.ts';
import { openStore } from '../../store/front/index.ts';
import { type Store, StoreError, type Table } from '../../store/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import {
  AccountBook,
  type AccountSink,
  accountKey,
  CHARACTERS_TOTAL_MAX,
  type CharacterSink,
  dbTables,
  HUM_RECORD_BYTES,
  ID_RECORD_BYTES,
  ImportFile,
  type ImportOptions,
  type ImportReport,
  importCharacters,
  importDatabases,
  loginSrvTables,
  type UserRecord,
  withImportBytes,
} from '../servers/index.ts';
import { partStoreSettings } from './mir-parts.ts';

export interface MirImportOptions extends Pick<ImportOptions, 'onProgress' | 'signal'> {
  readonly config: Config;
  /** Paths. */
  readonly id?: string | undefined;
  readonly hum?: string | undefined;
  readonly mir?: string | undefined;
  /** Changes nothing. */
  readonly isDry: boolean;
  /** Passwords that are hashed at once: as many as there are processors for it. */
  readonly hashesAtOnce: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** What reading says of a store, or of tables in it, that no server has made yet. */
const NOT_THERE: readonly string[] = ['io-failed', 'schema-older'];

/** Throws `MirServerError` when a file cannot be used, `StoreError` when a store cannot. */
export async function importMir(options: MirImportOptions): Promise<ImportReport> {
  const { id, hum, mir } = options;
  return await withFile(id, ID_RECORD_BYTES, (idFile) =>
    withFile(hum, HUM_RECORD_BYTES, (humFile) =>
      withFile(mir, null, (mirFile) => importFiles(options, { id: idFile, hum: humFile, mir: mirFile })),
    ),
  );
}

async function withFile<Result>(
  path: string | undefined,
  recordBytes: number | null,
  work: (file: ImportFile | null) => Promise<Result>,
): Promise<Result> {
  if (path === undefined) return await work(null);
  return await withImportBytes(path, (bytes) => work(new ImportFile(bytes, recordBytes)));
}

async function importFiles(
  options: MirImportOptions,
  files: Pick<ImportOptions, 'id' | 'hum' | 'mir'>,
): Promise<ImportReport> {
  const { config, isDry, clock, onProgress, signal } = options;
  const { dialect, encoding } = config.mir.dbsrv;
  const opening = { isDry, clock, log: options.log };
  const logins = await openFor(Object.values(loginSrvTables), partStoreSettings(config, 'loginsrv'), opening);
  try {
    const characters = await openFor(Object.values(dbTables), partStoreSettings(config, 'dbsrv'), opening);
    try {
      return await importDatabases({
        ...files,
        family: dialect === 'K98' ? 'K98' : 'PL',
        encoding,
        nowMs: clock.wallMs(),
        accounts: isDry ? drySink(logins) : accountSink(logins, options),
        characters: characterSink(characters),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
    } finally {
      await characters.close();
    }
  } finally {
    await logins.close();
  }
}

interface Opening {
  readonly isDry: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The store itself or, for a dry run, a copy in memory of what it has. */
async function openFor(tables: readonly Table[], settings: StoreSettings, opening: Opening): Promise<Store> {
  if (!opening.isDry) return await openAt(tables, settings, { ...opening, access: 'write' });
  const memory = { ...opening, access: 'write' } as const;
  const copy = await openAt(tables, { dataDirectory: '', inMemory: true, store: undefined }, memory);
  try {
    await copyRows(tables, settings, { copy, opening });
  } catch (error) {
    await copy.close();
    throw error;
  }
  return copy;
}

async function copyRows(
  tables: readonly Table[],
  settings: StoreSettings,
  { copy, opening }: { readonly copy: Store; readonly opening: Opening },
): Promise<void> {
  const from = await openThere(tables, settings, opening);
  if (from === null) return;
  try {
    const snapshot = await from.snapshot();
    for (const table of tables) {
      // None of these tables is static.
      for await (const rows of snapshot.rows(table)) await copy.load(table as Table<'disc'>, rows);
    }
    await snapshot.close();
  } finally {
    await from.close();
  }
}

/** Null where there is none yet. */
async function openThere(tables: readonly Table[], settings: StoreSettings, opening: Opening): Promise<Store | null> {
  try {
    return await openAt(tables, settings, { ...opening, access: 'read' });
  } catch (error) {
    if (!(error instanceof StoreError && NOT_THERE.includes(error.code))) throw error;
    opening.log.warn(`taken for empty: ${error.message}`);
    return null;
  }
}

function openAt(
  tables: readonly Table[],
  settings: StoreSettings,
  { access, clock, log }: Omit<Opening, 'isDry'> & { readonly access: StoreAccess },
): Promise<Store> {
  const body = settings.inMemory ? sqliteBody({ at: 'memory' }) : bodyOf(settings, 'caller');
  return openStore({ body, access, tables, serverIds: [], clock, log, counters: new Counters() });
}

function accountSink(store: Store, { clock, random, log, hashesAtOnce }: MirImportOptions): AccountSink {
  const book = new AccountBook({ store, clock, random, log, hashesAtOnce });
  // One more, so that the pool has work while an account is written.
  return {
    atOnce: hashesAtOnce + 1,
    has: async (account) => (await book.find(account)) !== null,
    add: (user) => book.add(user),
  };
}

/** Hashes nothing, and only looks. */
function drySink(store: Store): AccountSink {
  const has = async (account: string) => (await store.table(loginSrvTables.mirAccount).get(account)) !== null;
  return { atOnce: 1, has, add: async (user: UserRecord) => !(await has(accountKey(user.account))) };
}

/** As many as an account may have at all: what a player had is not lost for a limit that is lower today. */
function characterSink(store: Store): CharacterSink {
  return { add: (given) => store.run(importCharacters, { ...given, liveMax: CHARACTERS_TOTAL_MAX }) };
}
