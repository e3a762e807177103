// How the databases differ in the SQL of declared tables. `sql-text.ts` makes the text itself.
import type { Column, ColumnType, Table } from '../table/index.ts';

/** A table of the database. Its schema is null where names need none. */
export interface SqlTable {
  readonly schema: string | null;
  readonly name: string;
}

export interface SqlDialect {
  readonly types: Readonly<Record<ColumnType, string>>;
  /** The name of the parameter at this position, from 1. */
  placeholder(position: number): string;
  /** A placeholder as the count of LIMIT. */
  limit(placeholder: string): string;
  /** A column's default in SQL. */
  literal(column: Column): string;
  /** A name of an index, within the database's limit for names. */
  fit(name: string): string;
  /** Whether CREATE INDEX takes the schema of the table before the index's name. */
  readonly isIndexQualified: boolean;
  /** The statements that create a table, without its other indexes. */
  createTable(table: Table, at: SqlTable): string;
}
