// Deletes everything that belongs to a role by declaration: its rows in every split table, the rows of disc and ram tables that it
// owns, and its receipts. Runs in the caller's transaction, so all of it is deleted or nothing.
import { roleOwner } from './owner.ts';
import { ownerReceipt } from './owner-tables.ts';
import type { Table } from './table.ts';
import type { Tx } from './tx.ts';

/** Gives the number of rows deleted. */
export async function deleteRoleCascade(tx: Tx, roleId: bigint): Promise<number> {
  let deleted = 0;
  for (const table of tx.tables) {
    if (isSplit(table)) deleted += await tx.table(table).deleteWhere(roleId);
    else if (table.ownedBy !== null)
      deleted += await tx.table(table as Table<'disc'>).deleteWhere({ [table.ownedBy]: roleId });
  }
  return deleted + (await tx.table(ownerReceipt).deleteWhere({ owner: roleOwner(roleId).text }));
}

function isSplit(table: Table): table is Table<'split'> {
  return table.kind === 'split';
}
