import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ActorWorld } from '../actor/actor-world.fixture.ts';
import { Counters, ManualClock, SeededRandom, silentLogger, systemClock } from '../base/index.ts';
import { openStore } from '../store/front/index.ts';
import { echo } from '../store/front/store.conformance-procedures.ts';
import { defineTable, integer, type Store } from '../store/index.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import { HandlerContext } from './handler-context.ts';
import { defineModule } from './module.ts';
import { ModuleScope } from './module-scope.ts';
import type { Session } from './session.ts';

type Call = (...args: readonly unknown[]) => Promise<unknown>;
type Any = Readonly<Record<string, Call>>;
const ore = defineTable({ name: 'ore', kind: 'disc', columns: { kind: integer(), left: integer() }, key: ['kind'] });
const gameMap = defineTable({ name: 'game_map', kind: 'static', columns: { mapId: integer() }, key: ['mapId'] });

/** Each write with its arguments, in an order in which all succeed. */
const WRITES: readonly (readonly [name: string, ...args: unknown[]])[] = [
  ['insert', { kind: 1, left: 5 }],
  ['upsert', { kind: 2, left: 5 }],
  ['update', 1, { left: 4 }],
  ['delete', 1],
  ['deleteWhere', { kind: 2 }],
];

let store: Store;
before(async () => {
  store = await openStore({
    body: sqliteBody({ at: 'memory' }),
    tables: [ore, gameMap],
    statics: [{ table: gameMap, file: 'map.json', rows: [] }],
    serverIds: [1],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
});
after(() => store.close());

function createScope(): ModuleScope {
  const services = { clock: new ManualClock(), random: new SeededRandom(1), log: silentLogger, store };
  return new ModuleScope(
    { ...services, actors: new ActorWorld([]).system, sendToRole: () => {}, broadcast: () => {}, sessions: () => [] },
    { module: defineModule({ name: 'mine', tables: { ore, gameMap } }), settings: {}, offers: new Map() },
  );
}

test('context: when its session has left it refuses every write by name, and reads on', async () => {
  const scope = createScope();
  const run = { session: { id: 7 } as unknown as Session, hasLeft: false, reply: () => true };
  const context = new HandlerContext(run, scope, null);
  const given = context.store as unknown as Any & { readonly ore: Any };
  const { ore } = given;
  for (const [name, ...args] of WRITES) await ore[name]?.(...args);
  assert.equal(await given['run']?.(echo, 3), 3);
  await ore['insert']?.({ kind: 3, left: 9 });
  run.hasLeft = true;
  for (const [name, ...args] of WRITES) {
    const refused = ore[name]?.(...args);
    assert.ok(refused instanceof Promise, `${name} rejects rather than throws`);
    await assert.rejects(refused, { code: 'session-left', message: /session 7 has left/ }, name);
  }
  await assert.rejects(async () => given['run']?.(echo, 3), { code: 'session-left' });
  const rows = [{ kind: 3, left: 9 }];
  assert.deepEqual(await ore['get']?.(3), rows[0]);
  assert.deepEqual(await ore['list']?.({}), rows, 'no refused write took place');
  const build = (db: { selectFrom(table: string): { selectAll(): unknown } }) => db.selectFrom('ore').selectAll();
  assert.deepEqual(await given['query']?.(build), rows);
  assert.equal(await (scope.store as unknown as Any)['run']?.(echo, 4), 4, "the module's own scope goes on");
});

test('context: its tables are those of its module alone, and a static one is given as it is', () => {
  const scope = createScope();
  const run = { session: { id: 7 } as unknown as Session, hasLeft: false, reply: () => true };
  const context = new HandlerContext(run, scope, null);
  const { ore, gameMap, other } = context.store as unknown as Record<string, unknown>;
  assert.equal(gameMap, (scope.store as unknown as Record<string, unknown>)['gameMap']);
  assert.notEqual(ore, (scope.store as unknown as Record<string, unknown>)['ore']);
  assert.equal(other, undefined);
});
