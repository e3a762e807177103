// PostgreSQL's errors as store errors. Also decides whether an error means a lost connection, and whether a repetition helps: by
// SQLSTATE, never by text, which is in the server's language.
import { messageOf } from '../../base/index.ts';
import { roleMissing, rowMissing } from '../body/index.ts';
import { StoreError, type StoreErrorCode, type Table, toTypeScriptName } from '../table/index.ts';

interface ServerError {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly severity: string;
  readonly detail?: string;
  readonly table?: string;
  readonly constraint?: string;
}

/** The declared table of a table of the database; null when it is foreign. */
export type FindTable = (sqlName: string) => Table | null;

const UNIQUE_VIOLATION = '23505';
/** Of our own function: a row belongs to a role that does not exist. The message is the role's id. */
export const ROLE_MISSING = 'JG001';
/** The same of a row of another table. The message is its key, the constraint its table. */
export const ROW_MISSING = 'JG002';

const DIAGNOSES: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  '22P02': ['query-failed', ''],
  '28': ['denied', '; check the user and the password in the address of the store'],
  '3D': ['denied', '; make the database, or name another in the address of the store'],
  '42501': ['denied', '; give the user of the address the rights to this schema'],
  '53': ['busy', '; the server is short of memory or connections: try again later'],
  '53100': ['disk-full', '; nothing of this was stored: make room and try again'],
  '55P03': ['timed-out', '; another transaction holds the lock: nothing of this was stored, try again later'],
  '57014': ['timed-out', '; nothing of this was stored: ask for less, or raise statement_timeout'],
  '58': ['io-failed', '; check the disk of the database server and its log'],
  XX: ['corrupt', '; the database is damaged or has a fault: keep a copy of it, see its log, and restore a backup'],
};

/** `thrown` as a `StoreError`; `location` is the address without its password. */
export function fromPostgres(thrown: unknown, location: string, findTable: FindTable = () => null): StoreError {
  if (thrown instanceof StoreError) return thrown;
  if (!isServerError(thrown)) {
    if (isNetworkError(thrown)) return unavailable(location, thrown);
    return new StoreError('query-failed', messageOf(thrown), { cause: thrown });
  }
  if (thrown.code === ROLE_MISSING) return roleMissing(thrown.table ?? '', thrown.message);
  if (thrown.code === ROW_MISSING) return rowMissing(thrown.table ?? '', thrown.constraint ?? '', thrown.message);
  if (thrown.code === UNIQUE_VIOLATION) return uniqueViolation(thrown, findTable);
  if (isLossOfConnection(thrown)) return unavailable(location, thrown);
  const [code, advice] = DIAGNOSES[thrown.code] ?? DIAGNOSES[thrown.code.slice(0, 2)] ?? ['query-failed', ''];
  return new StoreError(code, `${location}: ${thrown.message}${advice}`, { cause: thrown });
}

export function unavailable(location: string, cause: unknown): StoreError {
  const message = `${location}: the database cannot be reached (${messageOf(cause)}): try again later`;
  return new StoreError('unavailable', message, { cause });
}

/** Wrong user, password or database. */
const REFUSED = /^(?:28|3D)/;

/**
 * Whether this error means that the connection is lost or useless: everything uncommitted is undone. A read-only server (25006) is a
 * standby, and another server has taken over or will do so.
 */
export function isLossOfConnection(thrown: unknown): boolean {
  if (!isServerError(thrown)) return isNetworkError(thrown);
  // The server refused this user: there was no connection.
  if (REFUSED.test(thrown.code)) return false;
  return thrown.severity === 'FATAL' || thrown.severity === 'PANIC' || /^(?:08|57P0[1235]|25006)/.test(thrown.code);
}

/** Whether two transactions conflict: the same work may succeed when it is repeated. */
export function isConflict(thrown: unknown): boolean {
  return isServerError(thrown) && (thrown.code === '40001' || thrown.code === '40P01');
}

/** Whether the statement waited too long for a lock that another transaction holds. */
export function isLockTimeout(thrown: unknown): boolean {
  return isServerError(thrown) && thrown.code === '55P03';
}

/** Whether the server ended the statement at the time limit of statements. */
export function isOverTime(thrown: unknown): boolean {
  return isServerError(thrown) && thrown.code === '57014';
}

/** Whether the server refuses to begin a transaction that may write: it is a standby. */
export function isStandby(thrown: unknown): boolean {
  return isServerError(thrown) && ['0A000', '25006', '55000'].includes(thrown.code);
}

/**
 * Whether the connection's knowledge is stale: another node made or dropped a partition, or a table was changed under a prepared
 * statement. Repetition on a new connection helps.
 */
export function isStale(thrown: unknown): boolean {
  return isServerError(thrown) && STALE.includes(thrown.code);
}

// Undefined table, duplicate table or type, no partition for a row, changed result of a prepared statement, unknown statement,
// concurrent changes of one table's definition.
const STALE: readonly string[] = ['42P01', '42P07', '42710', '23514', '0A000', '26000', 'XX000'];

/** The server's error that caused a store error, or the error itself. */
export function causeOf(thrown: unknown): unknown {
  return thrown instanceof StoreError && thrown.cause !== undefined ? thrown.cause : thrown;
}

/** Whether the error comes from the server. */
export function isServerError(thrown: unknown): thrown is ServerError {
  return thrown instanceof Error && 'severity' in thrown && 'code' in thrown && typeof thrown.code === 'string';
}

function isNetworkError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return (
    'syscall' in thrown || /^E[A-Z]+$/.test(String('code' in thrown ? thrown.code : '')) || thrown instanceof LostError
  );
}

/** The connection ended while something waited for it. */
export class LostError extends Error {
  override readonly name = 'LostError';
}

function uniqueViolation(error: ServerError, findTable: FindTable): StoreError {
  const declared = findTable(error.table ?? '');
  const table = declared?.name ?? error.table ?? '';
  const columns = columnsOf(error, declared);
  const message = `table ${table}: a row with this (${columns.join(', ')}) exists already`;
  return new StoreError('unique-violation', message, { table, columns, cause: error });
}

// The text around it is in the server's language; "(role_id, slot)=(" is not. An error from creating an index lacks it.
function columnsOf(error: ServerError, table: Table | null): readonly string[] {
  const found = /\(([a-z0-9_", ]+)\)=\(/.exec(error.detail ?? '')?.[1];
  if (found === undefined) return table?.key ?? [];
  return found.split(',').map((name) => toTypeScriptName(name.trim().replaceAll('"', '')));
}
