// Deletes everything that belongs to a role by declaration: its rows in every split table, the rows of disc and ram tables that it
// owns, and its receipts. Runs in the caller's transaction, so all of it is deleted or nothing. A role's own row is deleted in no other way.
import type { Tx } from './tx.ts';

/** Gives the number of rows deleted. */
export function deleteRoleCascade(tx: Tx, roleId: bigint): Promise<number> {
  return tx.deleteRole(roleId);
}
