// SQL of declared tables for SQLite. Tables are STRICT, so that the database also refuses a value of a wrong type. A key of one
// integer is the rowid; any other key orders the table itself (WITHOUT ROWID), which keeps the rows of one role side by side.
import { toHex } from '../../base/index.ts';
import { columnList, columnSql, qualified, quote, type SqlDialect, textLiteral } from '../body/index.ts';
import type { Table } from '../table/index.ts';
import { SPLITS_VIEW_MAX } from './limits.ts';
import { sqliteCodec } from './sqlite-codec.ts';

export const sqliteDialect: SqlDialect = {
  types: {
    bigint: 'INTEGER',
    boolean: 'INTEGER',
    bytes: 'BLOB',
    integer: 'INTEGER',
    json: 'TEXT',
    real: 'REAL',
    text: 'TEXT',
  },
  placeholder: () => '?',
  // With a bare parameter as LIMIT, SQLite prepares the statement again at each binding, at five times the cost.
  limit: (placeholder) => `${placeholder} + 0`,
  literal(column) {
    const value = sqliteCodec.encode(column, column.default);
    if (typeof value === 'string') return textLiteral(value);
    return value instanceof Uint8Array ? `x'${toHex(value)}'` : String(value);
  },
  fit: (name) => name,
  isIndexQualified: true,
  createTable(table, at) {
    const isRowid = hasRowidKey(table);
    const columns = Object.entries(table.columns).map(([name, column]) => {
      const key = isRowid && name === table.key[0] ? ' PRIMARY KEY' : '';
      return `${columnSql(sqliteDialect, name, column)}${key}`;
    });
    if (!isRowid) columns.push(`PRIMARY KEY (${columnList(table.key)})`);
    return `CREATE TABLE ${qualified(at)} (${columns.join(', ')}) STRICT${isRowid ? '' : ', WITHOUT ROWID'}`;
  },
};

/** The view of all sub-tables of a split table; null when there are too many for one view. */
export function createViewSql(table: Table, splits: readonly string[]): string | null {
  if (splits.length === 0 || splits.length > SPLITS_VIEW_MAX) return null;
  const columns = columnList(Object.keys(table.columns));
  const parts = splits.map((name) => `SELECT ${columns} FROM ${quote(name)}`);
  return `CREATE VIEW main.${quote(table.name)} AS ${parts.join(' UNION ALL ')}`;
}

function hasRowidKey(table: Table): boolean {
  const [only, second] = table.key;
  const type = only === undefined ? undefined : table.columns[only]?.type;
  return second === undefined && (type === 'bigint' || type === 'integer');
}
