// Which values a column accepts. The check runs before a row leaves the caller, so that both databases hold the same values, and an
// error names the column instead of a byte.
import type { Column } from './column.ts';
import { VALUE_BYTES_MAX } from './limits.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Why `column` does not accept `value`, or null when it does. */
export function reasonRefused(column: Column, value: unknown): string | null {
  if (value === null) return column.nullable ? null : 'a value is needed';
  switch (column.type) {
    case 'integer':
      return Number.isSafeInteger(value) ? null : 'a whole number of at most 53 bits is needed';
    case 'bigint':
      return typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX
        ? null
        : 'a bigint of 64 bits is needed';
    case 'text':
      return typeof value === 'string' ? reasonTextRefused(value) : 'text is needed';
    case 'bytes':
      if (!(value instanceof Uint8Array)) return 'bytes (a Uint8Array) are needed';
      return value.byteLength <= VALUE_BYTES_MAX ? null : TOO_LONG;
    case 'real':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'a finite number is needed';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false is needed';
    case 'json':
      return reasonJsonRefused(value);
  }
}

const TOO_LONG = `at most ${VALUE_BYTES_MAX} bytes fit`;

function reasonTextRefused(value: string): string | null {
  if (
    value.length > VALUE_BYTES_MAX ||
    (value.length > VALUE_BYTES_MAX / 3 && Buffer.byteLength(value) > VALUE_BYTES_MAX)
  ) {
    return TOO_LONG;
  }
  if (!value.isWellFormed()) return 'well-formed Unicode is needed (this has half a surrogate pair)';
  return value.includes('\0') ? 'text without NUL is needed' : null;
}

function reasonJsonRefused(value: unknown): string | null {
  let encoded: string | undefined;
  try {
    encoded = JSON.stringify(value);
  } catch {
    encoded = undefined;
  }
  if (encoded === undefined) return 'a value that JSON can express is needed';
  // JSON escapes a NUL or half a surrogate pair, so the column can keep it.
  return Buffer.byteLength(encoded) <= VALUE_BYTES_MAX ? null : TOO_LONG;
}
