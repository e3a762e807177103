// The maps that exist, as designers write them, and the lines that operators closed.
import { defineTable, integer, text } from '../../store/index.ts';

/** `spawnX` and `spawnY` are where a role is put whose own place is unknown; width and height are in tiles. */
export const gameMap = defineTable({
  name: 'game_map',
  kind: 'static',
  columns: {
    mapId: integer(),
    name: text(),
    width: integer(),
    height: integer(),
    spawnX: integer(),
    spawnY: integer(),
  },
  key: ['mapId'],
});

/** Kept, because the lines of a map sleep when nobody is there, and an operator's decision holds all the same. */
export const closedLine = defineTable({
  name: 'line_closed',
  kind: 'actor',
  owner: integer(),
  columns: { lineId: integer() },
  key: ['lineId'],
});

export const linesTables = { gameMap };
