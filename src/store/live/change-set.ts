// Merges the changes of one role's live rows: of each row only the result remains, so that one statement per row has the effect of
// all changes in their order. Pure.
import { assert } from '../../base/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** `key` has the values of the key's columns without the role id; `keyText` identifies a row within its table. */
export type Change =
  | { readonly op: 'delete'; readonly table: string; readonly keyText: string; readonly key: readonly unknown[] }
  | { readonly op: 'put'; readonly table: string; readonly keyText: string; readonly row: Fields }
  | {
      readonly op: 'set';
      readonly table: string;
      readonly keyText: string;
      readonly key: readonly unknown[];
      readonly patch: Fields;
    };

export class ChangeSet {
  /** By table and key. Null without changes: most roles have none most of the time. */
  #tables: Map<string, Map<string, Change>> | null = null;
  #count = 0;

  /** Changed rows. */
  get count(): number {
    return this.#count;
  }

  add(change: Change): void {
    this.#tables ??= new Map();
    let rows = this.#tables.get(change.table);
    if (rows === undefined) {
      rows = new Map();
      this.#tables.set(change.table, rows);
    }
    const earlier = rows.get(change.keyText);
    if (earlier === undefined) this.#count++;
    rows.set(change.keyText, earlier === undefined ? change : merge(earlier, change));
  }

  /** Adds all changes of `later`, which are newer. */
  addAll(later: ChangeSet): void {
    for (const change of later.changes()) this.add(change);
  }

  *changes(): Iterable<Change> {
    for (const rows of this.#tables?.values() ?? []) yield* rows.values();
  }
}

function merge(earlier: Change, later: Change): Change {
  assert(earlier.keyText === later.keyText, 'changes of one row are merged');
  if (later.op !== 'set' || earlier.op === 'delete') return later;
  if (earlier.op === 'put') return { ...earlier, row: { ...earlier.row, ...later.patch } };
  return { ...later, patch: { ...earlier.patch, ...later.patch } };
}
