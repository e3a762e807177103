// Backs up a store into a file and deletes old files: for the command and for the running server.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ArchiveReader,
  archiveNameAt,
  type BackupReport,
  backUp,
  checkArchive,
  createArchive,
  openArchive,
  originOf,
  pruneArchives,
  type Retention,
  type WorkOptions,
} from '../../archive/index.ts';
import { type Clock, VERSION } from '../../base/index.ts';
import { rolesReferences } from '../../modules/roles/index.ts';
import { snapshotTables } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';

export interface StoreBackupOptions extends WorkOptions {
  /** A file, or a directory: an existing one, or a path that ends with a slash. In a directory the archive gets its own name. */
  readonly destination: string;
  /** Only for a directory: which older archives of the same store stay. */
  readonly retention: Retention;
  readonly serverIds: readonly number[];
  readonly clock: Clock;
}

export interface StoreBackup {
  readonly path: string;
  readonly report: BackupReport;
  /** Why it cannot be restored as it is; empty for a sound one. It was read again and checked like a restore. */
  readonly problems: readonly string[];
  /** Older archives that were deleted: none when this one is not sound. */
  readonly pruned: readonly string[];
}

export async function backUpStore(store: Store, options: StoreBackupOptions): Promise<StoreBackup> {
  const { destination, retention, serverIds, clock } = options;
  const nowMs = clock.wallMs();
  const isDirectory = await isDirectoryPath(destination);
  const path = isDirectory ? join(destination, archiveNameAt(nowMs)) : destination;
  const origin = originOf(store.location);
  const report = await backUp(store, await createArchive(path), {
    ...options,
    program: VERSION,
    createdMs: nowMs,
    origin,
    serverIds,
  });
  const problems = await problemsOf(path, store, options);
  const pruned =
    isDirectory && problems.length === 0 ? await pruneArchives(destination, retention, { origin, nowMs }) : [];
  return { path, report, problems, pruned };
}

/** An archive is a backup only when it can be restored. */
async function problemsOf(path: string, store: Store, { signal }: WorkOptions): Promise<readonly string[]> {
  const tables = snapshotTables(store.tables);
  const source = await openArchive(path);
  try {
    const options = { tables, references: rolesReferences(tables), ...(signal === undefined ? {} : { signal }) };
    return (await checkArchive(await ArchiveReader.open(source), options)).problems;
  } finally {
    await source.close();
  }
}

async function isDirectoryPath(path: string): Promise<boolean> {
  if (path.endsWith('/')) return true;
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
