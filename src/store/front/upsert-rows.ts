// Rows of any table put in or replaced, many in one transaction: for imports.
import { assert } from '../../base/index.ts';
import { defineProcedure, type NewRow, type StoredKind, type Table } from '../table/index.ts';
import type { RowValues } from './store-snapshot.ts';

/** Each row as all its values in the order of the declaration. At most LOAD_ROWS_MAX. */
export const upsertRows = defineProcedure(
  import.meta.url,
  'upsertRows',
  async (tx, args: { readonly table: string; readonly rows: readonly RowValues[] }): Promise<null> => {
    const table = tx.tables.find(({ name }) => name === args.table);
    assert(table !== undefined, `table ${args.table} is among the store's tables`);
    const names = Object.keys(table.columns);
    for (const row of args.rows) {
      const fields = Object.fromEntries(names.map((name, at) => [name, row[at]]));
      await tx.table(table).upsert(fields as NewRow<Table<StoredKind>>);
    }
    return null;
  },
);
