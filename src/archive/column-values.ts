// The values of some columns of many rows, in 8 bytes a row. A value is represented by 52 bits: a role id by itself, any other value
// by a part of its SHA-1. Two different values are confused once in 2^52. The purpose is to find damage; a forger would have to
// change the checksums as well.
import { hash } from 'node:crypto';
import type { RowValues } from '../store/front/index.ts';
import type { Table } from '../store/index.ts';
import { PROBLEMS_MAX } from './limits.ts';

const SAFE = 2n ** 52n;
const FIRST_CAPACITY = 1_024;

export class ColumnSet {
  #values = new Float64Array(FIRST_CAPACITY);
  #count = 0;
  #isSorted = true;

  add(table: Table, columns: readonly string[], rows: readonly RowValues[]): void {
    const places = placesOf(table, columns);
    for (const row of rows) {
      const code = codeAt(places, row);
      if (code !== null) this.#push(code);
    }
  }

  /** The values that are not in `other`, as `codeOf` represents them. */
  *codesMissingIn(other: ColumnSet): Iterable<number> {
    const sorted = other.#sorted();
    for (const value of this.#sorted()) if (!hasValue(sorted, value)) yield value;
  }

  /** The number of values that are not in `other`, and some of them. */
  missingIn(other: ColumnSet): { readonly missing: number; readonly examples: readonly string[] } {
    let missing = 0;
    const examples: string[] = [];
    for (const value of this.codesMissingIn(other)) {
      missing++;
      if (examples.length < PROBLEMS_MAX) examples.push(nameOf(value));
    }
    return { missing, examples };
  }

  /** The values that occur more than once, as `codeOf` represents them: one that occurs three times twice. */
  *codesRepeated(): Iterable<number> {
    const values = this.#sorted();
    for (let at = 1; at < values.length; at++) if (values[at] === values[at - 1]) yield values[at] as number;
  }

  #push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
    this.#isSorted = false;
  }

  #sorted(): Float64Array {
    const values = this.#values.subarray(0, this.#count);
    if (!this.#isSorted) values.sort();
    this.#isSorted = true;
    return values;
  }
}

/** The number that represents the values of these columns; null when one of them is null, which refers to nothing. */
export function codeOf(table: Table, columns: readonly string[], row: RowValues): number | null {
  return codeAt(placesOf(table, columns), row);
}

function placesOf(table: Table, columns: readonly string[]): readonly number[] {
  const names = Object.keys(table.columns);
  return columns.map((column) => names.indexOf(column));
}

function codeAt(places: readonly number[], row: RowValues): number | null {
  const values = places.map((at) => row[at]);
  return values.includes(null) ? null : numberOf(values);
}

// An id unchanged; any other value as a negative number, which no id is.
function numberOf(values: readonly unknown[]): number {
  const [only] = values;
  if (values.length === 1 && typeof only === 'bigint' && only >= 0n && only < SAFE) return Number(only);
  const digest = hash('sha1', values.map(String).join('\0'), 'buffer');
  return -1 - digest.readUIntBE(0, 6) * 16 - ((digest[6] ?? 0) & 15);
}

function nameOf(value: number): string {
  return value >= 0 ? String(value) : 'a text';
}

function hasValue(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle] as number;
    if (found === value) return true;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
