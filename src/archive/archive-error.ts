// What can be wrong with an archive, or stand between it and a store.
import { CodedError } from '../base/index.ts';

export const ARCHIVE_ERROR_CODES = [
  /** The operator, or the process's end, cut the work short. */
  'cancelled',
  /** Bytes are not as they were written, or the end is missing. */
  'damaged',
  /** The file or directory cannot be read or written. */
  'io-failed',
  /** A newer program wrote it. */
  'newer-format',
  /** It is no archive. */
  'not-an-archive',
  /** The store has rows already. */
  'not-empty',
  /** A row that its column, key or another row contradicts. */
  'row-invalid',
  /** Its tables are not those of this program. */
  'schema-conflict',
] as const;

export type ArchiveErrorCode = (typeof ARCHIVE_ERROR_CODES)[number];

export class ArchiveError extends CodedError<ArchiveErrorCode> {
  override readonly name = 'ArchiveError';
}
