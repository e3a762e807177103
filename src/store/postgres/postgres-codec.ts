// Values between our types and PostgreSQL's, in the protocol's text form; only bytes are sent as bytes.
import { fromHex, unreachable } from '../../base/index.ts';
import type { SqlValue, ValueCodec } from '../body/index.ts';
import type { Column } from '../table/index.ts';

/** A received value: text, or null. */
export type PostgresText = string | null;

// Types by their object ids, which PostgreSQL never changes (pg_type.dat).
const BOOL = 16;
const BYTEA = 17;
const WHOLE: readonly number[] = [20, 21, 23, 26];
const FLOATS: readonly number[] = [700, 701];
const NUMERIC = 1700;

export const postgresCodec: ValueCodec = {
  encode(column, value) {
    if (value === null) return null;
    switch (column.type) {
      case 'boolean':
        return value === true ? 't' : 'f';
      case 'json':
        return JSON.stringify(value);
      default:
        // The column accepted the value, and these types are bound unchanged.
        return value as SqlValue;
    }
  },

  decode(column: Column, raw: unknown): unknown {
    if (raw === null) return null;
    const text = raw as string;
    switch (column.type) {
      case 'integer':
      case 'real':
        return Number(text);
      case 'bigint':
        return BigInt(text);
      case 'boolean':
        return text === 't';
      case 'bytes':
        return bytesOf(text);
      case 'json':
        return JSON.parse(text);
      case 'text':
        return text;
      default:
        return unreachable(column.type);
    }
  },
};

/** A value of a query's result from no declared column: a count, a sum, a constant. */
export function decodeUntyped(typeId: number, text: PostgresText): unknown {
  if (text === null) return null;
  if (typeId === BOOL) return text === 't';
  if (typeId === BYTEA) return bytesOf(text);
  if (FLOATS.includes(typeId)) return Number(text);
  if (!WHOLE.includes(typeId) && typeId !== NUMERIC) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}

/** A value as the protocol binds it: text, bytes or null. */
export function toParameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

function bytesOf(text: string): Uint8Array | null {
  // PostgreSQL writes bytes as \x and hexadecimal.
  return fromHex(text.slice(2));
}
