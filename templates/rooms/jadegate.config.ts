// The game: its modules, and the settings that differ from the defaults.
import { defineGame } from 'jadegate';
import { rooms } from './rooms.module.ts';

export default defineGame({
  dataDirectory: 'data',
  modules: [rooms],
  rooms: { roundSeconds: 60 },
});
