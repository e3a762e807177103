// What bringing tables to their declaration needs of a database.

import type { Table } from '../table/index.ts';
import type { SqlDialect, SqlTable } from './sql-dialect.ts';

/** A database with a transaction open, in which the tables are brought to what is declared. */
export interface SchemaDatabase {
  readonly location: string;
  readonly dialect: SqlDialect;
  /** Parameters are those of the dialect's placeholders. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<readonly object[]>;
  /** The tables of the database that stand for a declared one when it is changed. */
  placesOf(table: Table): readonly SqlTable[];
  /** Throws when there is a table of that name that is not ours. */
  beforeCreate?(table: Table): Promise<void>;
  /** Before and after the columns of a split table are changed. */
  beforeChange?(table: Table): void;
  afterChange?(table: Table): void;
}
