// Compares an archive with a store, row by row.
import type { RowValues } from '../store/front/index.ts';
import type { Store, Table } from '../store/index.ts';
import { roleIdBlock } from '../store/table/index.ts';
import type { WorkOptions } from './archive-file.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { decodedRows } from './check-archive.ts';
import { compareRows, type TableDifference } from './compare-rows.ts';
import { withoutSkipped } from './skip-role-ids.ts';
import { tablesOfArchive } from './table-match.ts';

/** The differences by table, in the order of the store's tables; the archive is on the left. Throws when the archive is damaged. */
export async function compareArchive(
  reader: ArchiveReader,
  store: Store,
  options: WorkOptions = {},
): Promise<readonly TableDifference[]> {
  const snapshot = await store.snapshot();
  const all = tablesOfArchive(reader.header, snapshot.tables);
  const archive = new TableStream(decodedRows(reader, all, options));
  const differences: TableDifference[] = [];
  try {
    // The archive's tables come in the order of its header; a missing table counts as empty.
    const order = reader.header.tables.map(({ name }) => name);
    const tables = all.toSorted((left, right) => rank(order, left) - rank(order, right));
    const names = { left: 'the archive', right: store.location };
    for (const table of tables) {
      const sides = {
        left: archive.rowsOf(table),
        right: snapshot.tables.includes(table) ? snapshot.rows(table) : noRows(),
      };
      const compared = table.name === roleIdBlock.name ? await withoutSkipped(sides) : sides;
      differences.push(await compareRows(table, compared, names));
    }
    await archive.end();
    return differences;
  } finally {
    await snapshot.close();
  }
}

async function* noRows(): AsyncIterable<readonly RowValues[]> {}

function rank(order: readonly string[], table: Table): number {
  const at = order.indexOf(table.name);
  return at < 0 ? order.length : at;
}

type Decoded = { readonly table: Table; readonly rows: readonly RowValues[] };

/** Cuts a stream of the rows of many tables into a stream for each table, in their order. */
class TableStream {
  readonly #rows: AsyncGenerator<Decoded, void>;
  #next: Decoded | null = null;

  constructor(rows: AsyncGenerator<Decoded, void>) {
    this.#rows = rows;
  }

  async *rowsOf(table: Table): AsyncIterable<readonly RowValues[]> {
    for (;;) {
      const next = await this.#peek();
      if (next === null || next.table.name !== table.name) return;
      this.#next = null;
      yield next.rows;
    }
  }

  /** Reads to the end, which proves that the archive is complete. */
  async end(): Promise<void> {
    while ((await this.#peek()) !== null) this.#next = null;
  }

  async #peek(): Promise<Decoded | null> {
    this.#next ??= (await this.#rows.next()).value ?? null;
    return this.#next;
  }
}
