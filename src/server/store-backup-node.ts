// Backs up a store into a file and deletes old files: for the command and for the running server.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  archiveNameAt,
  type BackupReport,
  backUp,
  createArchive,
  originOf,
  pruneArchives,
  type Retention,
  type WorkOptions,
} from '../archive/index.ts';
import { type Clock, VERSION } from '../base/index.ts';
import type { Store } from '../store/index.ts';

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
  /** Older archives that were deleted. */
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
  const pruned = isDirectory ? await pruneArchives(destination, retention, { origin, nowMs }) : [];
  return { path, report, pruned };
}

async function isDirectoryPath(path: string): Promise<boolean> {
  if (path.endsWith('/')) return true;
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
