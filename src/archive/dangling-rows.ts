// The rows of an archive that refer to a row that is not there. A restore can leave them out: then rows that refer to these are dangling
// too, so the archive is read until no more are found. The chains of references are short, and so is the number of readings.
import type { RowValues } from '../store/front/index.ts';
import type { Table } from '../store/index.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { type CheckOptions, decodedRows, describeReference, type Reference } from './check-archive.ts';
import { ColumnSet, codeOf } from './column-values.ts';

export class DanglingRows {
  readonly #references: readonly Reference[];
  /** By reference: the values that lead nowhere. */
  readonly #missing: readonly Set<number>[];

  private constructor(references: readonly Reference[]) {
    this.#references = references;
    this.#missing = references.map(() => new Set());
  }

  static async find(reader: ArchiveReader, options: CheckOptions): Promise<DanglingRows> {
    const archived = new Set(reader.header.tables.map(({ name }) => name));
    const rows = new DanglingRows(options.references.filter(({ to }) => archived.has(to.table.name)));
    while (await rows.#findMore(reader, options));
    return rows;
  }

  /** Why the row must be left out; null when it is sound. */
  reasonFor(table: Table, row: RowValues): string | null {
    for (const [at, reference] of this.#references.entries()) {
      if (reference.from.table.name !== table.name || this.#missing[at]?.size === 0) continue;
      const code = codeOf(table, reference.from.columns, row);
      if (code !== null && this.#missing[at]?.has(code)) return describeReference(reference);
    }
    return null;
  }

  /** Reads the archive once; returns whether it found further values that lead nowhere. */
  async #findMore(reader: ArchiveReader, options: CheckOptions): Promise<boolean> {
    const open = this.#references.map((reference) => ({ reference, from: new ColumnSet(), to: new ColumnSet() }));
    const { signal } = options;
    for await (const { table, rows } of decodedRows(reader, options.tables, signal === undefined ? {} : { signal })) {
      const sound = rows.filter((row) => this.reasonFor(table, row) === null);
      for (const { reference, from, to } of open) {
        if (reference.from.table.name === table.name) from.add(table, reference.from.columns, sound);
        if (reference.to.table.name === table.name) to.add(table, reference.to.columns, sound);
      }
    }
    let isMore = false;
    for (const [at, { from, to }] of open.entries()) {
      for (const code of from.codesMissingIn(to)) {
        this.#missing[at]?.add(code);
        isMore = true;
      }
    }
    return isMore;
  }
}
