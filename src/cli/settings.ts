// The settings of a command: from the file (`--config`, or jadegate.config.* in the working directory), the environment, and the
// command's own flags.
import { stat } from 'node:fs/promises';
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
  /** The settings file; null where there is none. */
  readonly path: string | null;
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
  return { config: readConfig(sources, modulesOf(game)), ...game, path: file?.path ?? null };
}

/**
 * The settings as their sources have them now, for a server that runs; `startedMs` is the wall-clock time of its start. A file with code
 * is not loaded twice: where it has changed, a note says so.
 */
export async function loadSettingsAgain(
  sources: { readonly flags: SettingsFlags; readonly given: ConfigInput },
  startedMs: number,
): Promise<{ readonly config: Config; readonly notes: readonly string[] }> {
  const { config, path } = await loadSettings(sources.flags, sources.given);
  if (path === null || path.endsWith('.json')) return { config, notes: [] };
  const { mtimeMs } = await stat(path);
  return {
    config,
    notes: mtimeMs <= startedMs ? [] : [`${path} has changed since the start: its settings need a restart`],
  };
}
