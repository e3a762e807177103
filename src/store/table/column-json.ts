// Column values in JSON and back: 64-bit numbers as decimal text, bytes as hexadecimal, all others unchanged. Designers' files,
// archives and exports use this form.
import { fromHex, toHex } from '../../base/index.ts';
import type { Column } from './column.ts';

/** The form of an accepted value for JSON.stringify. */
export function toJsonValue(column: Column, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return column.type === 'bytes' && value instanceof Uint8Array ? toHex(value) : value;
}

/** The column value of a value from JSON.parse. One that does not fit the column's type stays unchanged, so that the column refuses it. */
export function fromJsonValue(column: Column, value: unknown): unknown {
  if (column.type === 'bigint') {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : value;
  }
  if (column.type === 'bytes' && typeof value === 'string') return fromHex(value) ?? value;
  return value;
}
