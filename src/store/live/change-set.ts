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

/** Up to so many changes are searched one by one; most turns change a few rows. */
const SEARCHED_MAX = 8;

export class ChangeSet {
  /** In the order of their first changes. Rows that were changed before their table was cleared are not in it. */
  #changes: Change[] = [];
  /** The positions in a longer list. */
  #index: Map<string, number> | null = null;

  /** Changed rows; a table that was cleared counts as one. */
  get count(): number {
    return this.#changes.length;
  }

  add(change: Change): void {
    if (change.op === 'clear') this.#remove(change.table);
    const at = change.op === 'clear' ? -1 : this.#position(change.table, change.keyText);
    const earlier = this.#changes[at] as RowChange | undefined;
    if (earlier !== undefined) this.#changes[at] = merge(earlier, change as RowChange);
    else {
      this.#changes.push(change);
      this.#index?.set(indexKey(change), this.#changes.length - 1);
    }
  }

  /** Adds all changes of `later`, which are newer. */
  addAll(later: ChangeSet): void {
    for (const change of later.changes()) this.add(change);
  }

  /** The change of that row, or of its whole table; null without one. */
  find(table: string, keyText: string): Change | null {
    const at = this.#position(table, keyText);
    return this.#changes[at < 0 ? this.#position(table, null) : at] ?? null;
  }

  changes(): readonly Change[] {
    return this.#changes;
  }

  /** Where the change of a row is, or with `keyText` null that of a whole table; -1 without one. */
  #position(table: string, keyText: string | null): number {
    const changes = this.#changes;
    if (changes.length > SEARCHED_MAX) {
      this.#index ??= new Map(changes.map((change, at) => [indexKey(change), at]));
      return this.#index.get(keyText === null ? table : `${table}\0${keyText}`) ?? -1;
    }
    for (let at = 0; at < changes.length; at++) {
      const change = changes[at] as Change;
      if (change.table === table && (change.op === 'clear' ? null : change.keyText) === keyText) return at;
    }
    return -1;
  }

  #remove(table: string): void {
    this.#changes = this.#changes.filter((change) => change.table !== table);
    this.#index = null;
  }
}

/** The name of a table has no NUL. */
function indexKey(change: Change): string {
  return change.op === 'clear' ? change.table : `${change.table}\0${change.keyText}`;
}

function merge(earlier: RowChange, later: RowChange): RowChange {
  assert(earlier.keyText === later.keyText, 'changes of one row are merged');
  if (later.op !== 'set' || earlier.op === 'delete') return later;
  if (earlier.op === 'put') return { ...earlier, row: { ...earlier.row, ...later.patch } };
  return { ...later, patch: { ...earlier.patch, ...later.patch } };
}
