// Reasons why two stores cannot be merged.
import { CodedError } from '../base/index.ts';

export const MERGE_ERROR_CODES = [
  /** Interrupted on request: run it again to continue. */
  'cancelled',
  /** The stores have different rows with the same key, and no rule chooses one. */
  'clash',
  /** A merge from another source, or with other rules, into this store is not finished. */
  'other-merge',
  /** A table of both stores has other columns or another key in one of them. */
  'other-tables',
  /** Both stores have roles of one server id. */
  'same-server',
] as const;

export type MergeErrorCode = (typeof MERGE_ERROR_CODES)[number];

export class MergeError extends CodedError<MergeErrorCode> {}
