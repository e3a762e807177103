// Work on a whole store that takes many transactions: a restore or a merge. Its row is written before the work begins and deleted in
// the last transaction, so that an interrupted store is never mistaken for a complete one.
import { integer, json, text } from './column.ts';
import { actorLease, leaseHolder, roleLease } from './lease.ts';
import { deletedRole, storeRun } from './store-run.ts';
import { defineTable, isBackedUp, type Table } from './table.ts';

/** `detail` belongs to the work: its progress. */
export const storeWork = defineTable({
  name: 'jadegate_work',
  kind: 'disc',
  columns: { name: text(), detail: json<unknown>({ nullable: true }) },
  key: ['name'],
});

/** Merges into this store that are finished. `issued` are the role ids that the source had issued: of another source they are others. */
export const storeMerge = defineTable({
  name: 'jadegate_merge',
  kind: 'disc',
  columns: { source: text(), issued: text(), finishedMs: integer() },
  key: ['source'],
});

/** Tables about this store itself: its unfinished work, its merges, the holders of owners, and how long it has been run. */
const OWN: readonly Table[] = [storeWork, storeMerge, roleLease, actorLease, leaseHolder, storeRun, deletedRole];

/** Whether a snapshot has the table: its data outlives the process, and is not about this store itself. */
export function isSnapshotted(table: Table): boolean {
  return isBackedUp(table) && !OWN.includes(table);
}
