// A directory of archives: its content, the name of a new archive, and the deletion of old ones.
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { messageOf } from '../base/index.ts';
import { openArchive, PART_SUFFIX } from './archive-file-node.ts';
import { ArchiveReader } from './archive-reader.ts';
import { ARCHIVES_MAX } from './limits.ts';
import { archivesToPrune, type FoundArchive, type Retention } from './retention.ts';
import { ArchiveError } from './text/index.ts';

export const ARCHIVE_SUFFIX = '.jga';
/** The age at which the file of an unfinished archive is certainly abandoned. */
const ABANDONED_MS = 24 * 3_600_000;

/** The identity of a store by its location, also from another machine. */
export function originOf(location: string): string {
  return location.includes('://') ? location : `${hostname()}:${resolve(location)}`;
}

/** `jadegate-20261121-101500-123.jga`, in universal time. Two archives of one second get different names. */
export function archiveNameAt(wallMs: number): string {
  const [date = '', time = ''] = new Date(wallMs).toISOString().split('T');
  return `jadegate-${date.replaceAll('-', '')}-${time.slice(0, 12).replaceAll(':', '').replace('.', '-')}${ARCHIVE_SUFFIX}`;
}

/** Deletes archives that `retention` does not keep, and files of dead writers; returns the paths. */
export async function pruneArchives(
  directory: string,
  retention: Retention,
  at: { readonly origin: string; readonly nowMs: number },
): Promise<readonly string[]> {
  try {
    const names = await namesIn(directory);
    const pruned = [
      ...archivesToPrune(await findArchives(directory, names), retention, at),
      ...(await abandonedParts(directory, names, at)),
    ];
    for (const path of pruned) await rm(path);
    return pruned;
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const message = `${directory}: old archives cannot be deleted (${messageOf(error)}); the new one is complete`;
    throw new ArchiveError('io-failed', message, { cause: error });
  }
}

/** The latest archive of a store in a directory; the directory may be missing. */
export async function latestArchive(directory: string, origin: string): Promise<FoundArchive | null> {
  const names = await namesIn(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const own = (await findArchives(directory, names)).filter((archive) => archive.origin === origin);
  return own.toSorted((left, right) => right.createdMs - left.createdMs)[0] ?? null;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => name.includes(ARCHIVE_SUFFIX));
  if (names.length <= ARCHIVES_MAX) return names;
  throw new ArchiveError('io-failed', `${directory} holds more than ${ARCHIVES_MAX} archives: name another directory`);
}

/** A file that is not a readable archive is left out, and so never deleted. */
async function findArchives(directory: string, names: readonly string[]): Promise<readonly FoundArchive[]> {
  const found: FoundArchive[] = [];
  for (const name of names) {
    if (!name.endsWith(ARCHIVE_SUFFIX)) continue;
    const path = join(directory, name);
    const header = await headerOf(path);
    if (header !== null) found.push({ path, origin: header.origin, createdMs: header.createdMs });
  }
  return found;
}

async function headerOf(path: string): Promise<ArchiveReader['header'] | null> {
  let source: Awaited<ReturnType<typeof openArchive>> | null = null;
  try {
    source = await openArchive(path);
    return (await ArchiveReader.open(source)).header;
  } catch (error) {
    if (error instanceof ArchiveError) return null;
    throw error;
  } finally {
    await source?.close();
  }
}

async function abandonedParts(
  directory: string,
  names: readonly string[],
  at: { readonly origin: string; readonly nowMs: number },
): Promise<readonly string[]> {
  const abandoned: string[] = [];
  for (const name of names) {
    if (!name.endsWith(`${ARCHIVE_SUFFIX}${PART_SUFFIX}`)) continue;
    const path = join(directory, name);
    const { mtimeMs } = await stat(path);
    const isOwn = (await headerOf(path))?.origin === at.origin;
    if (isOwn && mtimeMs < at.nowMs - ABANDONED_MS) abandoned.push(path);
  }
  return abandoned;
}
