// What a role has of chat: private lines that wait for its player, and the roles whose private lines the player does not want.
import { bigint, defineTable, integer, text } from '../../store/index.ts';
import { lineColumns } from './line-row.ts';

export const chatWaiting = defineTable({
  name: 'chat_waiting',
  kind: 'split',
  live: true,
  columns: { ...lineColumns, atMs: integer() },
  key: ['id'],
});

/** `ignoredName` is the name at that time. */
export const chatIgnored = defineTable({
  name: 'chat_ignored',
  kind: 'split',
  live: true,
  columns: { ignoredId: bigint(), ignoredName: text() },
  key: ['ignoredId'],
});

export const chatTables = { chatWaiting, chatIgnored };
