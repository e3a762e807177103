// The configuration accepts no number that a server cannot bear.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { BUILT_IN_MODULES } from '../../modules/index.ts';
import { play } from '../player.fixture.ts';
import { ServerWorld } from '../server.fixture.ts';
import type { ConfigInput } from './config.ts';
import { configSchemaOf } from './config-schema.ts';

/** What is used of the JSON Schema that zod makes of ours. */
interface Described {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
  readonly additionalProperties?: Described | boolean;
}

type Bound = 'minimum' | 'maximum';

const SCHEMA = z.toJSONSchema(configSchemaOf(BUILT_IN_MODULES), { io: 'input' }) as Described;

/** Every number below a path, also those in lists, alternatives and tables. */
function* numbersIn(described: Described, path: string): Generator<[path: string, number: Described]> {
  if (described.type === 'number' || described.type === 'integer') yield [path, described];
  for (const [name, property] of Object.entries(described.properties ?? {})) {
    yield* numbersIn(property, path === '' ? name : `${path}.${name}`);
  }
  for (const alternative of described.anyOf ?? []) yield* numbersIn(alternative, path);
  if (described.items !== undefined) yield* numbersIn(described.items, `${path}[]`);
  if (typeof described.additionalProperties === 'object') yield* numbersIn(described.additionalProperties, `${path}.*`);
}

/** Settings in which each number stands at its bound. */
function settingsAt(bound: Bound, described: Described): unknown {
  if (described.type !== 'object') return described[bound];
  const entries = Object.entries(described.properties ?? {})
    .map(([name, property]) => [name, settingsAt(bound, property)] as const)
    .filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

test('config: every number has a least and a greatest value', () => {
  const numbers = [...numbersIn(SCHEMA, '')];
  assert.ok(numbers.length > 60, `${numbers.length} numbers`);
  for (const [path, { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }] of numbers) {
    assert.ok(minimum > -Number.MAX_SAFE_INTEGER && maximum < Number.MAX_SAFE_INTEGER, `${path} has bounds`);
  }
});

for (const bound of ['minimum', 'maximum'] as const) {
  test(`config: a server with every number at its ${bound} takes a player`, async () => {
    // Without sections of other programs, sections that need texts too, the lengths of names (none that is offered has 64
    // characters), and the ports, which the network chooses.
    const { mir, auth, backup, roles, ...settings } = settingsAt(bound, SCHEMA) as ConfigInput & {
      readonly roles: object;
    };
    const { port, udp, ...gate } = settings.gate ?? {};
    const http = { ...settings.http, port: 0 };
    const world = await ServerWorld.start({ config: { ...settings, gate, http } });
    try {
      await play(world.connect(), 'ann');
    } finally {
      await world.stop();
    }
  });
}
