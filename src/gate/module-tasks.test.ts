import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorWorld } from '../actor/actor-world.fixture.ts';
import { SeededRandom, silentLogger } from '../base/index.ts';
import type { Store } from '../store/index.ts';
import { defineModule } from './module.ts';
import { ModuleHost } from './module-host.ts';

test('tasks: one that runs in each process needs no actor, and runs where the module is awake elsewhere', async () => {
  const runs: string[] = [];
  const module = defineModule({ name: 'own' })
    .every(1_000, () => void runs.push('once'))
    .every(1_000, () => void runs.push('each'), { inEachProcess: true });
  const world = new ActorWorld([], { isStarted: false });
  const { clock, system: actors } = world;
  const store = { table: () => ({}) } as unknown as Store;
  const services = { clock, random: new SeededRandom(1), log: silentLogger, store, actors };
  const host = new ModuleHost(
    { ...services, sendToRole: () => {}, broadcast: () => {}, sessions: () => [] },
    { modules: [module] },
  );
  const open = world.store.open.bind(world.store);
  world.store.open = () => Promise.reject(new Error('another process has it'));
  await host.start();
  await world.advance(2_000);
  assert.deepEqual(runs, ['each', 'each']);
  world.store.open = open;
  await world.advance(10_000);
  assert.ok(runs.includes('once'), 'it is awake here now');
  const count = runs.length;
  await host.stop();
  await world.advance(3_000);
  assert.equal(runs.length, count);
});
