// The settings of a command: from the file (`--config`, or jadegate.config.* in the working directory), the environment, and the
// command's own flags.
import process from 'node:process';
import type { GameModule } from '../gate/index.ts';
import { type Config, type ConfigInput, readConfig } from '../server/index.ts';
import { readSettingsFile } from './settings-file.ts';
import type { SettingsFlags } from './settings-flags.ts';

export interface Loaded {
  readonly config: Config;
  readonly modules: readonly GameModule[];
}

export async function loadSettings(
  flags: SettingsFlags,
  given: ConfigInput = {},
  defaults: ConfigInput = {},
): Promise<Loaded> {
  const file = await readSettingsFile(flags);
  const config = readConfig({
    defaults,
    ...(file === undefined ? {} : { file }),
    environment: process.env,
    flags: {
      ...given,
      ...(flags.data === undefined ? {} : { dataDirectory: flags.data }),
      ...(flags.dev === undefined ? {} : { dev: flags.dev }),
    },
  });
  return { config, modules: file?.modules ?? [] };
}
