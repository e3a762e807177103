// SQL of declared tables for PostgreSQL. A split table is one table, partitioned by role id; whole numbers of 53 bits take 64;
// text is compared byte by byte, as in SQLite, so that lists have one order on both.
import { createHash } from 'node:crypto';
import { toHex } from '../../base/index.ts';
import { columnList, columnSql, qualified, type SqlDialect, textLiteral } from '../body/index.ts';
import { postgresCodec } from './postgres-codec.ts';

/** PostgreSQL truncates longer names silently. */
const NAME_BYTES_MAX = 63;
const HASH_LENGTH = 8;

export const postgresDialect: SqlDialect = {
  types: {
    bigint: 'bigint',
    boolean: 'boolean',
    bytes: 'bytea',
    integer: 'bigint',
    // Not json or jsonb: these refuse some valid JSON (a NUL, half a surrogate pair).
    json: 'text COLLATE "C"',
    real: 'double precision',
    text: 'text COLLATE "C"',
  },
  placeholder: (position) => `$${position}`,
  limit: (placeholder) => placeholder,
  literal(column) {
    const value = postgresCodec.encode(column, column.default);
    if (typeof value === 'string') return textLiteral(value);
    return value instanceof Uint8Array ? `'\\x${toHex(value)}'` : String(value);
  },
  fit(name) {
    if (name.length <= NAME_BYTES_MAX) return name;
    const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
    return `${name.slice(0, NAME_BYTES_MAX - HASH_LENGTH - 1)}_${hash}`;
  },
  isIndexQualified: false,
  createTable(table, at) {
    const columns = Object.entries(table.columns).map(([name, column]) => columnSql(postgresDialect, name, column));
    columns.push(`PRIMARY KEY (${columnList(table.key)})`);
    // Live data is not logged, and a crash of the database empties it.
    const kind = table.kind === 'ram' ? 'UNLOGGED TABLE' : 'TABLE';
    const partitioned = table.kind === 'split' ? ' PARTITION BY RANGE (role_id)' : '';
    return `CREATE ${kind} ${qualified(at)} (${columns.join(', ')})${partitioned}`;
  },
};
