// Failures between the store and the world. Callers branch on `code`; people read the message, which names the file, table or
// column and says what to do. Our own bugs are assertions instead.
import { CodedError } from '../../base/index.ts';

export const STORE_ERROR_CODES = [
  /** The actor is awake: only its own turns read and change its rows. */
  'actor-live',
  /** Too many requests wait already: try again later. */
  'busy',
  /** A call does not fit the table's declaration: its key, its columns, or the index that a list needs. */
  'call-invalid',
  /** The changes of one commit exceed one journal record. */
  'change-too-large',
  /** The database refuses this user, or this user's action. */
  'denied',
  /** The store was closed, or its thread died; the message says which. */
  'closed',
  /** The file is no database, or damaged. */
  'corrupt',
  /** The database lacks commits that were acknowledged. */
  'commits-missing',
  /** The disk (or the file's configured size) is full: nothing of the group was stored. */
  'disk-full',
  /** The database is missing or empty where a game has been. */
  'emptied',
  /** Another process has taken the owner's lease: the database refused the changes of the former holder. */
  'fenced',
  /** The files of a database do not belong together. */
  'files-mixed',
  /** The database's files were deleted or replaced while they were open: nothing can be acknowledged any more. */
  'files-replaced',
  /** The disk or the operating system failed: nothing of the group was stored. */
  'io-failed',
  /** The disk did not confirm what the journal wrote: nothing can be acknowledged any more. */
  'journal-failed',
  /** The journal has reached its limit, because the database does not take the changes. */
  'journal-full',
  /** A query names a live table, and does not say that the rows of the last flush are enough. */
  'live-table',
  /** Another process has the file or the journal open. */
  'locked',
  /** A migration step threw; the database is as before. */
  'migration-failed',
  /** Arguments or result of a procedure cannot be passed between threads. */
  'not-cloneable',
  /** The connection was lost during the commit: whether the change was stored is not known. Check before you repeat it. */
  'outcome-unknown',
  /** An owner's rows were used after the process had given the owner up. */
  'owner-ended',
  /** Another process has the actor and did not release it in time. */
  'owner-held',
  /** A procedure awaited something other than its transaction. */
  'procedure-awaited',
  /** A procedure threw: everything it did is undone. */
  'procedure-failed',
  /** The procedure's module cannot be loaded or does not export it. */
  'procedure-missing',
  /** The database refused a query. */
  'query-failed',
  /** Another process plays the role and did not hand it over in time. */
  'role-held',
  /** A row belongs to a role that does not exist. */
  'role-missing',
  /** The role is awake: only its own turns read and change its live tables. */
  'role-live',
  /** The store was opened for reading. */
  'read-only',
  /** A server has issued all its role ids. */
  'role-ids-exhausted',
  /** The tables of the database differ from their declarations, and the store was opened for reading: migrate it first. */
  'schema-older',
  /** A row leads to a row of another table that does not exist. */
  'row-missing',
  /** A column does not accept its value. */
  'row-invalid',
  /** The declaration contradicts the stored tables. */
  'schema-conflict',
  /** The database or the journal was written by a newer program. */
  'schema-newer',
  /** A file of designer data does not match its declaration. */
  'static-invalid',
  /** The database exceeded its time limit: nothing of this was stored. */
  'timed-out',
  /** More rows than one answer may hold: read them in pages. */
  'too-many-rows',
  /** A restore or merge into this store was not finished. */
  'unfinished',
  /** The database cannot be reached, and nothing of this was stored: try again later. */
  'unavailable',
  /** A row with this key, or with these values of a unique index, exists already. */
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

/** Rejects a call that its table's declaration does not allow. The caller made the mistake, so it is no assertion. */
export function checkCall(condition: unknown, table: string, rule: string): asserts condition {
  if (!condition) throw new StoreError('call-invalid', `table ${table}: ${rule}`, { table });
}
