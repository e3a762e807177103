// What is different between the databases in the SQL of declared tables. The text itself is made by `sql-text.ts`.
import type { Column, ColumnType, Table } from '../table/index.ts';

/** A table of the database; its schema is null where names need none. */
export interface SqlTable {
  readonly schema: string | null;
  readonly name: string;
}

export interface SqlDialect {
  readonly types: Readonly<Record<ColumnType, string>>;
  /** The name of the parameter that is bound as the first, second, … */
  placeholder(position: number): string;
  /** A placeholder as the count of LIMIT. */
  limit(placeholder: string): string;
  /** A column's default in SQL. */
  literal(column: Column): string;
  /** A name of an index, no longer than the database keeps names. */
  fit(name: string): string;
  /** Whether an index is made with the schema of its table before its name. */
  readonly isIndexQualified: boolean;
  /** The statements that make a table, without its further indexes. */
  createTable(table: Table, at: SqlTable): string;
}
