// Failures of an archive, or between an archive and a store.
import { CodedError, messageOf } from '../../base/index.ts';

export const ARCHIVE_ERROR_CODES = [
  /** The operator, or the end of the process, interrupted the work. */
  'cancelled',
  /** Bytes have changed since they were written, or the end is missing. */
  'damaged',
  /** The file or directory cannot be read or written. */
  'io-failed',
  /** A newer program wrote the archive. */
  'newer-format',
  /** The file is not an archive. */
  'not-an-archive',
  /** The store has rows already. */
  'not-empty',
  /** A row contradicts its column, its key or another row. */
  'row-invalid',
  /** The tables differ from those of this program. */
  'schema-conflict',
] as const;

export type ArchiveErrorCode = (typeof ARCHIVE_ERROR_CODES)[number];

export class ArchiveError extends CodedError<ArchiveErrorCode> {}

/** Does something with a file; a failure is an `ArchiveError` that names it. */
export async function attempt<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('io-failed', `${path}: ${messageOf(error)}; check the path, its permissions and the disk`, {
      cause: error,
    });
  }
}
