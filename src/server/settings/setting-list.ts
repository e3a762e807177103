// The settings one by one: the path and environment variable of each, and what the guide says of it. The arguments of commands are
// described and read in the same way.
import { z } from 'zod';
import type { AnyModule } from '../../gate/index.ts';
import { BUILT_IN_MODULES } from '../../modules/index.ts';
import { configSchemaOf } from './config-schema.ts';

export const ENVIRONMENT_PREFIX = 'JADEGATE_';

export interface Setting {
  /** As in a file: `gate.port`. */
  readonly path: string;
  /** As in the environment: `JADEGATE_GATE_PORT`. */
  readonly environment: string;
  readonly description: string;
  /** What may be given, in words. */
  readonly values: string;
  /** How the text of an environment variable is read: as it stands, as JSON, or as JSON when that is an object. */
  readonly reading: 'text' | 'json' | 'text-or-object';
  /** As JSON; null when it is left out. */
  readonly default: string | null;
}

/** What is used of the JSON Schema that zod makes of ours. */
interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** Every setting of a server with these modules, in the order of the schema. */
export function settingList(modules: readonly AnyModule[] = BUILT_IN_MODULES): readonly Setting[] {
  return describeObject(configSchemaOf(modules));
}

/** Each value that an object of this schema has. */
export function describeObject(schema: z.ZodObject): readonly Setting[] {
  // What JSON Schema has no word for, such as a bigint made of text, has no `type`.
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;
  return leavesOf(described, '').map((leaf) => ({
    path: leaf.path,
    environment: environmentName(leaf.path),
    description: leaf.described.description ?? '',
    values: valuesOf(leaf.described),
    reading: readingOf(leaf.described),
    default: leaf.described.default === undefined ? null : JSON.stringify(leaf.described.default),
  }));
}

/** The value that a text stands for. A text that is no JSON stays text, and the schema then says what is needed. */
export function fromText(text: string, reading: Setting['reading']): unknown {
  if (reading === 'text') return unquoted(text);
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return reading === 'json' || isObject ? value : text;
  } catch {
    return text;
  }
}

/** A text is taken as it is, unless it is quoted as JSON: then it may look like anything. */
function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

/** The environment variable of a setting: `gate.port` is `JADEGATE_GATE_PORT`. */
export function environmentName(path: string): string {
  const words = path.replace(/([A-Z])/g, '_$1').replaceAll(/[.-]/g, '_');
  return ENVIRONMENT_PREFIX + words.toUpperCase();
}

interface Leaf {
  readonly path: string;
  readonly described: Described;
}

function leavesOf(described: Described, path: string): Leaf[] {
  if (described.properties === undefined) return [{ path, described }];
  return Object.entries(described.properties).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

function readingOf(described: Described): Setting['reading'] {
  if (described.type === 'string' || (described.type === undefined && described.anyOf === undefined)) return 'text';
  return described.anyOf?.some(({ type }) => type === 'string') ? 'text-or-object' : 'json';
}

function valuesOf(described: Described): string {
  if (described.enum !== undefined) return described.enum.map((value) => `\`${value}\``).join(', ');
  if (described.anyOf !== undefined) return described.anyOf.map(valuesOf).join(', or ');
  switch (described.type) {
    case 'array':
      return `list of: ${valuesOf(described.items ?? {})}`;
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number${rangeOf(described)}`;
    case 'number':
      return `number${rangeOf(described)}`;
    case 'string':
      return 'text';
    case undefined:
      return 'text';
    default:
      return objectOf(described);
  }
}

function objectOf({ properties }: Described): string {
  return properties === undefined ? 'object of text' : `{ ${Object.keys(properties).join(', ')} }`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Described): string {
  // What zod says when there is no bound but that of the type.
  const top = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bottom = exclusiveMinimum === undefined ? minimum : undefined;
  if (bottom !== undefined && top !== undefined) return ` from ${bottom} to ${top}`;
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}${top === undefined ? '' : `, to ${top}`}`;
  if (bottom !== undefined) return ` from ${bottom}`;
  return top === undefined ? '' : ` to ${top}`;
}
