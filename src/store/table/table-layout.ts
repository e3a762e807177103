// The stored layout of a table: its last declaration, kept beside the data and compared with the present one at every opening.
// Names are SQL names.
import { assert } from '../../base/index.ts';
import type { ColumnType } from './column.ts';
import { type StoredKind, type Table, type TableIndex, type TableKind, toSqlName, toTypeScriptName } from './table.ts';

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
  /** Left out when false, as in layouts that earlier versions wrote. */
  readonly isLive?: boolean | undefined;
  /** Left out except for the tables of actors. */
  readonly actor?: string | undefined;
  readonly holdsRoles?: boolean | undefined;
  /** Left out without an owner. */
  readonly ownedBy?: string | undefined;
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
    ...(table.isLive ? { isLive: true } : {}),
    ...(table.actor === null ? {} : { actor: table.actor }),
    ...(table.holdsRoles ? { holdsRoles: true } : {}),
    ...(table.ownedBy === null ? {} : { ownedBy: toSqlName(table.ownedBy) }),
  };
}

/** The declaration of a stored table that this program does not declare, without the defaults of its columns. */
function tableOfLayout(name: string, { version, layout }: StoredLayout): Table<StoredKind> {
  assert(layout.kind !== 'static', 'designer data is not stored');
  const columns = Object.entries(layout.columns).map(
    ([column, { type, nullable }]) =>
      [toTypeScriptName(column), { type, nullable, omittable: nullable, default: null }] as const,
  );
  return {
    name,
    kind: layout.kind,
    columns: Object.fromEntries(columns),
    key: layout.key.map(toTypeScriptName),
    indexes: layout.indexes.map(({ on, unique }) => ({ on: on.map(toTypeScriptName), unique })),
    rowsPerSplit: layout.rowsPerSplit,
    isLive: layout.isLive ?? false,
    actor: layout.actor ?? null,
    holdsRoles: layout.holdsRoles ?? false,
    ownedBy: layout.ownedBy === undefined ? null : toTypeScriptName(layout.ownedBy),
    references: [],
    // Only its version counts: a stored table has all its steps behind it.
    steps: version === 1 ? [] : [{ version, moduleUrl: '', name: 'stored' }],
  };
}

/** The declared tables, and the stored ones whose rows outlive the process and that are not declared. */
export function withStoredTables(
  declared: readonly Table<StoredKind>[],
  stored: ReadonlyMap<string, StoredLayout>,
): readonly Table<StoredKind>[] {
  const names = new Set(declared.map(({ name }) => name));
  const others = [...stored].filter(([name, { layout }]) => !names.has(name) && layout.kind !== 'ram');
  return [...declared, ...others.map(([name, layout]) => tableOfLayout(name, layout))];
}

export function isSameIndex(left: TableIndex, right: TableIndex): boolean {
  return left.unique === right.unique && left.on.join() === right.on.join();
}
