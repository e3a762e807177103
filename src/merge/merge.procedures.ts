// Writes a batch of a merge to the target, with the progress in the same transaction: both are stored or neither. The rows were chosen
// before, which is safe because nobody else writes to the target.
import { assert } from '../base/index.ts';
import { defineProcedure, type Row, type Table } from '../store/index.ts';
import { storeMerge, storeWork } from '../store/table/index.ts';

export const MERGE_WORK = 'merge';
export const MERGE_ORDER: 'accounts, roles' = 'accounts, roles';

/** A row to put into a table (it replaces one with the same key), or a key to delete. */
export type MergeWrite =
  | { readonly table: string; readonly row: Readonly<Record<string, unknown>> }
  | { readonly table: string; readonly gone: readonly unknown[] };

/** The progress: merged rows of one table of the source. Earlier tables are complete, later ones have not begun. */
export interface MergeJournal {
  readonly source: string;
  /** The rules as JSON: a continuation with other rules would give a mixture. */
  readonly rules: string;
  readonly startedMs: number;
  readonly table: string;
  readonly rows: number;
  /** Actors that both stores had when the merge began; earlier versions had no such field. */
  readonly actors?: readonly string[];
  /** The order of the tables, which the progress depends on; earlier versions had another and no such field. */
  readonly order: typeof MERGE_ORDER;
}

export const applyMerge = defineProcedure(
  import.meta.url,
  'applyMerge',
  async (
    tx,
    { writes, journal }: { readonly writes: readonly MergeWrite[]; readonly journal: MergeJournal },
  ): Promise<null> => {
    for (const write of writes) {
      const table = tx.tables.find(({ name }) => name === write.table);
      assert(table !== undefined, `table ${write.table} is among the store's tables`);
      // The row or key comes from the declaration of the same table.
      const access = tx.table(table as Table<'disc'>);
      if ('gone' in write) await access.delete(...(write.gone as []));
      else await access.upsert(write.row as never);
    }
    await tx.table(storeWork).upsert({ name: MERGE_WORK, detail: journal });
    return null;
  },
);

export const finishMerge = defineProcedure(
  import.meta.url,
  'finishMerge',
  async (tx, merge: Row<typeof storeMerge>): Promise<null> => {
    await tx.table(storeMerge).upsert(merge);
    await tx.table(storeWork).delete(MERGE_WORK);
    return null;
  },
);
