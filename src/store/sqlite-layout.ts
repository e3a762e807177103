// What the database holds of a table, as it was last declared: kept beside the data, compared with the declaration at every
// opening. Names are those of SQL. Also which tables of the database stand for one declared table.
import type { DatabaseSync } from 'node:sqlite';
import type { ColumnType } from './column.ts';
import type { SqlTable } from './sqlite-ddl.ts';
import type { SqliteSplits } from './sqlite-splits.ts';
import { type Table, type TableIndex, type TableKind, toSqlName } from './table.ts';

export const LAYOUT_SQL = `CREATE TABLE IF NOT EXISTS jadegate_table (
  name TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, layout TEXT NOT NULL) STRICT, WITHOUT ROWID`;

export interface LayoutColumn {
  readonly type: ColumnType;
  readonly nullable: boolean;
}

export interface Layout {
  readonly kind: TableKind;
  readonly rowsPerSplit: number;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, LayoutColumn>>;
  readonly indexes: readonly Required<TableIndex>[];
}

export interface StoredLayout {
  readonly version: number;
  readonly layout: Layout;
}

export function layoutOf(table: Table): Layout {
  const columns = Object.entries(table.columns).map(
    ([name, { type, nullable }]) => [toSqlName(name), { type, nullable }] as const,
  );
  return {
    kind: table.kind,
    rowsPerSplit: table.rowsPerSplit,
    key: table.key.map(toSqlName),
    columns: Object.fromEntries(columns),
    indexes: table.indexes.map((index) => ({ on: index.on.map(toSqlName), unique: index.unique })),
  };
}

export function readLayout(db: DatabaseSync, table: Table): StoredLayout | null {
  const row = db.prepare('SELECT version, layout FROM jadegate_table WHERE name = ?').get(table.name);
  if (row === undefined) return null;
  const [version, layout] = row as unknown as readonly [bigint, string];
  // Written by `writeLayout` of this format version, which is checked when the file is opened.
  return { version: Number(version), layout: JSON.parse(layout) as Layout };
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

export function isSameIndex(left: TableIndex, right: TableIndex): boolean {
  return left.unique === right.unique && left.on.join() === right.on.join();
}
