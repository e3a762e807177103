// Archives on disk. An archive is written under a temporary name and renamed when every byte is on the disk. A file with an archive's
// name is therefore a complete archive, whenever the process or the machine ends.
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchiveSink, ArchiveSource } from './archive-file.ts';
import { ArchiveError, attempt } from './text/index.ts';

/** The ending of an unfinished archive. Anybody may delete the file of a dead writer. */
export const PART_SUFFIX = '.part';
/** A writer that has written nothing for so long is dead: each of its waits ends much sooner. */
const PART_MS_MAX = 3_600_000;
/** The file contains password hashes. */
const ARCHIVE_MODE = 0o600;

export function createArchive(path: string, options: { readonly overwrite?: boolean } = {}): Promise<ArchiveSink> {
  const part = `${path}${PART_SUFFIX}`;
  return attempt(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    if (options.overwrite !== true) await refuseExisting(path);
    await removeDeadParts(dirname(path));
    const file = await open(part, 'w', ARCHIVE_MODE);
    let isOpen = true;
    const close = async () => {
      if (isOpen) await file.close();
      isOpen = false;
    };
    return {
      name: path,
      write: (bytes) => attempt(path, async () => void (await file.writeFile(bytes))),
      commit: () =>
        attempt(path, async () => {
          await file.sync();
          await close();
          await rename(part, path);
          await syncDirectory(dirname(path));
        }),
      discard: async () => {
        if (!isOpen) return;
        await close();
        await rm(part, { force: true });
      },
    };
  });
}

export function openArchive(path: string): Promise<ArchiveSource> {
  return attempt(path, async () => {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return {
      name: path,
      bytes: size,
      read: (offset, bytes) =>
        attempt(path, () => readFully(file, { offset, bytes: Math.min(bytes, Math.max(0, size - offset)) })),
      close: () => file.close(),
    };
  });
}

async function readFully(
  file: Awaited<ReturnType<typeof open>>,
  place: { readonly offset: number; readonly bytes: number },
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(place.bytes);
  let filled = 0;
  while (filled < place.bytes) {
    const { bytesRead } = await file.read(buffer, filled, place.bytes - filled, place.offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Deletes what killed writers left in a directory: nobody would ever finish it. */
async function removeDeadParts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.endsWith(`.jga${PART_SUFFIX}`)) continue;
    const path = join(directory, name);
    const status = await stat(path).catch(() => null);
    if (status !== null && Date.now() - status.mtimeMs > PART_MS_MAX) await rm(path, { force: true });
  }
}

async function refuseExisting(path: string): Promise<void> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return;
  await file.close();
  throw new ArchiveError('io-failed', `${path} exists already: name another file, or a directory`);
}

/** Makes the new name as durable as the bytes. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
