// Tables as text that people write: JSON, JSON lines, CSV and YAML. Returns rows in JSON form, each with its line, for a check against
// the declaration. Text that is not in the form at all is refused here, with its line. Pure.
//
//   JSON   a list of objects, column names as in SQL           CSV    a line of column names, then a line a row; an empty cell
//   JSONL  an object a line                                           is left out (or '' where text is needed), "" is an
//   YAML   a list of objects                                          empty text
import type { CsvError } from 'csv-parse/sync';
import { loadLibrary, messageOf, withoutByteOrderMark } from '../../base/index.ts';
import type { Column, Table } from '../../store/index.ts';
import { toSqlName } from '../../store/table/index.ts';
import { ArchiveError } from './archive-error.ts';
import { linesOfElements } from './json-lines.ts';

export const TEXT_FORMATS = ['json', 'jsonl', 'csv', 'yaml', 'yml'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

export interface TextRows {
  readonly rows: readonly unknown[];
  /** The line on which each row begins, from 1. */
  readonly lines: readonly number[];
}

export interface TextFile {
  /** For messages. */
  readonly name: string;
  readonly text: string;
}

/** The format of a file by its ending; null for an unknown one. */
export function formatOf(path: string): TextFormat | null {
  return TEXT_FORMATS.find((format) => path.endsWith(`.${format}`)) ?? null;
}

export function parseRows(format: TextFormat, file: TextFile, table: Table): TextRows {
  const plain = { ...file, text: withoutByteOrderMark(file.text) };
  switch (format) {
    case 'json':
      return parseJson(plain);
    case 'jsonl':
      return parseJsonLines(plain);
    case 'csv':
      return parseTable(plain, table);
    case 'yaml':
    case 'yml':
      return parseYaml(plain);
  }
}

function parseJson({ name, text }: TextFile): TextRows {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw unreadable(name, `it is not JSON: ${messageOf(error)}`);
  }
  if (!Array.isArray(rows)) throw unreadable(name, 'a list of rows is needed: [ { … }, … ]');
  return { rows, lines: linesOfElements(text) };
}

function parseJsonLines({ name, text }: TextFile): TextRows {
  const rows: unknown[] = [];
  const lines: number[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push(JSON.parse(line));
    } catch (error) {
      throw unreadable(name, `line ${at + 1} is not JSON: ${messageOf(error)}`);
    }
    lines.push(at + 1);
  }
  return { rows, lines };
}

function parseYaml({ name, text }: TextFile): TextRows {
  const { isMap, isSeq, LineCounter, parseDocument } = loadLibrary<typeof import('yaml')>('yaml');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, intAsBigInt: true });
  const [error] = document.errors;
  if (error !== undefined)
    throw unreadable(name, `line ${counter.linePos(error.pos[0]).line}: ${firstLine(error.message)}`);
  const { contents } = document;
  // An empty file is an empty table.
  if (contents === null) return { rows: [], lines: [] };
  if (!isSeq(contents)) throw unreadable(name, 'a list of rows is needed: each begins with "- "');
  const lines = contents.items.map((item) => counter.linePos((isMap(item) ? item.range?.[0] : undefined) ?? 0).line);
  return { rows: (document.toJS({ maxAliasCount: 100 }) as unknown[]).map(narrowed), lines };
}

const CSV_OPTIONS = {
  info: true,
  skip_empty_lines: true,
  relax_column_count: true,
  cast: (cell: string, { quoting }: { readonly quoting: boolean }) => (cell === '' && !quoting ? null : cell),
} as const;

interface CsvRecord {
  readonly record: readonly (string | null)[];
  readonly info: { readonly lines: number };
}

function parseTable({ name, text }: TextFile, table: Table): TextRows {
  const { parse } = loadLibrary<typeof import('csv-parse/sync')>('csv-parse/sync');
  let records: readonly CsvRecord[];
  try {
    records = parse(text, CSV_OPTIONS) as unknown as CsvRecord[];
  } catch (error) {
    const line = (error as CsvError & { readonly lines?: number }).lines;
    throw unreadable(name, `line ${line ?? '?'}: ${messageOf(error)}`);
  }
  const [head, ...body] = records;
  if (head === undefined) throw unreadable(name, 'a first line with the names of the columns is needed');
  const columns = new Map(Object.entries(table.columns).map(([column, declared]) => [toSqlName(column), declared]));
  const rows = body.map(({ record, info }) => {
    if (record.length === head.record.length) return rowOf(head.record.map(String), record, columns);
    throw unreadable(name, `line ${info.lines} has ${record.length} cells, the first line ${head.record.length}`);
  });
  return { rows, lines: body.map(({ info }) => info.lines) };
}

function rowOf(
  names: readonly string[],
  cells: readonly (string | null)[],
  columns: ReadonlyMap<string, Column>,
): Readonly<Record<string, unknown>> {
  const given: [string, unknown][] = [];
  for (const [at, name] of names.entries()) {
    const value = fromCell(columns.get(name), cells[at] ?? null);
    if (value !== undefined) given.push([name, value]);
  }
  return Object.fromEntries(given);
}

/** Undefined for a cell that is left out. A cell that does not fit its column's type stays text, so that the column refuses it. */
function fromCell(column: Column | undefined, cell: string | null): unknown {
  if (cell === null) return column?.type === 'text' && !column.omittable ? '' : undefined;
  switch (column?.type) {
    case 'integer':
    case 'real':
      return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(cell) ? Number(cell) : cell;
    case 'boolean':
      return cell === 'true' || cell === '1' ? true : cell === 'false' || cell === '0' ? false : cell;
    case 'json':
      return jsonOr(cell);
    default:
      return cell;
  }
}

function jsonOr(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

/** Whole numbers as in JSON if they fit. YAML's are read as 64 bits, so that none loses digits. */
function narrowed(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(narrowed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, narrowed(inner)]));
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

function unreadable(name: string, what: string): ArchiveError {
  return new ArchiveError('row-invalid', `${name}: ${what}`);
}
