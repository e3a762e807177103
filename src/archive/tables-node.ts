// The tables of a store as text files, one for each table, and back. All files of an export show the same moment.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LOAD_ROWS_MAX } from '../store/body/index.ts';
import { type RowValues, type StoreSnapshot, upsertRows } from '../store/front/index.ts';
import type { Store, Table } from '../store/index.ts';
import { readRows } from '../store/table/index.ts';
import type { Progress, WorkOptions } from './archive-file.ts';
import { refuseCancelled } from './back-up.ts';
import {
  ArchiveError,
  attempt,
  type ExportFormat,
  exportHead,
  exportRows,
  formatOf,
  parseRows,
  TEXT_FORMATS,
} from './text/index.ts';

/** The files contain password hashes. */
const EXPORT_MODE = 0o600;

export interface ExportOptions extends WorkOptions {
  readonly directory: string;
  readonly format: ExportFormat;
  /** Names of tables; empty for all. */
  readonly only: readonly string[];
}

/** Returns the files. Existing files are overwritten. */
export async function exportTables(store: Store, options: ExportOptions): Promise<readonly string[]> {
  const snapshot = await store.snapshot();
  try {
    const tables = chosen(snapshot.tables, options.only);
    await attempt(options.directory, () => mkdir(options.directory, { recursive: true }));
    const files: string[] = [];
    let rows = 0;
    for (const table of tables) {
      const path = join(options.directory, `${table.name}.${options.format}`);
      const count = (added: number) => {
        rows += added;
        refuseCancelled(options.signal, `not all tables are in ${options.directory}`);
        options.onProgress?.({ table: table.name, rows } satisfies Progress);
      };
      const text = textOf(snapshot, table, { format: options.format, count });
      await attempt(path, () => pipeline(text, createWriteStream(path, { mode: EXPORT_MODE })));
      files.push(path);
    }
    return files;
  } finally {
    await snapshot.close();
  }
}

export interface ImportReport {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Writes the rows of files, named after their tables, to a store; a row replaces one with the same key. All files are read and
 * checked before the first row is written. After an interruption, run it again.
 */
export async function importTables(
  store: Store,
  paths: readonly string[],
  options: WorkOptions & { readonly tables: readonly Table[] },
): Promise<ImportReport> {
  const read: { readonly table: Table; readonly rows: readonly RowValues[] }[] = [];
  for (const path of await filesOf(paths)) read.push(await readTable(path, options.tables));
  // The rows of a role need the role.
  read.sort((left, right) => Number(right.table.holdsRoles) - Number(left.table.holdsRoles));
  let done = 0;
  for (const { table, rows } of read) {
    for (let at = 0; at < rows.length; at += LOAD_ROWS_MAX) {
      refuseCancelled(options.signal, 'some rows are in; run it again for all');
      const part = rows.slice(at, at + LOAD_ROWS_MAX);
      await store.run(upsertRows, { table: table.name, rows: part });
      done += part.length;
      options.onProgress?.({ table: table.name, rows: done });
    }
  }
  return { tables: read.map(({ table, rows }) => ({ name: table.name, rows: rows.length })) };
}

async function* textOf(
  snapshot: StoreSnapshot,
  table: Table,
  { format, count }: { readonly format: ExportFormat; readonly count: (rows: number) => void },
): AsyncGenerator<string> {
  yield exportHead(format, table);
  for await (const rows of snapshot.rows(table)) {
    count(rows.length);
    yield exportRows(format, table, rows);
  }
}

/** A directory means all files in it. */
async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (formatOf(path) !== null) files.push(path);
    else {
      const names = await attempt(path, () => readdir(path));
      files.push(
        ...names
          .filter((name) => formatOf(name) !== null)
          .sort()
          .map((name) => join(path, name)),
      );
    }
  }
  if (files.length > 0) return files;
  throw new ArchiveError('io-failed', `${paths.join(', ')}: no file ends in .${TEXT_FORMATS.join(', .')}`);
}

async function readTable(
  path: string,
  tables: readonly Table[],
): Promise<{ readonly table: Table; readonly rows: readonly RowValues[] }> {
  const format = formatOf(path);
  const name = basename(path).replace(/\.[a-z]+$/, '');
  const table = tables.find((declared) => declared.name === name);
  if (table === undefined || format === null) {
    const known = tables.map((declared) => declared.name).join(', ');
    throw new ArchiveError('schema-conflict', `${path}: there is no table ${name}; the tables are ${known}`);
  }
  const text = await attempt(path, () => readFile(path, 'utf8'));
  const rows = readRows({ table, file: path, ...parseRows(format, { name: path, text }, table) });
  const names = Object.keys(table.columns);
  return { table, rows: rows.map((row) => names.map((column) => row[column])) };
}

function chosen(tables: readonly Table[], only: readonly string[]): readonly Table[] {
  for (const name of only) {
    if (tables.some((table) => table.name === name)) continue;
    const known = tables.map((table) => table.name).join(', ');
    throw new ArchiveError('schema-conflict', `there is no table ${name}; the tables are ${known}`);
  }
  return only.length === 0 ? tables : tables.filter((table) => only.includes(table.name));
}
