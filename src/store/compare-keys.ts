// The order of keys as databases have it: numbers by size, text and bytes byte by byte.
import { assert } from '../base/index.ts';

/** Below 0 when `left` comes first, 0 when the keys are equal. */
export function compareKeys(left: readonly unknown[], right: readonly unknown[]): number {
  for (let at = 0; at < left.length; at++) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  assert(isOrdered(left) && isOrdered(right), 'the values of a key are text, bytes, numbers or booleans');
  return left < right ? -1 : 1;
}

function isOrdered(value: unknown): value is bigint | boolean | number {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}
