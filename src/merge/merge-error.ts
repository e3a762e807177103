// What stands in the way of merging two stores.
import { CodedError } from '../base/index.ts';

export const MERGE_ERROR_CODES = [
  /** Cut short as asked: run again to go on. */
  'cancelled',
  /** Both stores have a row of one key that differs, and no rule says which stays. */
  'clash',
  /** A merge of another source, or by other rules, into this store is not finished. */
  'other-merge',
  /** Both stores have roles of one server id. */
  'same-server',
] as const;

export type MergeErrorCode = (typeof MERGE_ERROR_CODES)[number];

export class MergeError extends CodedError<MergeErrorCode> {
  override readonly name = 'MergeError';
}
