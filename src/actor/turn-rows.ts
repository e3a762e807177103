// Rows as one turn, or one share, uses them: a reference that is kept longer is refused and cannot reach into another turn.
import type { LiveTable, Rows } from '../store/index.ts';
import type { OwnerView } from './turn.ts';

/** Throws when the rows may be used no more. */
export interface RowsGuard {
  assertOpen(): void;
}

type AnyRows = Rows<LiveTable>;
type Fields = Readonly<Record<string, unknown>>;

class GuardedRows {
  readonly #guard: RowsGuard;
  readonly #rows: AnyRows;

  constructor(guard: RowsGuard, rows: AnyRows) {
    this.#guard = guard;
    this.#rows = rows;
  }

  get(...key: readonly unknown[]): unknown {
    this.#guard.assertOpen();
    return this.#rows.get(...(key as Parameters<AnyRows['get']>));
  }

  list(): readonly unknown[] {
    this.#guard.assertOpen();
    return this.#rows.list();
  }

  insert(row: Fields): void {
    this.#guard.assertOpen();
    this.#rows.insert(row as Parameters<AnyRows['insert']>[0]);
  }

  upsert(row: Fields): void {
    this.#guard.assertOpen();
    this.#rows.upsert(row as Parameters<AnyRows['upsert']>[0]);
  }

  update(...keyAndPatch: readonly unknown[]): boolean {
    this.#guard.assertOpen();
    return this.#rows.update(...(keyAndPatch as Parameters<AnyRows['update']>));
  }

  delete(...key: readonly unknown[]): boolean {
    this.#guard.assertOpen();
    return this.#rows.delete(...(key as Parameters<AnyRows['delete']>));
  }
}

/** Makes the `rows` of an owner: access to a table is made when it is asked for. */
export type RowsClass = new (owner: OwnerView, guard: RowsGuard) => object;

/** A class for each list of tables, with a getter for each. */
export function rowsClassOf(tables: Readonly<Record<string, LiveTable>>): RowsClass {
  class OwnerRows {
    readonly owner: OwnerView;
    readonly guard: RowsGuard;

    constructor(owner: OwnerView, guard: RowsGuard) {
      this.owner = owner;
      this.guard = guard;
    }
  }
  for (const [name, table] of Object.entries(tables)) {
    Object.defineProperty(OwnerRows.prototype, name, {
      get(this: OwnerRows) {
        return new GuardedRows(this.guard, this.owner.live.rows(table));
      },
    });
  }
  return OwnerRows;
}
