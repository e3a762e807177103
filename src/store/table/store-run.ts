// The store's own experience of time: how long servers have run on it, in all its life, and how long it had run when a role was first
// seen as deleted. No date is involved, so a wrong wall clock changes nothing here. Like leases, these rows are about this store itself:
// a backup does not have them, and a restored or merged role is seen as deleted anew.
import { bigint, integer, text } from './column.ts';
import { RUN_STEP_MS_MAX } from './limits.ts';
import { defineTable } from './table.ts';
import type { Tx } from './tx.ts';

export const storeRun = defineTable({
  name: 'jadegate_run',
  kind: 'disc',
  columns: { name: text(), ranMs: integer() },
  key: ['name'],
});

/** The only row of the count. */
export const STORE_RAN = 'total';

/** For how many milliseconds the store has been run in all its life. */
async function storeRanMs(tx: Tx): Promise<number> {
  return (await tx.table(storeRun).get(STORE_RAN))?.ranMs ?? 0;
}

export interface RunStep {
  /** The count after this process's last step; 0 before its first. */
  readonly lastRanMs: number;
  /** What has passed since. */
  readonly elapsedMs: number;
}

/**
 * Raises the count by what has passed; gives the new one. A repeated step adds nothing, and of several processes none counts a moment
 * again: a count that others raised that far stays.
 */
export async function raiseStoreRan(tx: Tx, { lastRanMs, elapsedMs }: RunStep): Promise<number> {
  const stored = await storeRanMs(tx);
  const ranMs = Math.min(Math.max(stored, lastRanMs + elapsedMs), stored + RUN_STEP_MS_MAX);
  if (ranMs > stored) await tx.table(storeRun).upsert({ name: STORE_RAN, ranMs });
  return ranMs;
}

/** `deletedMs` is that of the deletion: a role that is restored and deleted again is seen anew. */
export const deletedRole = defineTable({
  name: 'jadegate_deleted_role',
  kind: 'disc',
  columns: { roleId: bigint(), deletedMs: integer(), seenRanMs: integer() },
  key: ['roleId'],
  indexes: [{ on: ['seenRanMs'] }],
  ownedBy: 'roleId',
});
