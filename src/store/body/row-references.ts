// Which rows of other tables a written row leads to, by the declaration of its table. The store refuses a row that leads nowhere: a
// backup with it could not be restored. The bodies look the rows up in the transaction of the write. References to roles are in
// `role-references.ts`.
import { type StoredKind, StoreError, type Table, toSqlName } from '../table/index.ts';
import { type Call, type CallResult, isRead, type SqlValue } from './body.ts';
import { quote } from './sql-text.ts';

/** A row that must exist: the one of `to` with this key. */
export interface NeededRow {
  readonly to: Table<StoredKind>;
  readonly key: SqlValue;
}

/** Rows that exist for certain, by their table: the key of the one that the present request met last. */
export type PresentRows = Map<Table<StoredKind>, SqlValue>;

interface Reference {
  readonly position: number;
  readonly to: Table<StoredKind>;
  readonly isLater: boolean;
}

const NONE: readonly never[] = [];

export class RowReferences {
  readonly #tables: readonly Table<StoredKind>[];
  /** By table number. */
  readonly #references: readonly (readonly Reference[])[];
  /** By table number: whether rows of others lead to it. */
  readonly #isTarget: readonly boolean[];

  constructor(tables: readonly Table<StoredKind>[]) {
    this.#tables = tables;
    this.#references = tables.map((table) => referencesOf(table, tables));
    const targets = new Set(this.#references.flatMap((references) => references.map(({ to }) => to)));
    this.#isTarget = tables.map((table) => targets.has(table));
  }

  neededBy([op, number, shape, values]: Call): readonly NeededRow[] {
    const references = this.#references[number] as readonly Reference[];
    if (references.length === 0 || !(op === 'insert' || op === 'upsert' || op === 'update')) return NONE;
    const needed: NeededRow[] = [];
    for (const { position, to, isLater } of references) {
      const at = op === 'update' ? shape.indexOf(position) : isLater ? -1 : position;
      const key = at < 0 ? null : values[at];
      if (key !== null && key !== undefined) needed.push({ to, key });
    }
    return needed;
  }

  /** After a call that succeeded: which row it found or left, or that it may have removed one. */
  note([op, number, , values]: Call, result: CallResult, present: PresentRows): void {
    if (this.#isTarget[number] !== true) return;
    const table = this.#tables[number] as Table<StoredKind>;
    // The key of a table that rows lead to is one column, the first.
    if (op === 'insert' || op === 'upsert' || (op === 'get' && result !== null)) present.set(table, values[0] ?? null);
    else if (!isRead(op)) present.delete(table);
  }

  /** The failure of a call whose row does not exist. */
  missing(call: Call, { to, key }: NeededRow): StoreError {
    return rowMissing(this.#tables[call[1]]?.name ?? '', to.name, String(key));
  }
}

/** The condition that the needed row exists; the key is bound as `parameter`. */
export function findsRow({ to }: NeededRow, parameter: string): string {
  return `SELECT 1 FROM ${quote(to.name)} WHERE ${quote(toSqlName(to.key[0] as string))} = ${parameter}`;
}

export function rowMissing(table: string, to: string, key: string): StoreError {
  const message = `table ${table}: table ${to} has no row ${JSON.stringify(key)}, which the written row leads to: write that one first`;
  return new StoreError('row-missing', message, { table });
}

/** References to tables that this store does not have are left out: a game may leave a module out. */
function referencesOf(table: Table, tables: readonly Table<StoredKind>[]): readonly Reference[] {
  const names = Object.keys(table.columns);
  return table.references.flatMap(({ column, to: name, isLater }) => {
    const to = tables.find((each) => each.name === name);
    return to === undefined ? [] : [{ position: names.indexOf(column), to, isLater }];
  });
}
