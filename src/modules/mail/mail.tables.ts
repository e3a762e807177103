// The mailbox of a role, in memory while the role is awake.
import { bigint, boolean, defineTable, integer, json, text } from '../../store/index.ts';
import type { GoodsItem } from '../bags/index.ts';

/**
 * `untilMs` is the end by the wall clock and `untilRanMs` by the time that the store has been run: a mail ends when both have passed, so
 * that a wrong date deletes no goods. `senderId` is 0 for the game's own.
 */
const mail = defineTable({
  name: 'role_mail',
  kind: 'split',
  live: true,
  columns: {
    mailId: integer(),
    kind: integer(),
    senderId: bigint(),
    senderName: text(),
    subject: text(),
    words: text(),
    gold: bigint(),
    items: json<readonly GoodsItem[]>(),
    sentMs: integer(),
    untilMs: integer(),
    untilRanMs: integer(),
    isRead: boolean(),
    isCollected: boolean(),
  },
  key: ['mailId'],
});

/** The last id of a mail here, and what the role itself has sent: `sentDay` is a day of UTC. */
const box = defineTable({
  name: 'role_mailbox',
  kind: 'split',
  live: true,
  columns: { lastId: integer(), sentDay: integer(), sentToday: integer(), sentMs: integer() },
});

export const mailTables = { mail, box };
