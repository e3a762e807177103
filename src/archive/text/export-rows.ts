// Rows as text for people, which `text-rows.ts` reads back: JSON lines, or CSV for spreadsheets (RFC 4180).

import type { RowValues } from '../../store/front/index.ts';
import type { Column, Table } from '../../store/index.ts';
import { toJsonValue, toSqlName } from '../../store/table/index.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The text before the rows. */
export function exportHead(format: ExportFormat, table: Table): string {
  return format === 'csv' ? csvLine(Object.keys(table.columns).map(toSqlName)) : '';
}

/** Rows as text, each with an end of line. */
export function exportRows(format: ExportFormat, table: Table, rows: readonly RowValues[]): string {
  const columns = Object.entries(table.columns);
  return rows.map((row) => (format === 'csv' ? csvRow(columns, row) : jsonRow(columns, row))).join('');
}

type Columns = readonly (readonly [string, Column])[];

function jsonRow(columns: Columns, row: RowValues): string {
  return `${JSON.stringify(fieldsOf(columns, row))}\n`;
}

/** A row as JSON, with column names as in SQL. */
export function jsonFields(table: Table, row: RowValues): Readonly<Record<string, unknown>> {
  return fieldsOf(Object.entries(table.columns), row);
}

function fieldsOf(columns: Columns, row: RowValues): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map(([name, column], at) => [toSqlName(name), toJsonValue(column, row[at])]));
}

function csvRow(columns: Columns, row: RowValues): string {
  return csvLine(
    columns.map(([, column], at) => {
      const value = toJsonValue(column, row[at]);
      if (value === null) return null;
      return column.type === 'json' ? JSON.stringify(value) : String(value);
    }),
  );
}

/** A null is an empty cell; an empty text is `""`. */
function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | null): string {
  if (cell === null) return '';
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
