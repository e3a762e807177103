// Values of columns in JSON and back: 64-bit numbers as decimal text, bytes as hexadecimal, the rest as it is. Designers' files,
// archives and exports all write values so.
import { fromHex, toHex } from '../../base/index.ts';
import type { Column } from './column.ts';

/** What JSON.stringify is given for a value that the column accepts. */
export function toJsonValue(column: Column, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return column.type === 'bytes' && value instanceof Uint8Array ? toHex(value) : value;
}

/** The value that JSON.parse gave. Whatever cannot be read as the column's type is left as it is, for the column to refuse. */
export function fromJsonValue(column: Column, value: unknown): unknown {
  if (column.type === 'bigint') {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : value;
  }
  if (column.type === 'bytes' && typeof value === 'string') return fromHex(value) ?? value;
  return value;
}
