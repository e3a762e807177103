// The differences between two sources of one table's rows, both in the order of its key: a merge of two sorted streams, with a batch
// of each in memory.
import { isDeepStrictEqual } from 'node:util';
import type { RowValues } from '../store/front/index.ts';
import type { Table } from '../store/index.ts';
import { compareKeys, toSqlName } from '../store/table/index.ts';
import { keyText } from './check-archive.ts';
import { PROBLEMS_MAX } from './limits.ts';

/** Rows of the left side only, of the right side only, and rows that differ; the first differences as text for people. */
export type TableDifference = Awaited<ReturnType<typeof compareRows>>;

type Batches = AsyncIterator<readonly RowValues[]>;

/** `names` are the names of the two sides. */
export async function compareRows(
  table: Table,
  sides: { readonly left: AsyncIterable<readonly RowValues[]>; readonly right: AsyncIterable<readonly RowValues[]> },
  names: { readonly left: string; readonly right: string },
) {
  const left = new Cursor(sides.left[Symbol.asyncIterator]());
  const right = new Cursor(sides.right[Symbol.asyncIterator]());
  const found = { equal: 0, onlyLeft: 0, onlyRight: 0, changed: 0 };
  const examples: string[] = [];
  const note = (text: string) => {
    if (examples.length < PROBLEMS_MAX) examples.push(text);
  };
  for (;;) {
    const [one, other] = [await left.peek(), await right.peek()];
    if (one === null && other === null) return { table: table.name, ...found, examples };
    const order = orderOf(table, one, other);
    if (order < 0 && one !== null) {
      found.onlyLeft++;
      note(`${table.name} ${keyText(table, one)} is only in ${names.left}`);
    } else if (order > 0 && other !== null) {
      found.onlyRight++;
      note(`${table.name} ${keyText(table, other)} is only in ${names.right}`);
    } else if (one !== null && other !== null) {
      const columns = changedColumns(table, one, other);
      found[columns.length === 0 ? 'equal' : 'changed']++;
      if (columns.length > 0) note(`${table.name} ${keyText(table, one)} differs in ${columns.join(', ')}`);
    }
    if (order <= 0) left.next();
    if (order >= 0) right.next();
  }
}

export function isSame({ onlyLeft, onlyRight, changed }: TableDifference): boolean {
  return onlyLeft + onlyRight + changed === 0;
}

class Cursor {
  readonly #batches: Batches;
  #batch: readonly RowValues[] = [];
  #at = 0;
  #isDone = false;

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  /** The present row, or null at the end. */
  async peek(): Promise<RowValues | null> {
    while (!this.#isDone && this.#at >= this.#batch.length) {
      const next = await this.#batches.next();
      this.#isDone = next.done === true;
      this.#batch = next.done === true ? [] : next.value;
      this.#at = 0;
    }
    return this.#batch[this.#at] ?? null;
  }

  next(): void {
    this.#at++;
  }
}

function orderOf(table: Table, left: RowValues | null, right: RowValues | null): number {
  if (left === null) return 1;
  return right === null ? -1 : compareKeys(table, left, right);
}

function changedColumns(table: Table, left: RowValues, right: RowValues): string[] {
  const names = Object.keys(table.columns);
  return names.filter((_, at) => !isEqual(left[at], right[at])).map(toSqlName);
}

function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  return typeof left === 'object' && isDeepStrictEqual(left, right);
}
