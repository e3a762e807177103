// What `jadegate.config.ts` exports: the settings that differ from the defaults, and the modules of the game.
import type { AnyModule } from './gate/index.ts';
import type { BuiltInName } from './modules/index.ts';
import type { ConfigInput, ModuleSettingsInput } from './server/settings/index.ts';

/** The settings of a server with these modules: jadegate's, and those of each module under its key. */
export type GameSettings<Modules extends readonly AnyModule[] = readonly []> = Omit<
  ConfigInput,
  Modules[number]['settingsKey']
> &
  ModuleSettingsInput<Modules[number]>;

export type Game<Modules extends readonly AnyModule[] = readonly AnyModule[]> = GameSettings<Modules> & {
  /** The game's own modules. Their hooks run after those of jadegate's. */
  readonly modules?: Modules;
  /** Modules of jadegate that the game leaves out. It may list its own that offer the same. */
  readonly without?: readonly BuiltInName[];
};

/**
 * Returns `game` as it is. An editor knows all settings by it, those of the game's modules too; the values are checked when the
 * server starts.
 *
 *     export default defineGame({ gate: { port: 8001 }, modules: [mine], mine: { orePerPlace: 5 } });
 */
export function defineGame<const Modules extends readonly AnyModule[] = readonly []>(
  game: Game<Modules>,
): Game<Modules> {
  return game;
}
