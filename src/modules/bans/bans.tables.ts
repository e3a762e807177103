// Bans that hold, and what operators did. `kind` is `account`, `role` or `address`; `subject` is the account's name, the role's id, or
// the address or network; `what` is `sign-in`, `chat`, or `chat/CHANNEL`.
import { defineTable, integer, text } from '../../store/index.ts';

/** The ends are null for good. `untilRanMs` is the end by the count of milliseconds that the store has been run. */
export const ban = defineTable({
  name: 'ban',
  kind: 'disc',
  columns: {
    kind: text(),
    subject: text(),
    what: text(),
    reason: text(),
    by: text(),
    atMs: integer(),
    untilMs: integer({ nullable: true }),
    untilRanMs: integer({ nullable: true }),
  },
  key: ['kind', 'subject', 'what'],
  indexes: [{ on: ['untilMs'] }, { on: ['untilRanMs'] }],
});

/** In the order of `id`: each process reads what the others did. */
export const banAction = defineTable({
  name: 'ban_action',
  kind: 'disc',
  columns: {
    id: integer(),
    action: text(),
    kind: text(),
    subject: text(),
    what: text(),
    reason: text(),
    by: text(),
    atMs: integer(),
    untilMs: integer({ nullable: true }),
  },
  key: ['id'],
});

/** The number of the last action, in its only row. */
export const banCount = defineTable({
  name: 'ban_count',
  kind: 'disc',
  columns: { name: text(), last: integer() },
  key: ['name'],
});

export const bansTables = { ban, banAction, banCount };
