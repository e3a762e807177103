// Archives on disk. An archive is written under a temporary name and renamed when every byte is on the disk. A file with an archive's
// name is therefore a complete archive, whenever the process or the machine ends.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../base/index.ts';
import { ArchiveError } from './archive-error.ts';
import type { ArchiveSink, ArchiveSource } from './archive-file.ts';

/** The ending of an unfinished archive. Anybody may delete the file of a dead writer. */
export const PART_SUFFIX = '.part';
/** The file contains password hashes. */
const ARCHIVE_MODE = 0o600;

export async function createArchive(
  path: string,
  options: { readonly overwrite?: boolean } = {},
): Promise<ArchiveSink> {
  const part = `${path}${PART_SUFFIX}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (options.overwrite !== true) await refuseExisting(path);
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
  } catch (error) {
    throw asArchiveError(path, error);
  }
}

export async function openArchive(path: string): Promise<ArchiveSource> {
  try {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return {
      name: path,
      bytes: size,
      read: (offset, bytes) =>
        attempt(path, () => readFully(file, { offset, bytes: Math.min(bytes, Math.max(0, size - offset)) })),
      close: () => file.close(),
    };
  } catch (error) {
    throw asArchiveError(path, error);
  }
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

async function attempt<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw asArchiveError(path, error);
  }
}

function asArchiveError(path: string, error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('io-failed', `${path}: ${messageOf(error)}; check the path, its permissions and the disk`, {
    cause: error,
  });
}
