// Work on a whole store that takes many transactions: a restore, a merge. A row is written before it begins and deleted in its
// last transaction, so that a store in which it was cut short is never taken for a whole one.
import { json, text } from './column.ts';
import { leaseHolder, roleLease } from './role-lease.ts';
import { defineTable, type Table } from './table.ts';

/** `detail` is for the work itself: how far it has come. */
export const storeWork = defineTable({
  name: 'jadegate_work',
  kind: 'disc',
  columns: { name: text(), detail: json<unknown>({ nullable: true }) },
  key: ['name'],
});

/** What is said of this very store: its unfinished work, and who plays which role now. */
const OWN: readonly Table[] = [storeWork, roleLease, leaseHolder];

/** Whether a snapshot has the table: data that outlives the process, and not what is said of this very store. */
export function isSnapshotted(table: Table): boolean {
  return (table.kind === 'disc' || table.kind === 'split') && !OWN.includes(table);
}
