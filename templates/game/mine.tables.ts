// The game's data. A split table holds data of roles: it has a roleId column, and a role's rows are deleted with it.
// While the role plays, the rows of a live table are in memory.
import { defineTable, integer } from 'jadegate/store';

/** Ore left where a role has dug; a place without a row is untouched. */
export const ore = defineTable({
  name: 'ore',
  kind: 'split',
  live: true,
  columns: { x: integer(), y: integer(), left: integer() },
  key: ['x', 'y'],
});
