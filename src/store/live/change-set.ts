// Merges the changes of one owner's rows: of each row only the result remains, so that one statement per row has the effect of all
// changes in their order. Pure.
import { assert } from '../../base/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A change of one row. `key` has the values of the key's columns without the owner; `keyText` identifies a row within its table. */
export type RowChange =
  | { readonly op: 'delete'; readonly table: string; readonly keyText: string; readonly key: readonly unknown[] }
  | { readonly op: 'put'; readonly table: string; readonly keyText: string; readonly row: Fields }
  | {
      readonly op: 'set';
      readonly table: string;
      readonly keyText: string;
      readonly key: readonly unknown[];
      readonly patch: Fields;
    };

/** Deletes all rows of the owner in one table. */
export interface ClearChange {
  readonly op: 'clear';
  readonly table: string;
}

export type Change = ClearChange | RowChange;

class TableChanges {
  /** Whether all rows were deleted before the changes of `rows`. */
  isCleared = false;
  readonly rows = new Map<string, RowChange>();
}

export class ChangeSet {
  readonly #tables = new Map<string, TableChanges>();
  #count = 0;

  /** Changed rows; a table that was cleared counts as one. */
  get count(): number {
    return this.#count;
  }

  add(change: Change): void {
    let table = this.#tables.get(change.table);
    if (table === undefined) {
      table = new TableChanges();
      this.#tables.set(change.table, table);
    }
    if (change.op === 'clear') {
      this.#count += (table.isCleared ? 0 : 1) - table.rows.size;
      table.isCleared = true;
      table.rows.clear();
      return;
    }
    const earlier = table.rows.get(change.keyText);
    if (earlier === undefined) this.#count++;
    table.rows.set(change.keyText, earlier === undefined ? change : merge(earlier, change));
  }

  /** Adds all changes of `later`, which are newer. */
  addAll(later: ChangeSet): void {
    for (const change of later.changes()) this.add(change);
  }

  /** The change of that row, or of its whole table; null without one. */
  find(table: string, keyText: string): Change | null {
    const changes = this.#tables.get(table);
    return changes?.rows.get(keyText) ?? (changes?.isCleared ? { op: 'clear', table } : null);
  }

  *changes(): Iterable<Change> {
    for (const [name, { isCleared, rows }] of this.#tables) {
      if (isCleared) yield { op: 'clear', table: name };
      yield* rows.values();
    }
  }
}

function merge(earlier: RowChange, later: RowChange): RowChange {
  assert(earlier.keyText === later.keyText, 'changes of one row are merged');
  if (later.op !== 'set' || earlier.op === 'delete') return later;
  if (earlier.op === 'put') return { ...earlier, row: { ...earlier.row, ...later.patch } };
  return { ...later, patch: { ...earlier.patch, ...later.patch } };
}
