// Opens the database file with the settings on which durability depends: a write-ahead log, and a flush for each commit. Or opens it
// for reading beside a writer. `SqliteLock` ensures that only one process writes.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeDirectory, messageOf } from '../../base/index.ts';
import { FORMAT_VERSION } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import { CHECKPOINT_PAGES, WAL_BYTES_KEPT } from './limits.ts';
import type { SqliteOptions } from './sqlite-link.ts';

/** Marks the file as ours ("JADE"): https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x4a_41_44_45n;
/** Only the owner may read stored data. */
const DIRECTORY_MODE = 0o700;

export const CONNECTION = {
  enableForeignKeyConstraints: false,
  enableDoubleQuotedStringLiterals: false,
  readBigInts: true,
  returnArrays: true,
} as const;

export function locationOf(options: Pick<SqliteOptions, 'file'>): string {
  return options.file ?? 'memory';
}

export function openSqliteFile(options: SqliteOptions): DatabaseSync {
  if (options.access === 'read') return openToRead(options);
  const db = new DatabaseSync(options.file ?? ':memory:', {
    ...CONNECTION,
    timeout: options.openWaitMs,
  });
  try {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`);
    db.exec('PRAGMA fullfsync = ON');
    db.exec("ATTACH DATABASE ':memory:' AS ram");
    // Of a database that another process writes, nothing is changed.
    if (options.inherits) checkMarks(db, options);
    else checkOwner(db, options);
    if (options.bytesMax !== null) limitSize(db, options.bytesMax);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function openToRead(options: SqliteOptions): DatabaseSync {
  const location = locationOf(options);
  if (options.file !== null && !existsSync(options.file)) {
    throw new StoreError('io-failed', `${location}: there is no such store; check the data directory`);
  }
  const db = new DatabaseSync(location, { ...CONNECTION, readOnly: true, timeout: options.openWaitMs });
  try {
    checkMarks(db, options);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** Creates the directory of a file. */
export function makeDataDirectory(file: string): void {
  const directory = dirname(file);
  try {
    makeDirectory(directory, { mode: DIRECTORY_MODE });
  } catch (thrown) {
    const message = `${directory}: the data directory cannot be created (${messageOf(thrown)}): name another directory`;
    throw new StoreError('io-failed', message, { cause: thrown });
  }
}

function checkOwner(db: DatabaseSync, options: SqliteOptions): void {
  db.exec('BEGIN IMMEDIATE');
  checkMarks(db, options);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec(`PRAGMA user_version = ${FORMAT_VERSION}`);
  db.exec('COMMIT');
}

function checkMarks(db: DatabaseSync, options: SqliteOptions): void {
  const application = pragma(db, 'application_id');
  const format = pragma(db, 'user_version');
  const isEmpty =
    options.access === 'write' && db.prepare('SELECT 1 FROM main.sqlite_schema LIMIT 1').get() === undefined;
  if (application !== APPLICATION_ID && !(isEmpty && application === 0n)) {
    throw new StoreError(
      'schema-conflict',
      `${locationOf(options)}: this is another program's database; name another file`,
    );
  }
  if (format > FORMAT_VERSION) {
    const versions = `it has format ${format}, this program knows ${FORMAT_VERSION}`;
    throw new StoreError(
      'schema-newer',
      `${locationOf(options)}: written by a newer program: ${versions}; use that program`,
    );
  }
}

function limitSize(db: DatabaseSync, bytesMax: number): void {
  const pages = Math.max(1, Math.floor(bytesMax / Number(pragma(db, 'page_size'))));
  db.exec(`PRAGMA max_page_count = ${pages}`);
}

function pragma(db: DatabaseSync, name: string): bigint {
  const row = db.prepare(`PRAGMA main.${name}`).get() as unknown as readonly [bigint];
  return row[0];
}
