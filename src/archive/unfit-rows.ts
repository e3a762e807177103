// The rows of an archive that no sound store can hold: rows that lead to a row that is not there, and rows that repeat a value of a
// unique index, as of one that the program declares since the backup. A restore can leave them out: then rows that lead to these are
// unfit too, so the archive is read until no more are found. The chains of references are short, and so is the number of readings.
import type { RowValues } from '../store/front/index.ts';
import type { Table } from '../store/index.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { type CheckOptions, decodedRows, describeReference, keyText, type Reference } from './check-archive.ts';
import { ColumnSet, codeOf } from './column-values.ts';

interface UniqueIndex {
  readonly table: Table;
  readonly columns: readonly string[];
  /** The values that several rows have, and the key of the row that stays: the first. */
  readonly firstOf: Map<number, string | null>;
}

export class UnfitRows {
  readonly #references: readonly Reference[];
  /** By reference: the values that lead nowhere. */
  readonly #missing: readonly Set<number>[];
  readonly #unique: readonly UniqueIndex[];

  private constructor(references: readonly Reference[], unique: readonly UniqueIndex[]) {
    this.#references = references;
    this.#missing = references.map(() => new Set());
    this.#unique = unique;
  }

  static async find(reader: ArchiveReader, options: CheckOptions): Promise<UnfitRows> {
    const archived = new Set(reader.header.tables.map(({ name }) => name));
    const unique = options.tables
      .filter(({ name }) => archived.has(name))
      .flatMap((table) =>
        table.indexes
          .filter((index) => index.unique)
          .map(({ on }) => ({ table, columns: on, firstOf: new Map<number, string | null>() })),
      );
    const rows = new UnfitRows(
      options.references.filter(({ to }) => archived.has(to.table.name)),
      unique,
    );
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
    for (const index of this.#unique) {
      if (index.table.name !== table.name || index.firstOf.size === 0) continue;
      const first = firstLike(index, row);
      if (first !== undefined && first !== null && first !== keyText(table, row))
        return `table ${table.name}: (${index.columns.join(', ')}) is not unique: row ${first} has the same`;
    }
    return null;
  }

  /** Reads the archive once; returns whether it found further rows that are unfit. */
  async #findMore(reader: ArchiveReader, options: CheckOptions): Promise<boolean> {
    const open = this.#references.map((reference) => ({ reference, from: new ColumnSet(), to: new ColumnSet() }));
    const values = this.#unique.map(() => new ColumnSet());
    const { signal } = options;
    const reading = { refused: () => {}, ...(signal === undefined ? {} : { signal }) };
    for await (const { table, rows } of decodedRows(reader, options.tables, reading)) {
      const sound = rows.filter((row) => {
        this.#noteFirst(table, row);
        return this.reasonFor(table, row) === null;
      });
      for (const { reference, from, to } of open) {
        if (reference.from.table.name === table.name) from.add(table, reference.from.columns, sound);
        if (reference.to.table.name === table.name) to.add(table, reference.to.columns, sound);
      }
      for (const [at, index] of this.#unique.entries())
        if (index.table.name === table.name) values[at]?.add(table, index.columns, sound);
    }
    let isMore = false;
    for (const [at, { from, to }] of open.entries()) {
      for (const code of from.codesMissingIn(to)) {
        this.#missing[at]?.add(code);
        isMore = true;
      }
    }
    for (const [at, { firstOf }] of this.#unique.entries()) {
      for (const code of values[at]?.codesRepeated() ?? []) {
        firstOf.set(code, null);
        isMore = true;
      }
    }
    return isMore;
  }

  /** Of the rows with a repeated value, the first that is otherwise sound stays. */
  #noteFirst(table: Table, row: RowValues): void {
    for (const index of this.#unique) {
      if (index.table.name !== table.name || firstLike(index, row) !== null) continue;
      const code = codeOf(table, index.columns, row);
      if (code !== null && this.reasonFor(table, row) === null) index.firstOf.set(code, keyText(table, row));
    }
  }
}

/** The key of the row that stays of those with these values: null until it is known, undefined when they are not repeated. */
function firstLike({ table, columns, firstOf }: UniqueIndex, row: RowValues): string | null | undefined {
  if (firstOf.size === 0) return undefined;
  const code = codeOf(table, columns, row);
  return code === null ? undefined : firstOf.get(code);
}
