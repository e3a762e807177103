// What an import did: for each file how many records it had, what became of them, and which were skipped and why.
import { IMPORT_SKIPS_MAX } from './limits.ts';

export const SKIP_REASONS = {
  'place-free': 'deleted for good in the original database',
  malformed: 'not readable: a length is beyond its field, or name or password are no text',
  'name-invalid': 'a name that no message can carry',
  'password-empty': 'no password: nobody could sign in, or everybody could',
  'account-missing': 'its account is neither in Id.DB nor here',
  duplicate: 'the same name as a record before it',
  'name-taken': 'another character here has that name',
  'account-full': 'its account has as many characters as it may',
} as const;
export type SkipReason = keyof typeof SKIP_REASONS;

export interface Skipped {
  /** Of the record in its file, from 1. */
  readonly record: number;
  /** As far as it can be read. */
  readonly name: string;
  readonly why: SkipReason;
}

export class FileReport {
  records = 0;
  imported = 0;
  /** Were brought in before, or made here. */
  present = 0;
  readonly skippedCounts: Partial<Record<SkipReason, number>> = {};
  /** The first of them. */
  readonly skipped: Skipped[] = [];

  skip(skipped: Skipped): void {
    this.skippedCounts[skipped.why] = (this.skippedCounts[skipped.why] ?? 0) + 1;
    if (this.skipped.length < IMPORT_SKIPS_MAX) this.skipped.push(skipped);
  }

  get malformed(): number {
    return this.skippedCounts.malformed ?? 0;
  }
}
