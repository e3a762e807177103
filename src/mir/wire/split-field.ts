// How the original servers take texts apart, quirks included, so that ours understand a client as they do.
import { FIELD_TEXT_BYTES_MAX } from './limits.ts';

export interface Split {
  readonly field: Uint8Array;
  /** What follows the divider behind the field. */
  readonly rest: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/**
 * The first field that is not empty: dividers before it are skipped, so an empty field vanishes (`/5` is a first field `5`). A field ends at a
 * NUL for its reader, and a text that is too long for the originals' buffer gives nothing.
 */
export function splitField(text: Uint8Array, divider: number): Split {
  if (text.length >= FIELD_TEXT_BYTES_MAX) return { field: NOTHING, rest: NOTHING };
  const start = text.findIndex((byte) => byte !== divider);
  if (start < 0) return { field: NOTHING, rest: NOTHING };
  const found = text.indexOf(divider, start);
  const end = found < 0 ? text.length : found;
  const nul = text.indexOf(0, start);
  return {
    field: text.subarray(start, nul < 0 ? end : Math.min(nul, end)),
    rest: text.subarray(Math.min(end + 1, text.length)),
  };
}

/** A decimal number with an optional sign, as far as its digits go; `otherwise` when it does not begin with one. */
export function leadingNumber(text: Uint8Array, otherwise: number): number {
  const [digits] = /^[+-]?\d{1,10}/.exec(Buffer.from(text).toString('latin1')) ?? [];
  const value = Number(digits);
  return digits !== undefined && (value | 0) === value ? value : otherwise;
}
