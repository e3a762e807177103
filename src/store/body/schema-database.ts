// What `schema.ts` needs of a database.

import type { Table } from '../table/index.ts';
import type { SqlDialect, SqlTable } from './sql-dialect.ts';

/** A table as the database has it, with names in SQL. */
export interface ActualTable {
  readonly columns: readonly string[];
  /** The primary key. */
  readonly key: readonly string[];
}

/** A database with an open transaction, in which its tables are changed to match their declarations. */
export interface SchemaDatabase {
  readonly location: string;
  readonly dialect: SqlDialect;
  /** Parameters follow the dialect's placeholders. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<readonly object[]>;
  /** The tables of the database that change when a declared table changes. */
  placesOf(table: Table): readonly SqlTable[];
  /** The tables of the database by name, whoever made them. */
  actualTables(): Promise<ReadonlyMap<string, ActualTable>>;
  /** Throws when a foreign table of that name exists. */
  beforeCreate?(table: Table): Promise<void>;
  /** Before and after the columns of a split table are changed. */
  beforeChange?(table: Table): void;
  afterChange?(table: Table): void;
}
