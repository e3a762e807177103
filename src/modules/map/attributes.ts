// The attributes of an object in `object_update_s2c` (353): the type of value that each key of `ATTR` has.
import { ATTR } from './map.failures.ts';
import { LOOK_BYTES_MAX, LOOK_LIST_MAX } from './map-limits.ts';

export type LookValue = number | bigint | string | readonly number[] | readonly string[];

export interface LookEntry {
  readonly key: number;
  readonly value: LookValue;
}

/** A key, its tag, and a value of ten bytes with its own: what one attribute takes at least, in the longer layout. */
const ENTRY_BYTES = 20;
const BYTES_PER_UNIT = 3;

/** Why a look cannot be shown; null when it can. */
export function lookFault(look: readonly LookEntry[]): string | null {
  let bytes = 0;
  for (const { key, value } of look) {
    if (!isInt32(key)) return `${String(key)} is no key: it must be an int32`;
    if (key === ATTR.x || key === ATTR.y) return `key ${key} is the place of the thing: move it instead`;
    const fault = valueFault(key, value);
    if (fault !== null) return `key ${key}: ${fault}`;
    bytes += ENTRY_BYTES + bytesOf(value);
  }
  return bytes <= LOOK_BYTES_MAX ? null : `a look takes at most ${LOOK_BYTES_MAX} bytes, and this one about ${bytes}`;
}

/** As the classic protocol types values by their keys. */
function valueFault(key: number, value: LookValue): string | null {
  if (key >= 1_000 && key < 2_000) return isText(value) ? null : 'the value must be a text';
  if (key >= 2_000 && key < 3_000) return isInt64(value) ? null : 'the value must be an int64, a bigint';
  if (key >= 3_000 && key < 4_000) return isList(value, isInt32) ? null : 'the value must be a list of int32';
  if (key >= 4_000 && key < 5_000) return isList(value, isText) ? null : 'the value must be a list of texts';
  return isInt32(value) ? null : 'the value must be an int32';
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

function isInt64(value: unknown): boolean {
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed();
}

function isList(value: unknown, isElement: (element: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= LOOK_LIST_MAX && value.every(isElement);
}

function bytesOf(value: LookValue): number {
  if (typeof value === 'string') return value.length * BYTES_PER_UNIT;
  if (!Array.isArray(value)) return 0;
  return value.reduce(
    (sum: number, element: number | string) =>
      sum + ENTRY_BYTES / 2 + (typeof element === 'string' ? element.length * BYTES_PER_UNIT : 0),
    0,
  );
}
