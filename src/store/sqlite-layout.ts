// The table of SQLite that keeps stored layouts, and which tables of the database stand for one declared table.
import type { DatabaseSync } from 'node:sqlite';
import type { SqlTable } from './sqlite-ddl.ts';
import type { SqliteSplits } from './sqlite-splits.ts';
import type { Layout, StoredLayout } from './stored-layout.ts';
import type { Table } from './table.ts';

export const LAYOUT_SQL = `CREATE TABLE IF NOT EXISTS jadegate_table (
  name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, layout TEXT NOT NULL) STRICT, WITHOUT ROWID`;

/** The layouts of all tables that the database holds. */
export function readLayouts(db: DatabaseSync): Map<string, StoredLayout> {
  const rows = db.prepare('SELECT name, version, layout FROM jadegate_table').all();
  // Written by `writeLayout` of this format version, which is checked when the file is opened.
  return new Map(
    (rows as unknown as readonly (readonly [string, bigint, string])[]).map(([name, version, layout]) => [
      name,
      { version: Number(version), layout: JSON.parse(layout) as Layout },
    ]),
  );
}

export function writeLayout(db: DatabaseSync, table: Table, stored: StoredLayout): void {
  const sql =
    'INSERT INTO jadegate_table VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, layout = excluded.layout';
  db.prepare(sql).run(table.name, stored.version, JSON.stringify(stored.layout));
}

/** The tables of the database that hold the rows of a declared one. */
export function sqlTablesOf(table: Table, splits: SqliteSplits): readonly SqlTable[] {
  if (table.kind === 'split') return splits.all(table).map((split) => split.place);
  return [{ schema: table.kind === 'ram' ? 'ram' : 'main', name: table.name }];
}
