// SQL text from declarations; a dialect supplies what differs between databases. Pure. Names are quoted, because a table may be
// called `order`.
import { assert } from '../../base/index.ts';
import { type Column, type Table, type TableIndex, toSqlName } from '../table/index.ts';
import type { CallOp } from './body.ts';
import type { SqlDialect, SqlTable } from './sql-dialect.ts';

export function quote(name: string): string {
  return `"${name}"`;
}

export function qualified(table: SqlTable): string {
  return `${prefixOf(table)}${quote(table.name)}`;
}

export function columnList(names: readonly string[]): string {
  return names.map((name) => quote(toSqlName(name))).join(', ');
}

export function columnSql(dialect: SqlDialect, name: string, column: Column): string {
  const parts = [quote(toSqlName(name)), dialect.types[column.type]];
  if (!column.nullable) parts.push('NOT NULL');
  if (column.omittable && column.default !== null) parts.push(`DEFAULT ${dialect.literal(column)}`);
  return parts.join(' ');
}

export function addColumnSql(
  dialect: SqlDialect,
  at: SqlTable,
  added: readonly [name: string, column: Column],
): string {
  return `ALTER TABLE ${qualified(at)} ADD COLUMN ${columnSql(dialect, ...added)}`;
}

export function createIndexSql(dialect: SqlDialect, at: SqlTable, index: TableIndex): string {
  const unique = index.unique === true ? 'UNIQUE ' : '';
  const name = dialect.fit(indexName(at, index));
  return `CREATE ${unique}INDEX ${dialect.isIndexQualified ? prefixOf(at) : ''}${quote(name)} ON ${quote(at.name)} (${columnList(index.on)})`;
}

export function dropIndexSql(dialect: SqlDialect, at: SqlTable, index: TableIndex): string {
  return `DROP INDEX IF EXISTS ${prefixOf(at)}${quote(dialect.fit(indexName(at, index)))}`;
}

/** A literal that both databases read alike; not for bytes. */
export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** All rows in the order of the key. */
export function selectAllSql(table: Table, at: SqlTable): string {
  return `SELECT ${columnList(Object.keys(table.columns))} FROM ${qualified(at)} ORDER BY ${columnList(table.key)}`;
}

/** The statement of a call: see `Call` for the order of bound values. */
export interface CallShape {
  readonly op: CallOp;
  readonly shape: readonly number[];
}

/** The statement of a call. */
export function callSql(dialect: SqlDialect, table: Table, call: CallShape & { readonly at: SqlTable }): string {
  const names = Object.keys(table.columns);
  const target = qualified(call.at);
  let bound = 0;
  const next = () => dialect.placeholder(++bound);
  const equals = (name: string) => `${quote(toSqlName(name))} = ${next()}`;
  const equalsAll = (list: readonly string[]) => list.map(equals).join(' AND ');
  const where = () => whereSql(names, call.shape, equals);
  switch (call.op) {
    case 'get':
      return `SELECT ${columnList(names)} FROM ${target} WHERE ${equalsAll(table.key)}`;
    case 'insert':
      return `INSERT INTO ${target} (${columnList(names)}) VALUES (${names.map(next).join(', ')})`;
    case 'upsert':
      return `${callSql(dialect, table, { ...call, op: 'insert' })} ${onConflictSql(table, names)}`;
    case 'update': {
      const changes = call.shape.map((position) => equals(nameAt(names, position))).join(', ');
      return `UPDATE ${target} SET ${changes} WHERE ${equalsAll(table.key)}`;
    }
    case 'delete':
      return `DELETE FROM ${target} WHERE ${equalsAll(table.key)}`;
    case 'list': {
      const order = `ORDER BY ${columnList(table.key)} LIMIT`;
      return `SELECT ${columnList(names)} FROM ${target}${where()} ${order} ${dialect.limit(next())}`;
    }
    case 'deleteWhere':
      return `DELETE FROM ${target}${where()}`;
  }
}

// By name: positions change when a column is added.
export function indexName(at: SqlTable, index: TableIndex): string {
  return `${at.name}__${index.on.map(toSqlName).join('__')}${index.unique === true ? '__unique' : ''}`;
}

function prefixOf(table: SqlTable): string {
  return table.schema === null ? '' : `${table.schema}.`;
}

function onConflictSql(table: Table, names: readonly string[]): string {
  const changed = names.slice(table.key.length).map((name) => quote(toSqlName(name)));
  const action =
    changed.length === 0 ? 'NOTHING' : `UPDATE SET ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  return `ON CONFLICT (${columnList(table.key)}) DO ${action}`;
}

function whereSql(names: readonly string[], shape: readonly number[], equals: (name: string) => string): string {
  if (shape.length === 0) return '';
  const parts = shape.map((position) =>
    position < 0 ? `${quote(toSqlName(nameAt(names, ~position)))} IS NULL` : equals(nameAt(names, position)),
  );
  return ` WHERE ${parts.join(' AND ')}`;
}

function nameAt(names: readonly string[], position: number): string {
  const name = names[position];
  assert(name !== undefined, 'a shape names declared columns');
  return name;
}
