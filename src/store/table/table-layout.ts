// The stored layout of a table: its last declaration, kept beside the data and compared with the present one at every opening.
// Names are SQL names.
import type { ColumnType } from './column.ts';
import { type Table, type TableIndex, type TableKind, toSqlName } from './table.ts';

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

export function isSameIndex(left: TableIndex, right: TableIndex): boolean {
  return left.unique === right.unique && left.on.join() === right.on.join();
}
