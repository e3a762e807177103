// A game with a live table, for tests of the command line.
import { defineModule } from '../gate/index.ts';
import { defineTable, integer } from '../store/index.ts';

export const ore = defineTable({
  name: 'ore',
  kind: 'split',
  live: true,
  columns: { x: integer(), y: integer(), left: integer() },
  key: ['x', 'y'],
});

export const mine = defineModule({ name: 'mine', tables: { ore } });
