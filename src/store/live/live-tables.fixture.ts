// Live tables for the tests of live roles.
import { bigint, bytes, defineTable, integer, json, text } from '../table/index.ts';

export const bag = defineTable({
  name: 'bag',
  kind: 'split',
  live: true,
  columns: { slot: integer(), count: integer(), note: text({ default: '' }) },
  key: ['slot'],
});

export const hero = defineTable({
  name: 'hero',
  kind: 'split',
  live: true,
  columns: {
    level: integer({ default: 1 }),
    gold: bigint({ default: 0n }),
    face: bytes({ nullable: true }),
    quests: json<{ readonly done: readonly string[] }>({ nullable: true }),
  },
});
