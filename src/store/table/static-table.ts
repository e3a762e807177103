// Designer data in memory: reads are synchronous, and a new reading replaces all rows at once. Rows are frozen and shared with all
// readers.

import { joinValues } from './static-rows.ts';
import { checkCall } from './store-error.ts';
import type { KeyOf, Row, Table } from './table.ts';

export interface StaticTableAccess<T extends Table> {
  /** The row of that key, or null. */
  get(...key: KeyOf<T>): Row<T> | null;
  /** All rows, in the order of the file. */
  all(): readonly Row<T>[];
  /** Rows equal in these columns, in the order of the file. */
  list(where: Partial<Row<T>>): readonly Row<T>[];
}

type Fields = Readonly<Record<string, unknown>>;
type Index = ReadonlyMap<string, readonly Fields[]>;

const NONE: readonly Fields[] = [];

export class StaticTable {
  readonly #table: Table;
  #rows: readonly Fields[] = NONE;
  /** Rows by the values of some columns, made on first use: at most one index for each set of columns. */
  readonly #indexes = new Map<string, Index>();

  constructor(table: Table) {
    this.#table = table;
  }

  get declaration(): Table {
    return this.#table;
  }

  replace(rows: readonly Fields[]): void {
    this.#rows = rows;
    this.#indexes.clear();
  }

  get(...key: readonly unknown[]): Fields | null {
    const names = this.#table.key;
    checkCall(
      key.length === names.length,
      this.#table.name,
      `the key is (${names.join(', ')}), not ${key.length} values`,
    );
    const where = Object.fromEntries(names.map((name, at) => [name, key[at]]));
    return this.#find(where, names)[0] ?? null;
  }

  all(): readonly Fields[] {
    return this.#rows;
  }

  list(where: Fields): readonly Fields[] {
    const names = Object.keys(where).filter((name) => where[name] !== undefined);
    for (const name of names) {
      const type = this.#table.columns[name]?.type;
      checkCall(
        type !== undefined && type !== 'json',
        this.#table.name,
        `there is no column ${name} that can be compared`,
      );
    }
    return names.length === 0 ? this.#rows : this.#find(where, names.sort());
  }

  #find(where: Fields, names: readonly string[]): readonly Fields[] {
    const index = this.#indexes.get(names.join()) ?? this.#build(names);
    return index.get(joinValues(where, names)) ?? NONE;
  }

  #build(names: readonly string[]): Index {
    const index = new Map<string, Fields[]>();
    for (const row of this.#rows) {
      const joined = joinValues(row, names);
      const rows = index.get(joined);
      if (rows === undefined) index.set(joined, [row]);
      else rows.push(row);
    }
    this.#indexes.set(names.join(), index);
    return index;
  }
}
