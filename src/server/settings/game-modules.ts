// The modules of a game: jadegate's own, without those that the game leaves out, and then the game's.
import type { AnyModule } from '../../gate/index.ts';
import { BUILT_IN_MODULES } from '../../modules/index.ts';
import { ConfigError } from '../control/index.ts';

export interface GameParts {
  /** The game's own modules. */
  readonly modules?: readonly AnyModule[] | undefined;
  /** Names of jadegate's modules that the game leaves out. */
  readonly without?: readonly string[] | undefined;
}

/** Throws `ConfigError` when `without` names a module that jadegate does not have. */
export function modulesOf({ modules = [], without = [] }: GameParts): readonly AnyModule[] {
  const names = BUILT_IN_MODULES.map(({ name }) => name);
  for (const name of without) {
    if (names.includes(name)) continue;
    throw new ConfigError('invalid', `without: jadegate has no module '${name}'; it has ${names.join(', ')}`);
  }
  return [...BUILT_IN_MODULES.filter(({ name }) => !without.includes(name)), ...modules];
}
