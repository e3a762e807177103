// What a role has of chat: private lines that wait for its player, and the roles whose private lines the player does not want.
import { bigint, bytes, defineTable, integer, text } from '../../store/index.ts';

/** In the order of `id`. `details` are packed by `details-pack.ts`. */
export const chatWaiting = defineTable({
  name: 'chat_waiting',
  kind: 'split',
  live: true,
  columns: {
    id: integer(),
    atMs: integer(),
    fromId: bigint(),
    fromName: text(),
    serverId: integer(),
    text: text(),
    details: bytes(),
    identity: integer(),
    reptype: integer(),
  },
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
