// The order of keys in snapshots, the same over every database: numbers by value, text and bytes by bytes, false before true.
import type { Table } from './table.ts';

/** Negative, zero or positive when `left` comes before, with or after `right`. Rows are lists of values, the key first. */
export function compareKeys(table: Table, left: readonly unknown[], right: readonly unknown[]): number {
  for (let at = 0; at < table.key.length; at++) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') {
    return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  // Numbers, bigints or booleans: both values have the type of one column.
  if (left === right) return 0;
  return (left as bigint) < (right as bigint) ? -1 : 1;
}
