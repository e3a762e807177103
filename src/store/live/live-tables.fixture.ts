// Live tables for the tests of live owners.
import { bigint, bytes, defineTable, integer, json, tableOfActor, text } from '../table/index.ts';

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

/** One row an actor of the name `bank`. */
export const vault = tableOfActor(
  defineTable({ name: 'vault', kind: 'actor', owner: bigint(), columns: { gold: integer() } }),
  'bank',
);
