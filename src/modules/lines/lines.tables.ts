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

/** An operator's decision: it holds until the opposite. */
export const closedLine = defineTable({
  name: 'line_closed',
  kind: 'disc',
  columns: { mapId: integer(), lineId: integer() },
  key: ['mapId', 'lineId'],
});

export const linesTables = { gameMap, closedLine };
