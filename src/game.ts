// What `jadegate.config.ts` exports: the settings that differ from the defaults, and the game's modules.
import type { GameModule } from './gate/index.ts';
import type { ConfigInput } from './server/index.ts';

export interface Game extends ConfigInput {
  /** The game's own modules; jadegate's come before them. */
  readonly modules?: readonly GameModule[];
}

/**
 * Gives `game` back: it is there so that an editor knows the settings. They are checked when the server starts.
 *
 *     export default defineGame({ gate: { port: 8001 }, modules: [mine] });
 */
export function defineGame(game: Game): Game {
  return game;
}
