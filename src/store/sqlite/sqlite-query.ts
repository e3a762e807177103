// Runs a compiled query and decodes its rows. A value from a declared column, even through a view or under another name, is decoded
// as that column's value; any other value stays as SQLite returns it, with small integers as numbers.
import type { StatementSync } from 'node:sqlite';
import { LIST_ROWS_MAX } from '../body/index.ts';
import { type Column, StoreError, type Table, toTypeScriptName } from '../table/index.ts';
import { decodeUntyped, encodeParameter, sqliteCodec } from './sqlite-codec.ts';

export type FindTable = (sqlName: string) => Table | null;

export function executeQuery(
  statement: StatementSync,
  parameters: readonly unknown[],
  findTable: FindTable,
): readonly object[] {
  const columns = statement.columns().map((column) => ({
    name: toTypeScriptName(column.name),
    declared: declaredColumn(column.table, column.column, findTable),
  }));
  const rows: object[] = [];
  const found = statement.iterate(...parameters.map(encodeParameter)) as unknown as Iterable<readonly unknown[]>;
  for (const values of found) {
    if (rows.length === LIST_ROWS_MAX) {
      throw new StoreError(
        'too-many-rows',
        `a query found more than ${LIST_ROWS_MAX} rows; ask for them in parts, with a limit`,
      );
    }
    const row: Record<string, unknown> = {};
    for (const [at, { name, declared }] of columns.entries()) {
      row[name] = declared === null ? decodeUntyped(values[at]) : sqliteCodec.decode(declared, values[at]);
    }
    rows.push(row);
  }
  return rows;
}

function declaredColumn(table: string | null, column: string | null, findTable: FindTable): Column | null {
  if (table === null || column === null) return null;
  return findTable(table)?.columns[toTypeScriptName(column)] ?? null;
}
