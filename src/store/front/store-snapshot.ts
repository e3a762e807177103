// A store's rows at one moment, decoded: the same for every body.
import { assert } from '../../base/index.ts';
import type { BodySnapshot, RowCodec } from '../body/index.ts';
import { isSnapshotted, type Table } from '../table/index.ts';

/** A row as all its values, in the order of the declaration. */
export type RowValues = readonly unknown[];

export interface StoreSnapshot {
  /** What it has the rows of: every `disc` and `split` table, the issued role ids among them. */
  readonly tables: readonly Table[];
  /** The rows of a table in the order of its key, a batch at a time; the next is read when it is asked for. One table at a time. */
  rows(table: Table): AsyncIterable<readonly RowValues[]>;
  /** Gives the moment up. Until then a SQLite database's log grows. */
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
    for await (const batch of this.#body.rows(codec.number)) yield batch.map((values) => codec.decodeValues(values));
  }

  close(): Promise<void> {
    return this.#body.close();
  }
}
