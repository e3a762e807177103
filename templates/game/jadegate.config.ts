// The game: its modules, and the settings that differ from the defaults.
import { defineGame } from 'jadegate';
import { mine } from './mine.module.ts';

export default defineGame({
  dataDirectory: 'data',
  modules: [mine],
  mine: { news: 'There is ore in the field.' },
});
