// What signing in keeps: password hashes, used tickets, the numbers given to visitors, and the visitors that have not played yet.
import { bigint, defineTable, integer, text } from '../../store/index.ts';

/** `hash` is a PHC string. */
export const password = defineTable({
  name: 'password',
  kind: 'disc',
  columns: { account: text(), hash: text(), createdMs: integer() },
  key: ['account'],
});

/** A row stays until the ticket would have expired; from then on it is refused as expired. */
export const usedTicket = defineTable({
  name: 'used_ticket',
  kind: 'disc',
  columns: { nonce: text(), expiresMs: integer() },
  key: ['nonce'],
  indexes: [{ on: ['expiresMs'] }],
});

/** Numbers that are given once: `next` is the first that was not. */
export const sequence = defineTable({
  name: 'sequence',
  kind: 'disc',
  columns: { name: text(), next: bigint() },
  key: ['name'],
});

/**
 * A row stays until the visitor is in the world for the first time, or is purged. `seenRanMs` is how long the store had been
 * run when the purge first saw the row; null until then.
 */
export const unplayedVisitor = defineTable({
  name: 'unplayed_visitor',
  kind: 'disc',
  columns: { account: text(), createdMs: integer(), seenRanMs: integer({ nullable: true }) },
  key: ['account'],
  indexes: [{ on: ['seenRanMs'] }],
});

export const loginTables = { password, usedTicket, sequence, unplayedVisitor };
