// Table declarations. From one of them come the DDL, the typed accessors, the delete-role cascade and the backup filter.
// A declaration is plain data and never changes; `Table` is its shape after `defineTable` has checked and completed it.
//
//   static  designer data, in memory, loaded from files        ram    live data, lost with the process
//   disc    global data: accounts, names                       split  data of one role, cut into sub-tables by role id
//   actor   data of one actor: a guild, an auction
//
// Live rows belong to an owner: an actor, or a role whose split table is `live`. While the owner is awake, its rows are in memory, and
// changes are flushed later (`live/`). The first key column of a `split` table is `roleId: bigint`, that of an `actor` table is `owner`;
// both are declared by the kind.
import { assert } from '../../base/index.ts';
import { bigint, type Column, type ColumnSet } from './column.ts';
import { COLUMNS_MAX, NAME_LENGTH_MAX } from './limits.ts';
import type { KeyColumn, KeyValue } from './owner.ts';
import { ROLE_NUMBER_SPAN, ROWS_PER_SPLIT } from './role-id.ts';

/** Kinds whose rows are in a database. */
export type StoredKind = 'actor' | 'disc' | 'ram' | 'split';
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
  /** Actor and some split tables: while the owner is awake, rows are read and changed in memory, journalled, and flushed later. */
  readonly isLive: boolean;
  /** Actor tables: the actor that the rows belong to, once its definition has listed the table (see `tableOfActor`). */
  readonly actor: string | null;
  /** Whether each of its rows is a role: rows of other tables that belong to a role need its row here. */
  readonly holdsRoles: boolean;
  /** Disc and ram tables: the column with the role that owns the row. The row is deleted with the role. */
  readonly ownedBy: string | null;
  readonly references: readonly TableReference[];
  /** Changes that a comparison of declarations cannot find; see `defineMigration`. The version is that of the last step. */
  readonly steps: readonly MigrationStep[];
}

/** A table whose rows are in memory while their owner is awake. */
export type LiveTable = Table<'actor' | 'split'> & { readonly isLive: true };

declare const OWNER: unique symbol;
/** A table whose rows belong to an actor with a key of type `V`. Only the compiler sees the property. */
export interface Owned<V> {
  readonly [OWNER]: V;
}

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
  /** Whether its rows are in memory while their role is awake: see `Context.rows`. */
  readonly live?: boolean;
  /** Whether each of its rows is a role; one table of a store at most. */
  readonly holdsRoles?: boolean;
}

interface ActorOptions<
  Name extends string,
  Owner extends KeyColumn,
  Columns extends ColumnSet,
  Key extends readonly string[],
> extends SharedOptions<Name, Columns, NameOf<Columns> | 'owner'> {
  readonly kind: 'actor';
  /** The key of the actor: the column `owner`, which leads the key by itself. */
  readonly owner: Owner;
  /** Key columns after `owner`, for tables with many rows an actor. */
  readonly key?: Key;
}

type ActorColumns<Owner extends KeyColumn, Columns extends ColumnSet> = {
  readonly [N in 'owner' | keyof Columns]: N extends keyof Columns ? Columns[N] : Owner;
};

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
  Owner extends KeyColumn,
  const Columns extends ColumnSet,
  const Key extends readonly NameOf<Columns>[] = readonly [],
>(
  options: ActorOptions<Name, Owner, Columns, Key>,
): Table<'actor', ActorColumns<Owner, Columns>, readonly ['owner', ...Key], Name> & {
  readonly isLive: true;
} & Owned<KeyValue<Owner>>;
export function defineTable<
  const Name extends string,
  Kind extends 'disc' | 'ram' | 'static',
  const Columns extends ColumnSet,
  const Key extends readonly NameOf<Columns>[],
  Indexed extends NameOf<Columns> = never,
>(options: KeyedOptions<Name, Kind, Columns, Key, Indexed>): Table<Kind, Columns, Key, Name, Indexed>;
export function defineTable(
  options:
    | ActorOptions<string, KeyColumn, ColumnSet, readonly string[]>
    | SplitOptions<string, ColumnSet, readonly string[]>
    | KeyedOptions<string, TableKind, ColumnSet, readonly string[]>,
): Table {
  const owner = ownerColumn(options);
  const [ownerName] = Object.keys(owner);
  assert(
    ownerName === undefined || !(ownerName in options.columns),
    `an ${options.kind} table has its ${ownerName} column by itself`,
  );
  const key = [...Object.keys(owner), ...(options.key ?? [])];
  const table: Table = {
    name: options.name,
    kind: options.kind,
    columns: inKeyOrder({ ...owner, ...options.columns }, key),
    key,
    indexes: (options.indexes ?? []).map((index) => ({ on: [...index.on], unique: index.unique ?? false })),
    rowsPerSplit: 'rowsPerSplit' in options ? (options.rowsPerSplit ?? ROWS_PER_SPLIT) : ROWS_PER_SPLIT,
    isLive: options.kind === 'actor' || ('live' in options && options.live === true),
    actor: null,
    holdsRoles: 'holdsRoles' in options && options.holdsRoles === true,
    ownedBy: ('ownedBy' in options ? options.ownedBy : undefined) ?? null,
    references: (options.references ?? []).map(({ column, to, isLater = false }) => ({ column, to: to.name, isLater })),
    steps: options.steps ?? [],
  };
  for (const { column, to } of options.references ?? []) checkReference(table, column, to);
  check(table);
  return table;
}

/** The column of the owner, which a declaration has by its kind. */
function ownerColumn(options: { readonly kind: TableKind; readonly owner?: Column }): ColumnSet {
  if (options.kind === 'split') return { roleId: bigint() };
  return options.kind === 'actor' ? { owner: options.owner as Column } : {};
}

/** The table of an actor, by the actor's name. The actor's definition lists its tables, so the table does not know it by itself. */
export function tableOfActor<T extends Table<'actor'>>(table: T, actor: string): T {
  assert(table.actor === null || table.actor === actor, `table ${table.name} belongs to one actor: ${table.actor}`);
  return { ...table, actor };
}

export function isLiveTable(table: Table): table is LiveTable {
  return table.isLive;
}

/** The schema version that a table declares. */
export function versionOf(table: Table): number {
  return table.steps.at(-1)?.version ?? 1;
}

/** Whether a backup holds the table: designer data has its own files, live data dies with the process. */
export function isBackedUp(table: Table): boolean {
  return table.kind !== 'ram' && table.kind !== 'static';
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
    // As code without types gives it: the name of the function without its call.
    const isColumn = typeof table.columns[name] === 'object';
    assert(isColumn, `${where}: column ${name} is what a call returns, as ${name}: integer()`);
  }
  // A session that plays a role could otherwise delete its row, and leave the others behind.
  assert(!(table.holdsRoles && table.isLive), `${where}: the table that holds roles is not live`);
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
    // A sub-table does not know the rows of its siblings, and the memory of an owner not those of other owners.
    const isOwned = table.kind === 'actor' || table.kind === 'split';
    const owner = table.key[0] as string;
    assert(
      !index.unique || !isOwned || index.on.includes(owner),
      `${where}: a unique index of a ${table.kind} table includes ${owner}`,
    );
  }
  if (table.ownedBy === null) return;
  assert(table.kind === 'disc' || table.kind === 'ram', `${where}: only disc and ram tables are owned by a column`);
  assert(table.columns[table.ownedBy]?.type === 'bigint', `${where}: the owner is a role id, a bigint column`);
  const isFound = [table.key, ...table.indexes.map((index) => index.on)].some((on) => on[0] === table.ownedBy);
  assert(isFound, `${where}: the owner leads the key or an index, so that a role's rows are found`);
}
