// Reads designer data against its declaration: rows as in JSON (column names as in SQL, 64-bit numbers as decimal strings, bytes as
// hexadecimal). It reports every problem, up to a bound, by file, row and column, so that one reading is enough to repair a file.
import { fromJsonValue } from './column-json.ts';
import { reasonRefused } from './column-value.ts';
import { STATIC_ROWS_MAX } from './limits.ts';
import { StoreError } from './store-error.ts';
import { type Table, toSqlName } from './table.ts';

/** Rows of a static table, read from a file. */
export interface StaticSource extends RowSource {
  readonly table: Table<'static'>;
}

/** Rows of any table, read from a file. */
export interface RowSource {
  readonly table: Table;
  /** For messages. */
  readonly file: string;
  /** A list of objects, as from JSON.parse. */
  readonly rows: unknown;
  /** The line on which each row begins, if known. */
  readonly lines?: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Problems of one file that are named; the rest is counted. */
const PROBLEMS_MAX = 10;

/** The rows of a static table; throws `static-invalid` with the problems. */
export function readStaticRows(source: StaticSource): readonly Fields[] {
  if (Array.isArray(source.rows) && source.rows.length > STATIC_ROWS_MAX)
    throw invalid(source, [`at most ${STATIC_ROWS_MAX} rows are held in memory`]);
  return readRows(source);
}

/** The rows of a source; throws `static-invalid` with the problems. */
export function readRows(source: RowSource): readonly Fields[] {
  if (!Array.isArray(source.rows)) throw invalid(source, ['a list of rows is needed']);
  const problems: string[] = [];
  const label = (at: number) => `row ${at + 1}${source.lines === undefined ? '' : ` (line ${source.lines[at]})`}`;
  const rows = source.rows.map((row: unknown, at) => readRow(source.table, row, { label: label(at), problems }));
  if (problems.length === 0) findRepeats(source.table, rows, { label, problems });
  if (problems.length > 0) throw invalid(source, problems);
  return rows;
}

/** The values of some columns as one text, different for different values. */
export function joinValues(row: Fields, names: readonly string[]): string {
  // Text in columns has no NUL, and a null is not text: different lists of values give different text.
  return names.map((name) => (row[name] === null ? 'null' : `=${row[name]}`)).join('\0');
}

function readRow(table: Table, row: unknown, place: { readonly label: string; readonly problems: string[] }): Fields {
  const note = (text: string) => place.problems.push(`${place.label}${text}`);
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    note(': an object is needed');
    return {};
  }
  const given = new Map<string, unknown>(Object.entries(row));
  const fields: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(table.columns)) {
    const value = given.get(toSqlName(name));
    given.delete(toSqlName(name));
    fields[name] = value === undefined ? column.default : fromJsonValue(column, value);
    const isMissing = value === undefined && !column.omittable;
    const reason = isMissing ? 'a value is needed' : reasonRefused(column, fields[name]);
    if (reason !== null) note(`, column ${toSqlName(name)}: ${reason}`);
  }
  for (const name of given.keys()) note(`, column ${name}: there is no such column`);
  return Object.freeze(fields);
}

function findRepeats(
  table: Table,
  rows: readonly Fields[],
  { label, problems }: { readonly label: (at: number) => string; readonly problems: string[] },
): void {
  const unique = [table.key, ...table.indexes.filter((index) => index.unique).map((index) => index.on)];
  for (const names of unique) {
    const seen = new Map<string, number>();
    for (const [at, row] of rows.entries()) {
      // As in SQL, nulls are not equal to each other.
      if (names.some((name) => row[name] === null)) continue;
      const joined = joinValues(row, names);
      const first = seen.get(joined);
      if (first === undefined) seen.set(joined, at);
      else problems.push(`${label(at)}: ${label(first)} has the same (${names.map(toSqlName).join(', ')})`);
    }
  }
}

function invalid(source: RowSource, problems: readonly string[]): StoreError {
  const more = problems.length > PROBLEMS_MAX ? `; and ${problems.length - PROBLEMS_MAX} more` : '';
  const message = `${source.file}: table ${source.table.name}: ${problems.slice(0, PROBLEMS_MAX).join('; ')}${more}`;
  return new StoreError('static-invalid', message, { table: source.table.name });
}
