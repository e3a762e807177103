// The bytes of a file of this machine, read where they are asked for: databases of originals have hundreds of megabytes.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { messageOf } from '../../base/index.ts';
import type { ImportBytes } from './import-file.ts';
import { MirServerError } from './mir-server-error.ts';

/** Runs `work` with the file's bytes, and closes it. */
export async function withImportBytes<Result>(
  path: string,
  work: (bytes: ImportBytes) => Promise<Result>,
): Promise<Result> {
  const file = failing(path, () => openSync(path, 'r'));
  try {
    const length = failing(path, () => fstatSync(file).size);
    return await work({
      path,
      length,
      read: (at, count) => {
        const bytes = Buffer.alloc(count);
        const got = failing(path, () => readSync(file, bytes, 0, count, at));
        if (got === count) return bytes;
        throw new MirServerError(
          'import-unreadable',
          `${path} became shorter while it was read: stop its server first.`,
        );
      },
    });
  } finally {
    closeSync(file);
  }
}

function failing<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const what = `${path} cannot be read: ${messageOf(error)}`;
    throw new MirServerError('import-unreadable', `${what}. Name the original server's file.`, { cause: error });
  }
}
