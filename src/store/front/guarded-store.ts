// A view of the store that writes only while a guard allows it, for a caller that may outlive its right to write. Reads always pass.
import type { AccessOf, BuildQuery, Procedure, QueryOptions, Table, WriteGuard } from '../table/index.ts';

/** Access to tables, procedures and queries. */
export interface StoreView {
  /**
   * The rows of a declared table. Of a live table, a read flushes the owner's committed changes first when the owner is awake in this
   * process; when it is awake in another process, the rows of the last flush are read. A change is refused with `role-live` or
   * `actor-live` while the owner is awake.
   */
  table<T extends Table>(table: T): AccessOf<T>;
  /** Runs a procedure as one transaction. */
  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result>;
  /** Reads by a query. A live table is refused (`live-table`) unless the rows of the last flush are enough: `store.query((db: Kysely<DatabaseOf<[typeof account]>>) => db.selectFrom('account')…)`. */
  query<Result, Database>(build: BuildQuery<Result, Database>, options?: QueryOptions): Promise<Result[]>;
}

export interface GuardableStore extends StoreView {
  /** The rows of a table, written only while the guard allows it. */
  tableFor<T extends Table>(table: T, guard: WriteGuard): AccessOf<T>;
}

export class GuardedStore implements StoreView {
  readonly #store: GuardableStore;
  readonly #guard: WriteGuard;

  constructor(store: GuardableStore, guard: WriteGuard) {
    this.#store = store;
    this.#guard = guard;
  }

  table<T extends Table>(table: T): AccessOf<T> {
    return this.#store.tableFor(table, this.#guard);
  }

  async run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    this.#guard.assertWritable();
    return this.#store.run(procedure, args);
  }

  query<Result, Database>(build: BuildQuery<Result, Database>, options?: QueryOptions): Promise<Result[]> {
    return this.#store.query(build, options);
  }
}
