// Snapshots of a SQLite database. A file gets a connection of its own inside one read transaction, which blocks no writer; the
// write-ahead log grows while it is open. A database in memory has no second connection: all rows are copied.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { assert } from '../../base/index.ts';
import { type BodySnapshot, type RawRows, SNAPSHOT_ROWS_MAX, type SqlTable, selectAllSql } from '../body/index.ts';
import type { StoredKind, Table } from '../table/index.ts';
import { fromSqlite } from './sqlite-error.ts';
import { locationOf, openSqliteFile } from './sqlite-file.ts';
import type { SqliteOptions } from './sqlite-link.ts';
import { readLayouts } from './sqlite-schema.ts';
import { SqliteSplits } from './sqlite-splits.ts';

export class SqliteFileSnapshot implements BodySnapshot {
  readonly #db: DatabaseSync;
  readonly #options: SqliteOptions;
  readonly #splits: SqliteSplits;
  /** The tables of the database. */
  readonly #held: ReadonlySet<string>;

  constructor(options: SqliteOptions) {
    this.#options = options;
    try {
      this.#db = openSqliteFile({ ...options, access: 'read' });
    } catch (thrown) {
      throw fromSqlite(thrown, locationOf(options));
    }
    try {
      this.#db.exec('BEGIN');
      // The first read fixes the moment.
      this.#held = new Set(readLayouts(this.#db, locationOf(options)).keys());
      this.#splits = new SqliteSplits(this.#db, options.tables);
      this.#splits.load();
    } catch (thrown) {
      this.#db.close();
      throw fromSqlite(thrown, locationOf(options));
    }
  }

  async *rows(number: number): AsyncIterable<RawRows> {
    const table = storedTable(this.#options.tables, number);
    if (!this.#held.has(table.name)) return;
    for (const place of placesOf(table, this.#splits)) {
      const batches = batchesOf(this.#select(table, place));
      for (let batch = this.#nextOf(batches, place); batch !== null; batch = this.#nextOf(batches, place)) {
        yield batch;
        // Reading runs on the caller's thread, so it yields between batches.
        await setImmediate();
      }
    }
  }

  /** A damaged page is found here. */
  #nextOf(batches: Iterator<RawRows, void>, { name }: SqlTable): RawRows | null {
    try {
      return batches.next().value ?? null;
    } catch (thrown) {
      throw fromSqlite(thrown, `${locationOf(this.#options)}, table ${name}`);
    }
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #select(table: Table, place: SqlTable): StatementSync {
    try {
      return this.#db.prepare(selectAllSql(table, place));
    } catch (thrown) {
      throw fromSqlite(thrown, locationOf(this.#options));
    }
  }
}

export class SqliteMemorySnapshot implements BodySnapshot {
  #rows: readonly RawRows[];

  /** Rows by table number; see `copyRows`. */
  constructor(rows: readonly RawRows[]) {
    this.#rows = rows;
  }

  async *rows(number: number): AsyncIterable<RawRows> {
    const rows = this.#rows[number] ?? [];
    for (let at = 0; at < rows.length; at += SNAPSHOT_ROWS_MAX) yield rows.slice(at, at + SNAPSHOT_ROWS_MAX);
  }

  async close(): Promise<void> {
    this.#rows = [];
  }
}

/** All rows of all stored tables by table number, none of `ram` tables. */
export function copyRows(db: DatabaseSync, tables: readonly Table<StoredKind>[], splits: SqliteSplits): RawRows[] {
  return tables.map((table) => {
    if (table.kind === 'ram') return [];
    const parts = placesOf(table, splits).map((place) => db.prepare(selectAllSql(table, place)).all());
    return parts.flat() as unknown as RawRows;
  });
}

function placesOf(table: Table, splits: SqliteSplits): readonly SqlTable[] {
  // Splits are in the order of their role ids, so their rows, one split after another, are in the order of the key.
  if (table.kind === 'split') return splits.all(table).map((split) => split.place);
  return [{ schema: 'main', name: table.name }];
}

function* batchesOf(statement: StatementSync): Generator<RawRows, void> {
  let batch: (readonly unknown[])[] = [];
  for (const row of statement.iterate() as unknown as Iterable<readonly unknown[]>) {
    if (batch.push(row) < SNAPSHOT_ROWS_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function storedTable(tables: readonly Table<StoredKind>[], number: number): Table<StoredKind> {
  const table = tables[number];
  assert(table !== undefined && table.kind !== 'ram', 'a snapshot has the rows of disc and split tables');
  return table;
}
