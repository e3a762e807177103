// SQL text for SQLite from declarations. Pure. Names are quoted: a table may be called `order`. Tables are STRICT, so that a
// value of a wrong type is refused by the database too; a key of one integer is the rowid, any other key orders the table
// itself (WITHOUT ROWID), which keeps the rows of one role side by side.
import { assert, toHex } from '../base/index.ts';
import type { CallOp } from './body.ts';
import type { Column, ColumnType } from './column.ts';
import { SPLITS_VIEW_MAX } from './limits.ts';
import { sqliteCodec } from './sqlite-codec.ts';
import { type Table, type TableIndex, toSqlName } from './table.ts';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  bigint: 'INTEGER',
  boolean: 'INTEGER',
  bytes: 'BLOB',
  integer: 'INTEGER',
  json: 'TEXT',
  real: 'REAL',
  text: 'TEXT',
};

/** Where a table lies: `main` on disk, `ram` in the attached database that dies with the process. */
export type SqliteSchema = 'main' | 'ram';

export interface SqlTable {
  readonly schema: SqliteSchema;
  readonly name: string;
}

export function quote(name: string): string {
  return `"${name}"`;
}

export function qualified(table: SqlTable): string {
  return `${table.schema}.${quote(table.name)}`;
}

export function columnList(names: readonly string[]): string {
  return names.map((name) => quote(toSqlName(name))).join(', ');
}

export function createTableSql(table: Table, at: SqlTable): string {
  const isRowid = hasRowidKey(table);
  const columns = Object.entries(table.columns).map(([name, column]) => {
    const key = isRowid && name === table.key[0] ? ' PRIMARY KEY' : '';
    return `${columnSql(name, column)}${key}`;
  });
  if (!isRowid) columns.push(`PRIMARY KEY (${columnList(table.key)})`);
  return `CREATE TABLE ${qualified(at)} (${columns.join(', ')}) STRICT${isRowid ? '' : ', WITHOUT ROWID'}`;
}

export function addColumnSql(at: SqlTable, name: string, column: Column): string {
  return `ALTER TABLE ${qualified(at)} ADD COLUMN ${columnSql(name, column)}`;
}

export function createIndexSql(at: SqlTable, index: TableIndex): string {
  const unique = index.unique === true ? 'UNIQUE ' : '';
  return `CREATE ${unique}INDEX ${at.schema}.${quote(indexName(at, index))} ON ${quote(at.name)} (${columnList(index.on)})`;
}

export function dropIndexSql(at: SqlTable, index: TableIndex): string {
  return `DROP INDEX IF EXISTS ${at.schema}.${quote(indexName(at, index))}`;
}

/** The view that stands for all sub-tables of a split table; null when there are more than one view can unite. */
export function createViewSql(table: Table, splits: readonly string[]): string | null {
  if (splits.length === 0 || splits.length > SPLITS_VIEW_MAX) return null;
  const columns = columnList(Object.keys(table.columns));
  const parts = splits.map((name) => `SELECT ${columns} FROM ${quote(name)}`);
  return `CREATE VIEW main.${quote(table.name)} AS ${parts.join(' UNION ALL ')}`;
}

/** All rows in the order of the key. */
export function selectAllSql(table: Table, at: SqlTable): string {
  return `SELECT ${columnList(Object.keys(table.columns))} FROM ${qualified(at)} ORDER BY ${columnList(table.key)}`;
}

/** The statement of a call; see `Call` for the order of what it binds. */
export function callSql(
  table: Table,
  at: SqlTable,
  call: { readonly op: CallOp; readonly shape: readonly number[] },
): string {
  const names = Object.keys(table.columns);
  const target = qualified(at);
  const key = equalsAll(table.key);
  switch (call.op) {
    case 'get':
      return `SELECT ${columnList(names)} FROM ${target} WHERE ${key}`;
    case 'insert':
      return `INSERT INTO ${target} (${columnList(names)}) VALUES (${names.map(() => '?').join(', ')})`;
    case 'upsert':
      return `${callSql(table, at, { op: 'insert', shape: [] })} ${onConflictSql(table, names)}`;
    case 'update':
      return `UPDATE ${target} SET ${call.shape.map((position) => equals(nameAt(names, position))).join(', ')} WHERE ${key}`;
    case 'delete':
      return `DELETE FROM ${target} WHERE ${key}`;
    case 'list': {
      // A bare parameter as LIMIT is planned for: SQLite prepares the statement anew each time it is bound, five times its cost.
      const order = `ORDER BY ${columnList(table.key)} LIMIT ? + 0`;
      return `SELECT ${columnList(names)} FROM ${target}${whereSql(names, call.shape)} ${order}`;
    }
    case 'deleteWhere':
      return `DELETE FROM ${target}${whereSql(names, call.shape)}`;
  }
}

function hasRowidKey(table: Table): boolean {
  const [only, second] = table.key;
  const type = only === undefined ? undefined : table.columns[only]?.type;
  return second === undefined && (type === 'bigint' || type === 'integer');
}

function columnSql(name: string, column: Column): string {
  const parts = [quote(toSqlName(name)), SQL_TYPES[column.type]];
  if (!column.nullable) parts.push('NOT NULL');
  if (column.omittable && column.default !== null) parts.push(`DEFAULT ${literal(column)}`);
  return parts.join(' ');
}

function literal(column: Column): string {
  const value = sqliteCodec.encode(column, column.default);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `x'${toHex(value)}'`;
  return String(value);
}

// Positions rather than names would move when a column is added.
function indexName(at: SqlTable, index: TableIndex): string {
  return `${at.name}__${index.on.map(toSqlName).join('__')}${index.unique === true ? '__unique' : ''}`;
}

function onConflictSql(table: Table, names: readonly string[]): string {
  const changed = names.slice(table.key.length).map((name) => quote(toSqlName(name)));
  const action =
    changed.length === 0 ? 'NOTHING' : `UPDATE SET ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return `ON CONFLICT (${columnList(table.key)}) DO ${action}`;
}

function whereSql(names: readonly string[], shape: readonly number[]): string {
  if (shape.length === 0) return '';
  const parts = shape.map((position) =>
    position < 0 ? `${quote(toSqlName(nameAt(names, ~position)))} IS NULL` : equals(nameAt(names, position)),
  );
  return ` WHERE ${parts.join(' AND ')}`;
}

function equalsAll(names: readonly string[]): string {
  return names.map(equals).join(' AND ');
}

function equals(name: string): string {
  return `${quote(toSqlName(name))} = ?`;
}

function nameAt(names: readonly string[], position: number): string {
  const name = names[position];
  assert(name !== undefined, 'a shape names declared columns');
  return name;
}
