// The game: its modules, and the settings that differ from the defaults.
import { defineGame } from 'jadegate';
import { meadow } from './meadow.module.ts';

export default defineGame({
  dataDirectory: 'data',
  modules: [meadow],
  meadow: { sheep: 8 },
  // One copy of each map, so that all players meet.
  lines: { count: 1, dynamicMax: 0 },
});
