// Where a command's settings come from: the file (`--config`, or jadegate.config.* here), the environment, and its own flags. A
// configuration in TypeScript or JavaScript may bring the game's modules along.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { messageOf } from '../base/index.ts';
import { GameModule } from '../gate/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { type Config, ConfigError, type ConfigInput, readConfig } from '../server/index.ts';
import type { MessageType } from '../wire/index.ts';

const OWN_SOURCES = fileURLToPath(new URL('..', import.meta.url));
const CONFIG_FILES = ['jadegate.config.ts', 'jadegate.config.js', 'jadegate.config.json'] as const;

/** The flags that every command with settings has. */
export interface SettingsFlags {
  readonly config?: string;
  readonly data?: string;
  readonly dev?: boolean;
}

export interface Loaded {
  readonly config: Config;
  readonly modules: readonly GameModule[];
}

export function addSettingsFlags(command: Command): Command {
  return command
    .option('--config <file>', `settings; ${CONFIG_FILES.join(', ')} in this folder when left out`)
    .option('--data <dir>', 'where the database and generated keys lie (default: jadegate-data)');
}

export async function loadSettings(
  flags: SettingsFlags,
  given: ConfigInput = {},
  defaults: ConfigInput = {},
): Promise<Loaded> {
  const path = flags.config ?? CONFIG_FILES.find((name) => existsSync(name));
  const file = path === undefined ? undefined : await readSettingsFile(resolve(path));
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

export const MESSAGES_FROM_CONFIG =
  "your game's settings, so that its own messages are known; jadegate.config.* in this folder when left out";

/** Every message of jadegate and of the game whose settings are named, or lie here. */
export async function loadMessages(flags: { readonly config?: string | undefined }): Promise<readonly MessageType[]> {
  const { modules } = await loadSettings(flags.config === undefined ? {} : { config: flags.config });
  return [...new Set([...JADEGATE_MESSAGES, ...modules.flatMap(({ messages }) => messages)])];
}

interface SettingsFile {
  readonly path: string;
  readonly settings: unknown;
  readonly modules: readonly GameModule[];
}

async function readSettingsFile(path: string): Promise<SettingsFile> {
  try {
    if (path.endsWith('.json')) return { path, settings: JSON.parse(await readFile(path, 'utf8')), modules: [] };
    const exported: { readonly default?: unknown } = await import(pathToFileURL(path).href);
    return { path, ...splitModules(exported.default, path) };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // JSON is read by us, so a stack would tell of our own files.
    const place = path.endsWith('.json') ? '' : placeOf(error);
    throw new ConfigError('unreadable', `${path} cannot be read: ${place}${messageOf(error)}`, { cause: error });
  }
}

/** Where in the game's own files an error came from, `mine.ts:3: `, as far as its stack tells. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // Node writes files as addresses, and as paths where it had to guess what kind of module they are.
  for (const [, address, path = '', line] of stack.matchAll(/(?:^|at |\()(file:\/\/)?(\/[^\s():]+):(\d+)/gm)) {
    const file = address === undefined ? path : fileURLToPath(address + path);
    if (!file.startsWith(OWN_SOURCES)) return `${file}:${line}: `;
  }
  return '';
}

function splitModules(
  exported: unknown,
  path: string,
): { readonly settings: unknown; readonly modules: readonly GameModule[] } {
  if (typeof exported !== 'object' || exported === null) {
    throw new ConfigError('invalid', `${path}: export default defineGame({ … }) is needed`);
  }
  const { modules = [], ...settings } = exported as { readonly modules?: unknown };
  if (!Array.isArray(modules) || !modules.every((module) => module instanceof GameModule)) {
    throw new ConfigError('invalid', `${path}: modules: a list of what defineModule gave is needed`);
  }
  return { settings, modules };
}
