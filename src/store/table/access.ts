// Typed access to the rows of one table, as games see it. The code is in the rooms that hold rows.
import type { StaticTableAccess } from './static-table.ts';
import type { KeyOf, NewRow, Patch, Row, Table, Where } from './table.ts';

export interface ListOptions {
  /** The most rows to read. Without it, more rows than one answer may hold are an error; the answer is not cut. */
  readonly limit?: number;
}

interface SharedAccess<T extends Table> {
  /** The row of that key (its values in the declared order), or null. */
  get(...key: KeyOf<T>): Promise<Row<T> | null>;
  insert(row: NewRow<T>): Promise<void>;
  /** Inserts the row or replaces the one of the same key. */
  upsert(row: NewRow<T>): Promise<void>;
  /** Changes some columns: `update(...key, patch)`. False when there is no such row. */
  update(...keyAndPatch: readonly [...KeyOf<T>, Patch<T>]): Promise<boolean>;
  /** False when there was no such row. */
  delete(...key: KeyOf<T>): Promise<boolean>;
}

export interface KeyedTableAccess<T extends Table> extends SharedAccess<T> {
  /** Rows equal in columns that lead the key or an index, in the order of the key. */
  list(where: Where<T>, options?: ListOptions): Promise<Row<T>[]>;
  /** Deletes rows equal in columns that lead the key or an index; returns their number. */
  deleteWhere(where: Where<T>): Promise<number>;
}

/** Tables of kind split and actor. */
export interface OwnedTableAccess<T extends Table> extends SharedAccess<T> {
  /** The rows of one role or actor, in the order of the key. */
  list(owner: KeyOf<T>[0], options?: ListOptions): Promise<Row<T>[]>;
  /** Deletes all rows of one role or actor; returns their number. */
  deleteWhere(owner: KeyOf<T>[0]): Promise<number>;
}

export type AccessOf<T extends Table> = T['kind'] extends 'actor' | 'split'
  ? OwnedTableAccess<T>
  : T['kind'] extends 'static'
    ? StaticTableAccess<T>
    : KeyedTableAccess<T>;

export interface WriteGuard {
  /** Throws when nothing may be written any more. */
  assertWritable(): void;
}
