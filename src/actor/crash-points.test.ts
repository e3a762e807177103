// Where a test may let the process die: what is durable at each of these steps, and who has heard of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import type { CrashStep } from './host.ts';
import { countTable } from './tables.fixture.ts';

const counter = defineActor({ name: 'counter', key: bigint(), tables: { count: countTable } })
  .on('add', (self, { by }: { readonly by: number }) => {
    const n = (self.rows.count.get()?.n ?? 0) + by;
    self.rows.count.upsert({ n });
    return n;
  })
  .on('get', (self) => self.rows.count.get()?.n ?? 0);

/** What a game that starts again over the same store finds. */
function countsAfter(world: ActorWorld): Promise<number[]> {
  const after = new ActorWorld([counter], { store: world.store.restarted() });
  return Promise.all([1n, 2n].map((key) => after.scope.actor(counter, key).get()));
}

for (const [step, kept] of [
  ['before-journal', 0],
  ['after-journal', 3],
  ['before-answer', 3],
] as const satisfies readonly (readonly [CrashStep, number])[]) {
  test(`crash points: at ${step} a call with once has kept ${kept === 0 ? 'nothing' : 'its change'}`, async () => {
    const world = new ActorWorld([counter]);
    world.crashAt = step;
    void world.scope.actor(counter, 1n).add({ by: 3 }, { once: 'a' });
    await world.settle();
    assert.equal(world.crashAt, null);
    assert.deepEqual(await countsAfter(world), [kept, 0]);
  });
}

for (const [step, kept] of [
  ['between-owners', 0],
  ['before-journal', 0],
  ['after-journal', 3],
  ['before-answer', 3],
] as const satisfies readonly (readonly [CrashStep, number])[]) {
  test(`crash points: at ${step} a together has kept ${kept === 0 ? 'nothing' : 'all its changes'}`, async () => {
    const world = new ActorWorld([counter]);
    const { scope } = world;
    world.crashAt = step;
    void scope.together([scope.actor(counter, 1n), scope.actor(counter, 2n)], (one, two) => {
      one.rows.count.upsert({ n: 3 });
      two.rows.count.upsert({ n: 3 });
    });
    await world.settle();
    assert.equal(world.crashAt, null);
    assert.deepEqual(await countsAfter(world), [kept, kept]);
  });
}
