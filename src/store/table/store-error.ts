// What can go wrong between the store and the world. Callers branch on `code`; people read the message, which names the
// file, table or column and says what to do. Our own mistakes are assertions, not these.
import { CodedError } from '../../base/index.ts';

export const STORE_ERROR_CODES = [
  /** Too many requests wait already: try again later. */
  'busy',
  /** The changes of one role between two awaits are more than one record of the journal holds. */
  'change-too-large',
  /** The database does not let this user in, or not do this. */
  'denied',
  /** The store was closed, or its thread died; the message says which. */
  'closed',
  /** The file is not a database or is damaged. */
  'corrupt',
  /** No room on the disk (or in the file's configured size): nothing of the group was kept. */
  'disk-full',
  /** Another holder has taken the role's lease: the database refused the changes of the one before. */
  'fenced',
  /** The disk or the operating system refused; nothing of the group was kept. */
  'io-failed',
  /** The disk did not confirm what the journal wrote: nothing can be acknowledged any more. */
  'journal-failed',
  /** The journal has reached its limit, because the database does not take what is written behind. */
  'journal-full',
  /** Another process has the file or the journal open. */
  'locked',
  /** A migration step threw; the database is as before. */
  'migration-failed',
  /** Arguments or result of a procedure cannot be passed between threads. */
  'not-cloneable',
  /** The database was lost while it committed: whether this was kept is not known. Look before doing it again. */
  'outcome-unknown',
  /** A procedure waited for something other than its transaction. */
  'procedure-awaited',
  /** A procedure threw; all it did is undone. */
  'procedure-failed',
  /** The procedure's module cannot be loaded or does not export it. */
  'procedure-missing',
  /** A query that the database refused. */
  'query-failed',
  /** Another process plays the role and has not let go of it in time. */
  'role-held',
  /** The role is live: its live tables change through who plays it. */
  'role-live',
  /** A live role was used after it had left, or before it was open. */
  'role-not-live',
  /** The store was opened for reading. */
  'read-only',
  /** A server has issued all its role ids. */
  'role-ids-exhausted',
  /** The tables of the database differ from their declarations, and the store was opened for reading: migrate it first. */
  'schema-older',
  /** A value that its column does not accept. */
  'row-invalid',
  /** The declaration contradicts what the database holds. */
  'schema-conflict',
  /** The database or the journal was written by a newer program. */
  'schema-newer',
  /** A file of designer data that its declaration does not accept. */
  'static-invalid',
  /** The database took longer than its limit: nothing of this was kept. */
  'timed-out',
  /** More rows than one answer may hold: ask for a page. */
  'too-many-rows',
  /** A restore or merge into this store was not finished. */
  'unfinished',
  /** The database cannot be reached, and nothing of this was kept: try again later. */
  'unavailable',
  /** The key or a unique index has such a row already. */
  'unique-violation',
] as const;

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

export interface StoreErrorContext {
  readonly cause?: unknown;
  readonly table?: string;
  readonly columns?: readonly string[];
}

export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';
  /** The table concerned, by its declared name. */
  readonly table: string | null;
  /** The columns concerned, by their declared names: which unique index a `unique-violation` broke. */
  readonly columns: readonly string[];

  constructor(code: StoreErrorCode, message: string, context: StoreErrorContext = {}) {
    super(code, message, 'cause' in context ? { cause: context.cause } : undefined);
    this.table = context.table ?? null;
    this.columns = context.columns ?? [];
  }
}
