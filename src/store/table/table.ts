// Table declarations. From one of them come the DDL, the typed accessors, the delete-role cascade and the backup filter.
// A declaration is plain data and never changes; `Table` is its shape after `defineTable` has checked and completed it.
//
//   static  designer data, in memory, loaded from files        ram    live data, lost with the process
//   disc    global data: accounts, names, guilds               split  data of one role, cut into sub-tables by role id
//
// A split table may be `live`: while a session plays the role, its rows are in memory, and changes are flushed later (`live/`).
// The first key column of a `split` table is `roleId: bigint`; it is declared by being a split table.
import { assert } from '../../base/index.ts';
import { bigint, type Column, type ColumnSet } from './column.ts';
import { COLUMNS_MAX, NAME_LENGTH_MAX } from './limits.ts';
import { ROLE_NUMBER_SPAN, ROWS_PER_SPLIT } from './role-id.ts';

/** Kinds whose rows are in a database. */
export type StoredKind = 'disc' | 'ram' | 'split';
export type TableKind = StoredKind | 'static';

export interface TableIndex {
  readonly on: readonly string[];
  readonly unique?: boolean;
}

/** A column with the key of a row of another table. A write of a row that leads nowhere is refused. */
export interface TableReference {
  readonly column: string;
  /** The name of a disc table whose key is one column of text. */
  readonly to: string;
  /** The other row is written after this one is inserted: only updates are checked. */
  readonly isLater: boolean;
}

/** A change of stored data from one version of a table to the next; `defineMigration` makes it. */
export interface MigrationStep {
  readonly version: number;
  readonly moduleUrl: string;
  readonly name: string;
}

export interface Table<
  Kind extends TableKind = TableKind,
  Columns extends ColumnSet = ColumnSet,
  Key extends readonly string[] = readonly string[],
  Name extends string = string,
  Indexed extends string = string,
> {
  readonly name: Name;
  readonly kind: Kind;
  readonly columns: Columns;
  readonly key: Key;
  readonly indexes: readonly { readonly on: readonly Indexed[]; readonly unique: boolean }[];
  /** Split tables: role ids of one sub-table. */
  readonly rowsPerSplit: number;
  /** Split tables: while the role is live, rows are read and changed in memory, journalled, and flushed later. */
  readonly isLive: boolean;
  /** Whether each of its rows is a role: rows of other tables that belong to a role need its row here. */
  readonly holdsRoles: boolean;
  /** Disc and ram tables: the column with the role that owns the row. The row is deleted with the role. */
  readonly ownedBy: string | null;
  readonly references: readonly TableReference[];
  /** Changes that a comparison of declarations cannot find; see `defineMigration`. The version is that of the last step. */
  readonly steps: readonly MigrationStep[];
}

/** A split table whose rows are in memory while their role is live. */
export type LiveTable = Table<'split'> & { readonly isLive: true };

/** A row that was read. */
export type Row<T extends Table> = RowOf<T['columns']>;
/** A row to insert: columns that are nullable or have a default may be left out. */
export type NewRow<T extends Table> = Simplify<
  { readonly [Name in GivenName<T['columns']>]: ValueOf<T['columns'][Name]> } & {
    readonly [Name in Exclude<keyof T['columns'], GivenName<T['columns']>>]?: ValueOf<T['columns'][Name]>;
  }
>;
/** The changes of an update: any columns except those of the key. */
export type Patch<T extends Table> = Partial<Omit<Row<T>, T['key'][number]>>;
/** Columns by which rows are listed: those of the key and of indexes. They must lead one of these. */
export type Where<T extends Table> = Partial<
  Pick<Row<T>, Extract<keyof Row<T>, T['key'][number] | T['indexes'][number]['on'][number]>>
>;
/** The values of the key, in the order of its columns. */
export type KeyOf<T extends Table> = KeyValues<T['columns'], T['key']>;

type KeyValues<Columns extends ColumnSet, Key extends readonly string[]> = {
  readonly [At in keyof Key]: ValueOf<Columns[Key[At]]>;
};

type ValueOf<C> = C extends Column<infer Value> ? Value : never;
type RowOf<C extends ColumnSet> = { readonly [Name in keyof C]: ValueOf<C[Name]> };
type GivenName<C extends ColumnSet> = {
  [Name in keyof C]: C[Name] extends Column<unknown, false> ? Name : never;
}[keyof C];
type Simplify<T> = { [Name in keyof T]: T[Name] };
type NameOf<C extends ColumnSet> = keyof C & string;

interface SharedOptions<Name extends string, Columns extends ColumnSet, Indexed extends string> {
  /** In SQL style: `role_item`. */
  readonly name: Name;
  /** In TypeScript style: `createdAt` is `created_at` in SQL and JSON. */
  readonly columns: Columns;
  readonly indexes?: readonly { readonly on: readonly Indexed[]; readonly unique?: boolean }[];
  readonly references?: readonly { readonly column: NameOf<Columns>; readonly to: Table; readonly isLater?: boolean }[];
  readonly steps?: readonly MigrationStep[];
}

interface KeyedOptions<
  Name extends string,
  Kind,
  Columns extends ColumnSet,
  Key extends readonly string[],
  Indexed extends string = NameOf<Columns>,
> extends SharedOptions<Name, Columns, Indexed> {
  readonly kind: Kind;
  readonly key: Key;
  readonly ownedBy?: NameOf<Columns>;
}

interface SplitOptions<Name extends string, Columns extends ColumnSet, Key extends readonly string[]>
  extends SharedOptions<Name, Columns, NameOf<Columns> | 'roleId'> {
  readonly kind: 'split';
  /** Key columns after `roleId`, for tables with many rows a role. */
  readonly key?: Key;
  readonly rowsPerSplit?: number;
  /** Whether its rows are in memory while a session plays their role: see `Context.live`. */
  readonly live?: boolean;
  /** Whether each of its rows is a role; one table of a store at most. */
  readonly holdsRoles?: boolean;
}

type SplitColumns<Columns extends ColumnSet> = Simplify<{ readonly roleId: Column<bigint, false> } & Columns>;

export function defineTable<
  const Name extends string,
  const Columns extends ColumnSet,
  const Key extends readonly NameOf<Columns>[] = readonly [],
>(
  options: SplitOptions<Name, Columns, Key> & { readonly live: true },
): Table<'split', SplitColumns<Columns>, readonly ['roleId', ...Key], Name> & { readonly isLive: true };
export function defineTable<
  const Name extends string,
  const Columns extends ColumnSet,
  const Key extends readonly NameOf<Columns>[] = readonly [],
>(options: SplitOptions<Name, Columns, Key>): Table<'split', SplitColumns<Columns>, readonly ['roleId', ...Key], Name>;
export function defineTable<
  const Name extends string,
  Kind extends 'disc' | 'ram' | 'static',
  const Columns extends ColumnSet,
  const Key extends readonly NameOf<Columns>[],
  Indexed extends NameOf<Columns> = never,
>(options: KeyedOptions<Name, Kind, Columns, Key, Indexed>): Table<Kind, Columns, Key, Name, Indexed>;
export function defineTable(
  options:
    | SplitOptions<string, ColumnSet, readonly string[]>
    | KeyedOptions<string, TableKind, ColumnSet, readonly string[]>,
): Table {
  const isSplit = options.kind === 'split';
  assert(!isSplit || !('roleId' in options.columns), 'a split table has its roleId column by itself');
  const key = isSplit ? ['roleId', ...(options.key ?? [])] : [...(options.key ?? [])];
  const table: Table = {
    name: options.name,
    kind: options.kind,
    columns: inKeyOrder(isSplit ? { roleId: bigint(), ...options.columns } : options.columns, key),
    key,
    indexes: (options.indexes ?? []).map((index) => ({ on: [...index.on], unique: index.unique ?? false })),
    rowsPerSplit: 'rowsPerSplit' in options ? (options.rowsPerSplit ?? ROWS_PER_SPLIT) : ROWS_PER_SPLIT,
    isLive: 'live' in options && options.live === true,
    holdsRoles: 'holdsRoles' in options && options.holdsRoles === true,
    ownedBy: ('ownedBy' in options ? options.ownedBy : undefined) ?? null,
    references: (options.references ?? []).map(({ column, to, isLater = false }) => ({ column, to: to.name, isLater })),
    steps: options.steps ?? [],
  };
  for (const { column, to } of options.references ?? []) checkReference(table, column, to);
  check(table);
  return table;
}

export function isLiveTable(table: Table): table is LiveTable {
  return table.isLive;
}

/** The schema version that a table declares. */
export function versionOf(table: Table): number {
  return table.steps.at(-1)?.version ?? 1;
}

/** The name of a column in SQL and JSON. */
export function toSqlName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The declared name of a column from its name in SQL. */
export function toTypeScriptName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

// The key leads, in its own order: a key is then the first values of a row.
function inKeyOrder(columns: ColumnSet, key: readonly string[]): ColumnSet {
  const names = [...key, ...Object.keys(columns).filter((name) => !key.includes(name))];
  return Object.fromEntries(names.map((name) => [name, columns[name] as Column]));
}

function check(table: Table): void {
  const where = `table ${table.name}`;
  assert(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(table.name), `${where}: a table's name is like role_item`);
  assert(table.name.length <= NAME_LENGTH_MAX, `${where}: a name has at most ${NAME_LENGTH_MAX} characters`);
  assert(!/_\d+_\d+$/.test(table.name), `${where}: names that end in _<number>_<number> are those of sub-tables`);
  const names = Object.keys(table.columns);
  assert(names.length <= COLUMNS_MAX, `${where}: at most ${COLUMNS_MAX} columns`);
  for (const name of names) {
    // One capital a word: the names in SQL and in TypeScript then determine each other.
    assert(
      /^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*[A-Z]?$/.test(name),
      `${where}: a column's name is like createdAt, not ${name}`,
    );
    assert(name.length <= NAME_LENGTH_MAX, `${where}: a name has at most ${NAME_LENGTH_MAX} characters`);
  }
  checkKey(table, where);
  checkIndexes(table, where);
  assert(
    table.rowsPerSplit >= 1 && table.rowsPerSplit < ROLE_NUMBER_SPAN,
    `${where}: rowsPerSplit is a range of role ids`,
  );
  let version = 1;
  for (const step of table.steps) {
    assert(Number.isSafeInteger(step.version) && step.version > version, `${where}: step versions start at 2 and grow`);
    version = step.version;
  }
}

function checkKey(table: Table, where: string): void {
  assert(table.key.length > 0, `${where}: a table has a key`);
  assert(new Set(table.key).size === table.key.length, `${where}: a key names each column once`);
  for (const name of table.key) {
    const column = table.columns[name];
    assert(column !== undefined, `${where}: key column ${name} is declared`);
    assert(
      !column.nullable && column.type !== 'json' && column.type !== 'real',
      `${where}: key column ${name} can be compared`,
    );
  }
}

function checkReference({ name, columns }: Table, column: string, to: Table): void {
  const isKey = to.kind === 'disc' && to.key.length === 1 && to.columns[to.key[0] as string]?.type === 'text';
  const isText = columns[column]?.type === 'text';
  assert(isKey && isText, `table ${name}: column ${column} leads to a disc table whose key is one column of text`);
}

function checkIndexes(table: Table, where: string): void {
  for (const index of table.indexes) {
    assert(index.on.length > 0, `${where}: an index has columns`);
    for (const name of index.on)
      assert(table.columns[name] !== undefined, `${where}: indexed column ${name} is declared`);
    // A sub-table does not know the rows of its siblings.
    const holdsAcrossSplits = table.kind !== 'split' || index.on.includes('roleId');
    assert(!index.unique || holdsAcrossSplits, `${where}: a unique index of a split table includes roleId`);
  }
  if (table.ownedBy === null) return;
  assert(table.kind === 'disc' || table.kind === 'ram', `${where}: only disc and ram tables are owned by a column`);
  assert(table.columns[table.ownedBy]?.type === 'bigint', `${where}: the owner is a role id, a bigint column`);
  const isFound = [table.key, ...table.indexes.map((index) => index.on)].some((on) => on[0] === table.ownedBy);
  assert(isFound, `${where}: the owner leads the key or an index, so that a role's rows are found`);
}
