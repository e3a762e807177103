// The settings of a command: from the file (`--config`, or jadegate.config.* in the working directory), the environment, and the
// command's own flags.
import process from 'node:process';
import type { AnyModule } from '../gate/index.ts';
import { type Config, type ConfigInput, modulesOf, readConfig } from '../server/settings/index.ts';
import { readSettingsFile } from './settings-file.ts';
import type { SettingsFlags } from './settings-flags.ts';

export interface Loaded {
  readonly config: Config;
  /** The game's own modules. */
  readonly modules: readonly AnyModule[];
  /** Names of jadegate's modules that the game leaves out. */
  readonly without: readonly string[];
}

export async function loadSettings(
  flags: SettingsFlags,
  given: ConfigInput = {},
  defaults: ConfigInput = {},
): Promise<Loaded> {
  const file = await readSettingsFile(flags);
  const game = { modules: file?.modules ?? [], without: file?.without ?? [] };
  const sources = {
    defaults,
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    flags: {
      ...given,
      ...(flags.data === undefined ? {} : { dataDirectory: flags.data }),
      ...(flags.dev === undefined ? {} : { dev: flags.dev }),
    },
  };
  return { config: readConfig(sources, modulesOf(game)), ...game };
}
