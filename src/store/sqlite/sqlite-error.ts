// SQLite's errors as store errors, and store errors between threads: only the fields of a class survive that.
import { messageOf } from '../../base/index.ts';
import { StoreError, type StoreErrorCode, toTypeScriptName } from '../table/index.ts';

/** What an operator does about a damaged database. */
export const DAMAGED =
  'keep a copy of the data directory, move it away, and restore a backup with `jadegate store restore`';

/** A `StoreError` for another thread. */
export interface Failure {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly table: string | null;
  readonly columns: readonly string[];
  /** The stack, for an error that is not the store's own. */
  readonly stack: string | null;
}

// Primary result codes of SQLite (https://sqlite.org/rescode.html): the low byte of an extended code.
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_NOMEM = 7;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_ROWID = 2579;
const ALREADY_THERE = [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_ROWID];

interface SqliteError {
  readonly errcode: number;
  readonly message: string;
}

/** The declared name of a table of the database. */
export type NameTable = (sqlName: string) => string;

/** `thrown` as a `StoreError`; `location` is the file. */
export function fromSqlite(thrown: unknown, location: string, nameTable: NameTable = (name) => name): StoreError {
  if (thrown instanceof StoreError) return thrown;
  // A stored JSON text that is damaged.
  if (thrown instanceof SyntaxError)
    return new StoreError('corrupt', `${location}: a value cannot be read (${thrown.message}); ${DAMAGED}`, {
      cause: thrown,
    });
  if (!isSqliteError(thrown)) return new StoreError('query-failed', messageOf(thrown), { cause: thrown });
  if (ALREADY_THERE.includes(thrown.errcode)) {
    return uniqueViolation(thrown, nameTable);
  }
  const [code, advice] = diagnosisOf(thrown.errcode & 0xff);
  return new StoreError(code, `${location}: ${thrown.message}${advice}`, { cause: thrown });
}

export function toFailure(error: StoreError): Failure {
  const cause = error.cause;
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : null;
  return { code: error.code, message: error.message, table: error.table, columns: error.columns, stack };
}

export function fromFailure(failure: Failure): StoreError {
  const context = { columns: failure.columns, ...(failure.table === null ? {} : { table: failure.table }) };
  if (failure.stack === null) return new StoreError(failure.code, failure.message, context);
  const cause = new Error(failure.message);
  cause.stack = failure.stack;
  return new StoreError(failure.code, failure.message, { ...context, cause });
}

export function isSqliteError(thrown: unknown): thrown is SqliteError {
  return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number';
}

function diagnosisOf(primary: number): readonly [StoreErrorCode, string] {
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ['locked', '; another process has this file open: stop it, or give this one another data directory'];
    case SQLITE_FULL:
      return ['disk-full', '; nothing of this was stored: make room and try again'];
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ['corrupt', `; the file is damaged or no database: ${DAMAGED}`];
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return ['io-failed', '; check that the file and its directory exist and may be written, and the disk'];
    default:
      return ['query-failed', ''];
  }
}

// "UNIQUE constraint failed: role_name.server_id, role_name.name"
function uniqueViolation(thrown: SqliteError, nameTable: NameTable): StoreError {
  const fields = thrown.message.slice(thrown.message.indexOf(':') + 1).split(',');
  const places = fields.map((field) => field.trim().split('.'));
  const table = nameTable(places[0]?.[0] ?? '');
  const columns = places.map((place) => toTypeScriptName(place[1] ?? ''));
  const message = `table ${table}: a row with this (${columns.join(', ')}) exists already`;
  return new StoreError('unique-violation', message, { table, columns, cause: thrown });
}
