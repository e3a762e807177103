// The books of the chaos game: each owner of gold writes every deed beside its balance, so that what a crash has parted is found at
// the end. Items are numbered over the whole game, so that a copy is found too.
import { bigint, defineTable, integer, text } from '../../../src/store/index.ts';

const gold = { gold: bigint() };
/** `parts` owners have a row of the deed; `times` is 1 unless one of them did it again. */
const deed = { id: text(), gold: bigint(), parts: integer(), times: integer() };

export const bagTables = {
  gold: defineTable({ name: 'bag_gold', kind: 'split', live: true, columns: gold }),
  deed: defineTable({ name: 'bag_deed', kind: 'split', live: true, columns: deed, key: ['id'] }),
  item: defineTable({ name: 'bag_item', kind: 'split', live: true, columns: { id: bigint() }, key: ['id'] }),
};

export const guildTables = {
  gold: defineTable({ name: 'guild_gold', kind: 'actor', owner: bigint(), columns: gold }),
  deed: defineTable({ name: 'guild_deed', kind: 'actor', owner: bigint(), columns: deed, key: ['id'] }),
  member: defineTable({
    name: 'guild_member',
    kind: 'actor',
    owner: bigint(),
    columns: { roleId: bigint() },
    key: ['roleId'],
  }),
};

export const houseTables = {
  gold: defineTable({ name: 'house_gold', kind: 'actor', owner: text(), columns: gold }),
  deed: defineTable({ name: 'house_deed', kind: 'actor', owner: text(), columns: deed, key: ['id'] }),
  lot: defineTable({
    name: 'house_lot',
    kind: 'actor',
    owner: text(),
    columns: {
      id: text(),
      item: bigint(),
      seller: bigint(),
      closesAtMs: integer(),
      bidder: bigint({ nullable: true }),
      /** The order of the highest bid. */
      bid: text({ nullable: true }),
      gold: bigint(),
    },
    key: ['id'],
  }),
  /** Gold of bidders that were outbid. */
  owed: defineTable({
    name: 'house_owed',
    kind: 'actor',
    owner: text(),
    columns: { bid: text(), roleId: bigint(), gold: bigint() },
    key: ['bid'],
  }),
};
