// What a new reading of designer data changed, by table and key, for the person who edits it. Pure.
import { isDeepStrictEqual } from 'node:util';
import { joinValues } from './static-rows.ts';
import { type Table, toSqlName } from './table.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface StaticChange {
  readonly table: string;
  /** Rows now. */
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first of each kind, such as `+ (3)`, `- (4)`, `(5): hp 10 to 12`. */
  readonly examples: readonly string[];
}

/** Examples of each kind. */
const EXAMPLES_MAX = 5;
/** Characters of a value in an example. */
const VALUE_LENGTH_MAX = 40;

export function changeOfRows(table: Table, was: readonly Fields[], is: readonly Fields[]): StaticChange {
  const before = new Map(was.map((row) => [joinValues(row, table.key), row]));
  const added: string[] = [];
  const changed: string[] = [];
  for (const row of is) {
    const key = joinValues(row, table.key);
    const old = before.get(key);
    before.delete(key);
    if (old === undefined) added.push(`+ ${keyOf(table, row)}`);
    else {
      const columns = Object.keys(table.columns).filter((name) => !isDeepStrictEqual(old[name], row[name]));
      if (columns.length > 0)
        changed.push(`${keyOf(table, row)}: ${columns.map((name) => describe(name, old, row)).join(', ')}`);
    }
  }
  const removed = [...before.values()].map((row) => `- ${keyOf(table, row)}`);
  return {
    table: table.name,
    rows: is.length,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    examples: [added, removed, changed].flatMap((texts) => texts.slice(0, EXAMPLES_MAX)),
  };
}

export function isChanged({ added, removed, changed }: StaticChange): boolean {
  return added + removed + changed > 0;
}

function keyOf(table: Table, row: Fields): string {
  return `(${table.key.map((name) => String(row[name])).join(', ')})`;
}

function describe(name: string, was: Fields, is: Fields): string {
  return `${toSqlName(name)} ${show(was[name])} to ${show(is[name])}`;
}

function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}
