// The rows of a store at one moment, decoded; the same for every body.
import { assert } from '../../base/index.ts';
import type { BodySnapshot, RowCodec } from '../body/index.ts';
import { isSnapshotted, ownerReceipt, type Table } from '../table/index.ts';

/** A row as all its values, in the order of the declaration. */
export type RowValues = readonly unknown[];

export interface StoreSnapshot {
  /** Its tables: every `disc` and `split` table, with the issued role ids. */
  readonly tables: readonly Table[];
  /** The rows of a table in the order of its key, in batches that are read on demand. One table at a time. */
  rows(table: Table): AsyncIterable<readonly RowValues[]>;
  /** Ends the snapshot. Until then the log of a SQLite database grows. */
  close(): Promise<void>;
}

export class OpenedSnapshot implements StoreSnapshot {
  readonly tables: readonly Table[];
  readonly #body: BodySnapshot;
  readonly #codecs: ReadonlyMap<string, RowCodec>;

  constructor(body: BodySnapshot, codecs: ReadonlyMap<string, RowCodec>) {
    this.#body = body;
    this.#codecs = codecs;
    this.tables = [...codecs.values()].map((codec) => codec.table).filter(isSnapshotted);
  }

  async *rows(table: Table): AsyncIterable<readonly RowValues[]> {
    const codec = this.#codecs.get(table.name);
    assert(codec !== undefined, `table ${table.name} is among the snapshot's tables`);
    // When this store first saw a receipt means nothing to another one.
    const seenAt = table.name === ownerReceipt.name ? Object.keys(table.columns).indexOf('seenRanMs') : -1;
    for await (const batch of this.#body.rows(codec.number)) {
      const rows = batch.map((values) => codec.decodeValues(values));
      yield seenAt < 0 ? rows : rows.map((values) => values.with(seenAt, null));
    }
  }

  close(): Promise<void> {
    return this.#body.close();
  }
}
