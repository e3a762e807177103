// What merging changes in the target, a batch at a time, with the journal in the same transaction: a batch is there with its
// entry or not at all. What is written was decided before, because nobody else writes to a store that is being merged into.
import { assert } from '../base/index.ts';
import { defineProcedure, type Table } from '../store/index.ts';
import { storeWork } from '../store/table/index.ts';

export const MERGE_WORK = 'merge';

/** What is put into a table (in place of the row of its key) or, given by its key, taken out. */
export type MergeWrite =
  | { readonly table: string; readonly row: Readonly<Record<string, unknown>> }
  | { readonly table: string; readonly gone: readonly unknown[] };

/** How far the merge has come: rows of the source's table that are merged. Later tables are not begun, earlier ones are done. */
export interface MergeJournal {
  readonly source: string;
  /** The rules as JSON: going on by others would give a mixture. */
  readonly rules: string;
  readonly startedMs: number;
  readonly table: string;
  readonly rows: number;
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
      // A row and a key of that very table: they come from its declaration.
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
  async (tx, _args: null): Promise<boolean> => await tx.table(storeWork).delete(MERGE_WORK),
);
