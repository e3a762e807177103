// What the store keeps of owners beside their rows: alarms of actors, and receipts of calls that take effect once. Both are changed by
// the turn of their owner and committed with its rows. Their first column is the owner's text.
import { integer, text } from './column.ts';
import { defineTable, type Table } from './table.ts';

export const ownerAlarm = defineTable({
  name: 'jadegate_alarm',
  kind: 'disc',
  columns: { owner: text(), name: text(), atMs: integer(), attempt: integer() },
  key: ['owner', 'name'],
  indexes: [{ on: ['atMs'] }],
});

/** `seenRanMs`: how long the store had run when the receipt was first seen; it is about this store, so a snapshot leaves it out. */
export const ownerReceipt = defineTable({
  name: 'jadegate_receipt',
  kind: 'disc',
  columns: {
    owner: text(),
    once: text(),
    call: text(),
    answer: text(),
    atMs: integer(),
    seenRanMs: integer({ nullable: true }),
  },
  key: ['owner', 'once'],
  indexes: [{ on: ['seenRanMs'] }],
});

/** Tables whose rows belong to owners by their text. */
export const OWNER_TEXT_TABLES: readonly Table[] = [ownerAlarm, ownerReceipt];
