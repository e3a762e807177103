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

/** Throws `ConfigError` when `without` names a module that jadegate does not have, or two modules have one name. */
export function modulesOf({ modules = [], without = [] }: GameParts): readonly AnyModule[] {
  const names = BUILT_IN_MODULES.map(({ name }) => name);
  for (const name of without) {
    if (names.includes(name)) continue;
    throw new ConfigError('invalid', `without: jadegate has no module '${name}'; it has ${names.join(', ')}`);
  }
  const kept = BUILT_IN_MODULES.filter(({ name }) => !without.includes(name));
  refuseNamesake(kept, modules);
  return [...kept, ...modules];
}

function refuseNamesake(kept: readonly AnyModule[], modules: readonly AnyModule[]): void {
  for (const [at, { name }] of modules.entries()) {
    const isBuiltIn = kept.some((module) => module.name === name);
    if (!isBuiltIn && !modules.slice(0, at).some((module) => module.name === name)) continue;
    throw new ConfigError(
      'invalid',
      isBuiltIn
        ? `modules: jadegate has a module '${name}' too: name yours otherwise, or leave that one out with 'without'`
        : `modules: two are called '${name}': each has a name of its own, and stands there once`,
    );
  }
}
