// The rows of one owner in one table, as games see them. The code is in `live/`.
import type { KeyOf, LiveTable, NewRow, Patch, Row, Table } from './table.ts';

type RestKey<T extends Table> = KeyOf<T> extends readonly [unknown, ...infer Rest] ? Rest : never;

/**
 * The rows of one owner in one table, in memory. Reads and changes take effect at once; the turn makes the changes durable. Keys and
 * rows leave the owner out. The same type everywhere, so that the rules of a game are plain functions over it.
 */
export interface Rows<T extends Table> {
  /** The row of that key, or null. */
  get(...key: RestKey<T>): Row<T> | null;
  /** All rows of the owner, in the order of the key. */
  list(): readonly Row<T>[];
  /** Throws `unique-violation` when the key has a row. */
  insert(row: Omit<NewRow<T>, T['key'][0]>): void;
  /** Inserts the row or replaces the one of the same key. */
  upsert(row: Omit<NewRow<T>, T['key'][0]>): void;
  /** Changes some columns: `update(...key, patch)`. False when there is no such row. */
  update(...keyAndPatch: readonly [...RestKey<T>, Patch<T>]): boolean;
  /** False when there was no such row. */
  delete(...key: RestKey<T>): boolean;
}

/** The rows of the live tables among these, by their names; `never` of the others. */
export type RowsOf<Tables> = {
  readonly [N in keyof Tables]: Tables[N] extends LiveTable ? Rows<Tables[N]> : never;
};
