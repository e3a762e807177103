// The configuration: one schema with every setting, its default and its rule. Settings come from, the later the stronger: the
// defaults, a file, the environment, the command line. Whatever is wrong is told with the setting's name.
import { z } from 'zod';
import { LOG_LEVELS } from '../base/index.ts';
import { PROFILES } from '../gate/index.ts';
import { CLASSIC_FORMULAS } from '../modules/login/index.ts';
import { LAYOUTS } from '../wire/index.ts';
import { ConfigError } from './config-error.ts';

const port = z.int().min(0).max(65_535);
const seconds = z.number().positive();

const gate = z.strictObject({
  /** Where the gate listens: all addresses, or with `dev` this machine alone. */
  host: z.string().min(1).optional(),
  /** 0 takes a free one. */
  port: port.default(8001),
  layout: z.enum(LAYOUTS).default('packed'),
  profile: z.enum(Object.keys(PROFILES) as [keyof typeof PROFILES]).default('classic'),
  /** Whether players are let in from the start; with a shut door they are told `doorText`. */
  door: z.enum(['open', 'closed']).default('open'),
  doorText: z.string().max(1_000).default('The server is closed at the moment. Try again later.'),
  backlog: z.int().min(1).max(65_535).default(511),
  connectionsMax: z.int().min(1).default(20_000),
  connectionsPerAddressMax: z.int().min(1).default(2_000),
  /** PEM files; with them the port speaks TLS. */
  tls: z.strictObject({ certificateFile: z.string().min(1), privateKeyFile: z.string().min(1) }).optional(),
  /** Seconds a session may spend in each phase; in `gaming`, in silence. */
  deadlineSeconds: z
    .strictObject({
      connecting: seconds.default(15),
      connected: seconds.default(60),
      authing: seconds.default(30),
      roleListing: seconds.default(900),
      entering: seconds.default(180),
      gaming: seconds.default(300),
    })
    .prefault({}),
});

const auth = z.strictObject({
  /** Asked when a client names no provider; else the first that is configured. */
  default: z.enum(['ticket', 'classic', 'password', 'dev']).optional(),
  /** Tickets of `jadegate ticket`, or of your platform with the same key. Without keys, one is made in the data directory. */
  ticket: z
    .strictObject({
      isOn: z.boolean().default(true),
      keys: z
        .array(z.strictObject({ id: z.string(), secretBase64: z.string() }))
        .max(8)
        .default([]),
    })
    .prefault({}),
  password: z.strictObject({ isOn: z.boolean().default(true) }).prefault({}),
  /** The MD5 signature of old platforms; off unless there is a key. */
  classic: z
    .strictObject({
      /** One key, or one for each platform (`pf`). */
      key: z.union([z.string().min(1), z.record(z.string().min(1), z.string().min(1))]),
      formula: z.string().min(1).default(CLASSIC_FORMULAS.plain),
      windowSeconds: z.int().min(1).default(3_600),
      realm: z.string().default('classic:'),
      isOneTime: z.boolean().default(false),
    })
    .optional(),
  /** Players without an account; off unless there is a key or `--dev`. */
  visitor: z.strictObject({ key: z.string().min(1) }).optional(),
});

const schema = z.strictObject({
  /** Development: anyone may sign in under any name, and only from this machine. */
  dev: z.boolean().default(false),
  gate: gate.prefault({}),
  /** Where the database and generated keys lie. */
  dataDirectory: z.string().min(1).default('jadegate-data'),
  /** Keep nothing on disk: for tests. */
  inMemory: z.boolean().default(false),
  /** The servers whose players this process takes; the first is the one visitors play on. */
  serverIds: z.array(z.int().min(1).max(99_999_999)).min(1).max(64).default([1]),
  version: z.string().min(1).max(100).optional(),
  auth: auth.prefault({}),
  roles: z
    .strictObject({
      perAccountMax: z.int().min(1).max(100).default(1),
      isRegisterOpen: z.boolean().default(true),
      restoreDays: z.number().min(0).max(365).default(7),
      offerMinutes: z.number().positive().max(1_440).default(30),
      nameLengthMin: z.int().min(1).max(64).default(2),
      nameLengthMax: z.int().min(1).max(64).default(12),
    })
    .refine(({ nameLengthMin, nameLengthMax }) => nameLengthMin <= nameLengthMax, {
      path: ['nameLengthMin'],
      error: 'must not be above nameLengthMax',
    })
    .prefault({}),
  lines: z
    .strictObject({ count: z.int().min(1).max(1_000).default(2), playersMax: z.int().min(1).default(2_000) })
    .prefault({}),
  words: z
    .strictObject({
      isBuiltInOn: z.boolean().default(true),
      /** More dictionaries; read again on SIGHUP. */
      files: z.array(z.string().min(1)).max(64).default([]),
    })
    .prefault({}),
  /** Where `game_map.json`, `role_template.json` and `role_template_skill.json` lie; the built-in ones when left out. */
  worldDirectory: z.string().min(1).optional(),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default('info') }).prefault({}),
});

type Parsed = z.output<typeof schema>;
/** Every setting with its value. */
export type Config = Omit<Parsed, 'gate'> & { readonly gate: Parsed['gate'] & { readonly host: string } };
/** What a file or a caller gives: anything may be left out. */
export type ConfigInput = z.input<typeof schema>;

/** Where settings came from, the weakest first. */
export interface ConfigSources {
  readonly file?: { readonly path: string; readonly settings: unknown };
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags?: ConfigInput;
}

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1', 'localhost'];
const ENVIRONMENT_PREFIX = 'JADEGATE_';

/** The settings of all sources together; throws a `ConfigError` that names what is wrong. */
export function readConfig(sources: ConfigSources): Config {
  const merged: Settings = {};
  if (sources.file !== undefined) merge(merged, asSettings(sources.file.settings, sources.file.path));
  merge(merged, environmentSettings(sources.environment ?? {}));
  merge(merged, (sources.flags ?? {}) as Settings);
  const result = schema.safeParse(merged);
  if (result.success) return withHost(result.data);
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'configuration'}: ${lower(issue.message)}`,
  );
  throw new ConfigError('invalid', `The configuration is not valid.\n  ${faults.join('\n  ')}`);
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

/** The path of every setting, such as `gate.port`, in the order of the schema. */
export function settingPaths(): readonly string[] {
  return leafPaths(schema, '');
}

/** The environment variable of a setting: `gate.port` is `JADEGATE_GATE_PORT`. */
export function environmentName(path: string): string {
  return (
    ENVIRONMENT_PREFIX +
    path
      .replace(/([A-Z])/g, '_$1')
      .replaceAll('.', '_')
      .toUpperCase()
  );
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
    const present = target[name];
    if (isSettings(present) && isSettings(value)) merge(present, value);
    else target[name] = isSettings(value) ? structuredClone(value) : value;
  }
}

function environmentSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const paths = new Map(settingPaths().map((path) => [environmentName(path), path]));
  const settings: Settings = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || value === undefined) continue;
    const path = paths.get(name);
    if (path === undefined) {
      const known = [...paths.keys()].sort().join(', ');
      throw new ConfigError('invalid', `${name}: there is no such setting. The environment variables are ${known}`);
    }
    setAt(settings, path.split('.'), fromText(value));
  }
  return settings;
}

/** JSON where it is JSON (numbers, lists, true), else the text itself. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(settings: Settings, path: readonly string[], value: unknown): void {
  let at = settings;
  for (const name of path.slice(0, -1)) {
    if (!isSettings(at[name])) at[name] = {};
    at = at[name] as Settings;
  }
  at[path.at(-1) as string] = value;
}

function leafPaths(type: z.ZodType, path: string): string[] {
  const inner = unwrap(type);
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape).flatMap(([name, field]) =>
    leafPaths(field as z.ZodType, path === '' ? name : `${path}.${name}`),
  );
}

function unwrap(type: z.ZodType): z.ZodType {
  let inner = type;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
