// The configuration: the settings of the server and of each module, with their defaults and rules. Settings come from, the later the
// stronger: the defaults, a file, the environment, the command line. An error names the setting that is wrong.
import type { z } from 'zod';
import { nearestName } from '../../base/index.ts';
import type { AnyModule } from '../../gate/index.ts';
import { BUILT_IN_MODULES } from '../../modules/index.ts';
import { ConfigError } from '../control/index.ts';
import { configSchemaOf, type ServerSettings } from './config-schema.ts';
import { ENVIRONMENT_PREFIX, fromText, settingList } from './setting-list.ts';
import { describeUnknownSetting } from './unknown-setting.ts';

type Parsed = z.output<ServerSettings>;
type SchemaOf<M extends AnyModule> = NonNullable<M['settings']>;
type BuiltIn = (typeof BUILT_IN_MODULES)[number];

/** What a configuration gives to modules: under the key of each, anything may be left out. */
export type ModuleSettingsInput<M extends AnyModule> = {
  readonly [K in M['settingsKey']]?: z.input<SchemaOf<Extract<M, { readonly settingsKey: K }>>>;
};
type ModuleSettings<M extends AnyModule> = {
  readonly [K in M['settingsKey']]?: z.output<SchemaOf<Extract<M, { readonly settingsKey: K }>>>;
};

/** Every setting with its value. A module that the game leaves out has none. */
export type Config = Omit<Parsed, 'gate'> & {
  readonly gate: Parsed['gate'] & { readonly host: string };
} & ModuleSettings<BuiltIn>;
/** What a file or a caller gives: anything may be left out. */
export type ConfigInput = z.input<ServerSettings> & ModuleSettingsInput<BuiltIn>;

/** Where settings came from, the weakest first. */
export interface ConfigSources {
  /** Of a command that has others than the schema. */
  readonly defaults?: ConfigInput;
  readonly file?: { readonly path: string; readonly settings: unknown };
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags?: ConfigInput;
}

export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** The settings of all sources together; throws a `ConfigError` that names what is wrong. */
export function readConfig(sources: ConfigSources, modules: readonly AnyModule[] = BUILT_IN_MODULES): Config {
  const merged: Settings = {};
  merge(merged, (sources.defaults ?? {}) as Settings);
  if (sources.file !== undefined) merge(merged, asSettings(sources.file.settings, sources.file.path));
  merge(merged, environmentSettings(sources.environment ?? {}, modules));
  merge(merged, (sources.flags ?? {}) as Settings);
  // zod compiles a fast parser for each object otherwise, which pays off only for a schema that is used often.
  const result = configSchemaOf(modules).safeParse(merged, { jitless: true });
  if (result.success) return withHost(result.data);
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => describeUnknownSetting([...issue.path, key].join('.'), modules))
      : [`${issue.path.join('.') || 'configuration'}: ${lower(issue.message)}`],
  );
  throw new ConfigError('invalid', `The configuration is not valid.\n  ${faults.join('\n  ')}`);
}

/** The settings of one of jadegate's modules, for a command that is about it. Throws when the game leaves the module out. */
export function settingsOf<K extends BuiltIn['settingsKey']>(config: Config, key: K): NonNullable<Config[K]> {
  const settings = config[key];
  if (settings === undefined) {
    throw new ConfigError(
      'refused',
      `this game leaves out the module that has the settings '${key}', so there is nothing to do`,
    );
  }
  return settings;
}

/** Development mode lets anyone in, so it must not be reached from elsewhere. */
function withHost(config: Parsed): Config {
  const { dev, gate } = config;
  const host = gate.host ?? (dev ? '127.0.0.1' : '0.0.0.0');
  if (dev && !LOOPBACK_HOSTS.includes(host)) {
    const message = `gate.host: with dev anyone can sign in under any name, so the gate listens on ${LOOPBACK_HOSTS.join(' or ')} only, not on ${host}. Leave out gate.host, or dev.`;
    throw new ConfigError('invalid', message);
  }
  return { ...config, gate: { ...gate, host } };
}

interface Settings {
  [name: string]: unknown;
}

function asSettings(value: unknown, path: string): Settings {
  if (isSettings(value)) return value;
  throw new ConfigError('invalid', `${path}: an object of settings is needed, such as { "gate": { "port": 8001 } }`);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(target: Settings, source: Settings): void {
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined) continue;
    // As a name of a setting it would reach what every object inherits.
    if (name === '__proto__') throw new ConfigError('invalid', `${name}: there is no such setting`);
    const present = target[name];
    if (isSettings(present) && isSettings(value)) merge(present, value);
    else target[name] = isSettings(value) ? structuredClone(value) : value;
  }
}

function environmentSettings(
  environment: Readonly<Record<string, string | undefined>>,
  modules: readonly AnyModule[],
): Settings {
  const settings: Settings = {};
  const given = Object.entries(environment).filter(([name]) => name.startsWith(ENVIRONMENT_PREFIX));
  // The list takes a moment to make, and most commands have no use for it.
  if (given.length === 0) return settings;
  const known = new Map(settingList(modules).map((setting) => [setting.environment, setting]));
  for (const [name, value] of given) {
    if (value === undefined) continue;
    const setting = known.get(name);
    if (setting === undefined) {
      const ownPart = (each: string) => each.slice(ENVIRONMENT_PREFIX.length);
      const nearest = nearestName(ownPart(name), [...known.keys()].map(ownPart));
      const hint =
        nearest === null ? 'docs/guide/configuration.md lists them' : `did you mean ${ENVIRONMENT_PREFIX}${nearest}?`;
      throw new ConfigError('invalid', `${name}: there is no such setting; ${hint}`);
    }
    setAt(settings, setting.path.split('.'), fromText(value, setting.reading));
  }
  return settings;
}

function setAt(settings: Settings, path: readonly string[], value: unknown): void {
  let at = settings;
  for (const name of path.slice(0, -1)) {
    if (!isSettings(at[name])) at[name] = {};
    at = at[name] as Settings;
  }
  at[path.at(-1) as string] = value;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
