// The maps that exist, as designers write them.
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

export const linesTables = { gameMap };
