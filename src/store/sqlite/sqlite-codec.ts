// Values between our types and SQLite's: booleans are 0 and 1, JSON is text. Every integer is read as a bigint, because a statement
// reads either all integers so or none, and is narrowed here.
import { unreachable } from '../../base/index.ts';
import type { SqlValue, ValueCodec } from '../body/index.ts';
import type { Column } from '../table/index.ts';

export const sqliteCodec: ValueCodec = {
  encode(column, value) {
    if (value === null) return null;
    switch (column.type) {
      case 'boolean':
        return value === true ? 1 : 0;
      case 'json':
        return JSON.stringify(value);
      default:
        // The column accepted the value, and SQLite takes these types unchanged.
        return value as SqlValue;
    }
  },

  decode(column: Column, raw: unknown): unknown {
    if (raw === null) return null;
    switch (column.type) {
      case 'integer':
        return Number(raw);
      case 'boolean':
        return Number(raw) === 1;
      case 'json':
        return JSON.parse(String(raw));
      case 'bigint':
      case 'bytes':
      case 'real':
      case 'text':
        return raw;
      default:
        return unreachable(column.type);
    }
  },
};

/** A value of a query's result from no declared column: a count, a sum, a constant. */
export function decodeUntyped(raw: unknown): unknown {
  if (typeof raw !== 'bigint') return raw;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? value : raw;
}

/** A query's parameter as SQLite binds it. */
export function encodeParameter(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value as SqlValue;
}
