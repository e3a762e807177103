// Values between our types and SQLite's: booleans are 0 and 1, JSON is text, every integer is read as a bigint (a statement
// reads either all as bigints or none) and narrowed here.
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
        // The column accepted it, and for these types SQLite takes the value as it is.
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

/** A value of a query's result that belongs to no declared column: a count, a sum, a constant. */
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
