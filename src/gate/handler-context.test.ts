import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { defineTable, integer, type Store } from '../store/index.ts';
import { HandlerContext } from './handler-context.ts';
import { defineModule } from './module.ts';
import { ModuleScope } from './module-scope.ts';
import type { Session } from './session.ts';

type Any = Readonly<Record<string, () => Promise<unknown>>>;
const NAMES = ['get', 'list', 'insert', 'upsert', 'update', 'delete', 'deleteWhere'] as const;
const ore = defineTable({ name: 'ore', kind: 'disc', columns: { kind: integer() }, key: ['kind'] });
const gameMap = defineTable({ name: 'game_map', kind: 'static', columns: { mapId: integer() }, key: ['mapId'] });

/** A scope over a store that only notes what is called. */
function scopeOf(calls: string[]): ModuleScope {
  const call = (name: string) => async () => calls.push(name);
  const access = Object.fromEntries(NAMES.map((name) => [name, call(name)]));
  const store = { run: call('run'), query: call('query'), table: () => access } as unknown as Store;
  const services = { clock: new ManualClock(), random: new SeededRandom(1), log: silentLogger, store };
  return new ModuleScope(
    { ...services, sendToRole: () => false, broadcast: () => 0 },
    { module: defineModule({ name: 'mine', tables: { ore, gameMap } }), settings: {}, offers: new Map() },
  );
}

test('context: when its session has left it refuses every write by name, and reads on', async () => {
  const calls: string[] = [];
  const scope = scopeOf(calls);
  const context = new HandlerContext({ id: 7, live: null } as unknown as Session, scope);
  const given = context.store as unknown as Any & { readonly ore: Any };
  const { ore } = given;
  for (const name of NAMES) await ore[name]?.();
  await given['run']?.();
  assert.deepEqual(calls, [...NAMES, 'run']);
  context.end();
  for (const name of NAMES.slice(2)) {
    await assert.rejects(async () => ore[name]?.(), { code: 'session-left', message: /session 7 has left/ });
  }
  await assert.rejects(async () => given['run']?.(), { code: 'session-left' });
  await ore['get']?.();
  await ore['list']?.();
  await given['query']?.();
  assert.deepEqual(calls.slice(NAMES.length + 1), ['get', 'list', 'query']);
  await (scope.store as unknown as Any)['run']?.();
  assert.equal(calls.at(-1), 'run', "the module's own scope goes on");
});

test('context: its tables are those of its module alone, and a static one is given as it is', () => {
  const scope = scopeOf([]);
  const context = new HandlerContext({ id: 7, live: null } as unknown as Session, scope);
  const { ore, gameMap, other } = context.store as unknown as Record<string, unknown>;
  assert.equal(gameMap, (scope.store as unknown as Record<string, unknown>)['gameMap']);
  assert.notEqual(ore, (scope.store as unknown as Record<string, unknown>)['ore']);
  assert.equal(other, undefined);
});
