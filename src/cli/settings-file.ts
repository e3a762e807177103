// The settings file: `--config`, or jadegate.config.* in the working directory. A file in TypeScript or JavaScript may
// contain the modules of a game. This only reads; `settings.ts` checks the settings against the schema.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, runTraced, withoutByteOrderMark } from '../base/index.ts';
import type { AnyModule } from '../gate/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { CONFIG_FILES } from './settings-flags.ts';

const OWN_SOURCES = fileURLToPath(new URL('..', import.meta.url));

export interface SettingsFile {
  readonly path: string;
  readonly settings: unknown;
  readonly modules: readonly AnyModule[];
  readonly without: readonly string[];
}

/** The file that the flag names, or the first one in the working directory; undefined where there is none. Throws `ConfigError`. */
export async function readSettingsFile(flags: { readonly config?: string }): Promise<SettingsFile | undefined> {
  const path = flags.config ?? CONFIG_FILES.find((name) => existsSync(name));
  if (path === undefined) return undefined;
  if (!existsSync(path)) throw new ConfigError('unreadable', `${resolve(path)}: there is no such file`);
  return await readFileAt(resolve(path));
}

async function readFileAt(path: string): Promise<SettingsFile> {
  try {
    if (path.endsWith('.json'))
      return {
        path,
        settings: JSON.parse(withoutByteOrderMark(await readFile(path, 'utf8'))),
        modules: [],
        without: [],
      };
    // What the game opens here (a socket, a timer) belongs to the game when it fails later.
    const trace = { module: basename(path), place: 'loading' };
    const exported: { readonly default?: unknown } = await runTraced(trace, () => import(pathToFileURL(path).href));
    return { path, ...(await splitModules(exported.default, path)) };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // JSON is parsed by jadegate, so a stack would show jadegate's own files.
    const place = path.endsWith('.json') ? '' : placeOf(error);
    // What does not hold here is a rule for the game's declarations: jadegate's code is well.
    const what = messageOf(error).replace(/^broken invariant: /, 'this must hold: ');
    throw new ConfigError('unreadable', `${path} cannot be read: ${place}${what}`, { cause: error });
  }
}

/** The place of an error in the game's own files, `mine.ts:3: `, if its stack has one. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // Node writes files as URLs, or as paths where it had to guess the module type.
  for (const [, address, path = '', line] of stack.matchAll(/(?:^|at |\()(file:\/\/)?(\/[^\s():]+):(\d+)/gm)) {
    const file = address === undefined ? path : fileURLToPath(address + path);
    if (!file.startsWith(OWN_SOURCES)) return `${file}:${line}: `;
  }
  return '';
}

async function splitModules(exported: unknown, path: string): Promise<Omit<SettingsFile, 'path'>> {
  if (typeof exported !== 'object' || exported === null) {
    throw new ConfigError('invalid', `${path} must have export default defineGame({ … })`);
  }
  // A game's own file has loaded this already; a server with JSON settings does not need it.
  const { GameModule } = await import('../gate/index.ts');
  const { modules = [], without = [], ...settings } = exported as Readonly<Record<string, unknown>>;
  if (!Array.isArray(modules) || !modules.every((module) => module instanceof GameModule)) {
    throw new ConfigError('invalid', `${path}: modules must be a list of results of defineModule`);
  }
  if (!Array.isArray(without) || !without.every((name) => typeof name === 'string')) {
    throw new ConfigError('invalid', `${path}: without: a list of names of jadegate's modules is needed`);
  }
  return { settings, modules, without };
}
