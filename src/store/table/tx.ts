// A transaction, as a procedure sees it. All its changes become durable together, or none.
import type { CompiledQuery } from 'kysely';
import type { AccessOf } from './access.ts';
import type { OwnerId } from './owner.ts';
import type { BuildQuery, QueryOptions } from './query.ts';
import type { StoredKind, Table } from './table.ts';

export interface Tx {
  /** The declared tables, except static ones. */
  readonly tables: readonly Table<StoredKind>[];
  table<T extends Table<StoredKind>>(table: T): AccessOf<T>;
  /**
   * One statement. Column names are those of TypeScript; a split table's name stands for all its sub-tables, read-only. In a store
   * with roles it gives no row to a role, and SQL as text only selects. A live table is refused (`live-table`) unless the rows of the
   * last flush are enough.
   */
  query<Result, Database = never>(
    query: BuildQuery<Result, Database> | CompiledQuery<Result>,
    options?: QueryOptions,
  ): Promise<Result[]>;
  /**
   * Lets this transaction use the live rows of an owner that is awake. Only for the holder of the owner's lease, after it
   * confirmed the lease in this transaction.
   */
  allowLive(owner: Omit<OwnerId, 'text'>): void;
  /** Deletes a role with all its rows: see `deleteRoleCascade`. */
  deleteRole(roleId: bigint): Promise<number>;
  /** Undoes everything the procedure did and returns `value`, for `return tx.rollback(…)`: a refusal is a result. */
  rollback<Value>(value: Value): Value;
}

/** The transaction of a migration step. It works on the stored layout of its table, which no declaration describes any more. */
export interface MigrationTx {
  /** The names in SQL of the table itself or, for a split table, of each of its sub-tables. */
  readonly sqlTables: readonly string[];
  /** Runs one statement of SQL; each `?` in it, outside of quotes, stands for one of the parameters, on every database. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<readonly object[]>;
  /** Adds a column that the table now declares, in all sub-tables. */
  addColumn(column: string): Promise<void>;
  dropColumn(column: string): Promise<void>;
  renameColumn(from: string, to: string): Promise<void>;
}
