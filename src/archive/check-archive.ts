// Checks that an archive is complete and consistent: every byte unchanged, every value accepted by its column, every key once and in
// order, unique indexes unique, and every reference between tables with a target.

import type { RowValues } from '../store/front/index.ts';
import type { Table } from '../store/index.ts';
import { compareKeys, toSqlName } from '../store/table/index.ts';
import type { WorkOptions } from './archive-file.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { refuseCancelled } from './back-up.ts';
import { ColumnSet } from './column-values.ts';
import { PROBLEMS_MAX } from './limits.ts';
import { matchTables, type TableMatch } from './table-match.ts';
import { ArchiveError } from './text/index.ts';

/** The values of the columns `from` must exist in the columns `to` of another table. Nulls refer to nothing. */
export interface Reference {
  readonly from: { readonly table: Table; readonly columns: readonly string[] };
  readonly to: { readonly table: Table; readonly columns: readonly string[] };
}

export interface CheckReport {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  /** The problems, for people; empty for a consistent archive. */
  readonly problems: readonly string[];
}

export interface CheckOptions extends WorkOptions {
  /** The program's stored tables. */
  readonly tables: readonly Table[];
  readonly references: readonly Reference[];
  /** Rows that are not counted among the archive's, because a restore leaves them out, as it does rows with refused values. */
  readonly unfit?: { reasonFor(table: Table, row: RowValues): string | null };
}

/** Gets rows with a value that its column does not accept; without it they are an error. */
export type RefusedRows = (table: Table, fields: Readonly<Record<string, unknown>>, why: string) => void;

/** Rows of an archive, decoded, to its verified end. */
export async function* decodedRows(
  reader: ArchiveReader,
  tables: readonly Table[],
  options: WorkOptions & { readonly left?: string; readonly refused?: RefusedRows } = {},
): AsyncGenerator<{ readonly table: Table; readonly rows: readonly RowValues[] }, void> {
  const matches = matchTables(reader.name, reader.header, tables);
  let count = 0;
  for await (const { table: number, rows, endAt } of reader.rows()) {
    refuseCancelled(options.signal, options.left ?? 'nothing was changed');
    const match = matches[number];
    if (match === undefined) continue;
    count += rows.length;
    yield { table: match.table, rows: rows.flatMap((row) => decodeOr(match, row, options.refused)) };
    options.onProgress?.({ table: match.table.name, rows: count, part: endAt / reader.bytes });
  }
}

function decodeOr(match: TableMatch, row: readonly unknown[], refused: RefusedRows | undefined): readonly RowValues[] {
  try {
    return [match.decode(row)];
  } catch (error) {
    if (refused === undefined || !(error instanceof ArchiveError) || error.code !== 'row-invalid') throw error;
    refused(match.table, match.fields(row), error.message);
    return [];
  }
}

/** Throws `damaged` or a similar code for an unreadable archive. Contradictions are in the report. */
export async function checkArchive(reader: ArchiveReader, options: CheckOptions): Promise<CheckReport> {
  const check = new ArchiveCheck(reader, options);
  const { unfit } = options;
  const reading = unfit === undefined ? options : { ...options, refused: () => {} };
  for await (const { table, rows } of decodedRows(reader, options.tables, reading))
    check.add(table, unfit === undefined ? rows : rows.filter((row) => unfit.reasonFor(table, row) === null));
  return check.finish();
}

class ArchiveCheck {
  readonly #problems: string[] = [];
  readonly #rows = new Map<string, number>();
  readonly #references: readonly OpenReference[];
  readonly #unique = new Map<string, { readonly columns: readonly string[]; readonly values: ColumnSet }[]>();
  #last: { readonly table: Table; readonly row: RowValues } | null = null;

  constructor(reader: ArchiveReader, options: CheckOptions) {
    for (const { name } of reader.header.tables) this.#rows.set(name, 0);
    this.#references = options.references
      .filter(({ from, to }) => this.#rows.has(from.table.name) && this.#rows.has(to.table.name))
      .map((reference) => ({ reference, from: new ColumnSet(), to: new ColumnSet() }));
    for (const table of options.tables) {
      const unique = table.indexes.filter((index) => index.unique);
      this.#unique.set(
        table.name,
        unique.map((index) => ({ columns: index.on, values: new ColumnSet() })),
      );
    }
  }

  add(table: Table, rows: readonly RowValues[]): void {
    this.#rows.set(table.name, (this.#rows.get(table.name) ?? 0) + rows.length);
    for (const row of rows) {
      if (this.#last?.table === table && compareKeys(table, this.#last.row, row) >= 0) {
        this.#note(`table ${table.name}: the key ${keyText(table, row)} is there twice or out of order`);
      }
      this.#last = { table, row };
    }
    for (const { reference, from, to } of this.#references) {
      if (reference.from.table.name === table.name) from.add(table, reference.from.columns, rows);
      if (reference.to.table.name === table.name) to.add(table, reference.to.columns, rows);
    }
    for (const { columns, values } of this.#unique.get(table.name) ?? []) values.add(table, columns, rows);
  }

  finish(): CheckReport {
    for (const { reference, from, to } of this.#references) {
      const { missing, examples } = from.missingIn(to);
      if (missing > 0) this.#note(describeMissing(reference, missing, examples));
    }
    for (const [table, indexes] of this.#unique) {
      for (const { columns, values } of indexes) {
        const repeats = [...values.codesRepeated()].length;
        if (repeats > 0)
          this.#note(`table ${table}: (${columns.join(', ')}) is not unique: values repeated: ${repeats}`);
      }
    }
    const tables = [...this.#rows].map(([name, rows]) => ({ name, rows }));
    return { tables, rows: tables.reduce((sum, { rows }) => sum + rows, 0), problems: this.#problems };
  }

  #note(problem: string): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push(problem);
  }
}

interface OpenReference {
  readonly reference: Reference;
  readonly from: ColumnSet;
  readonly to: ColumnSet;
}

function describeMissing(reference: Reference, missing: number, examples: readonly string[]): string {
  return `${describeReference(reference)}: ${missing} times, such as ${examples.join(', ')}`;
}

export function describeReference({ from, to }: Reference): string {
  const columns = (names: readonly string[]) => names.map(toSqlName).join(', ');
  const where = `table ${from.table.name}: (${columns(from.columns)})`;
  return `${where} leads to no row of ${to.table.name} (${columns(to.columns)})`;
}

export function keyText(table: Table, row: RowValues): string {
  return `(${row.slice(0, table.key.length).map(String).join(', ')})`;
}

/** Refuses an inconsistent archive with its first problem. */
export function refuseProblems(name: string, report: CheckReport): void {
  const [first, ...others] = report.problems;
  if (first === undefined) return;
  const more = others.length > 0 ? `; and ${others.length} more` : '';
  throw new ArchiveError(
    'row-invalid',
    `${name}: ${first}${more}; verify lists all, and a restore with --set-aside leaves out rows that lead nowhere or repeat a unique value`,
  );
}
