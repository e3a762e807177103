import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { rollback } from './rollback.ts';
import { countTable } from './tables.fixture.ts';

const counter = defineActor({ name: 'counter', key: bigint(), tables: { count: countTable } })
  .on('add', (self, { by }: { readonly by: number }) => {
    const n = (self.rows.count.get()?.n ?? 0) + by;
    self.rows.count.upsert({ n });
    return n;
  })
  .on('get', (self) => self.rows.count.get()?.n ?? 0)
  .on('fail', (self) => {
    self.rows.count.upsert({ n: 99 });
    throw new Error('no luck');
  })
  .on('refuse', (self) => {
    self.rows.count.upsert({ n: 99 });
    return rollback('poor');
  })
  .on('callSelf', (self): Promise<number> => self.actor(counter, self.key).get())
  .on('ask', (self, { other }: { readonly other: bigint }): Promise<number> => self.actor(counter, other).get())
  .on('loop', async (self, { other }: { readonly other: bigint }): Promise<string> => {
    try {
      await self.actor(counter, other).ask({ other: self.key });
      return 'none';
    } catch (error) {
      return error instanceof ActorError ? error.code : 'other';
    }
  });

test('actors: a call has the answer of the method, and rows survive a crash', async () => {
  const world = new ActorWorld([counter]);
  assert.equal(await world.scope.actor(counter, 1n).add({ by: 2 }), 2);
  assert.equal(await world.scope.actor(counter, 1n).add({ by: 3 }), 5);
  assert.equal(await world.scope.actor(counter, 2n).get(), 0);
  const after = new ActorWorld([counter], { store: world.store.restarted() });
  assert.equal(await after.scope.actor(counter, 1n).get(), 5);
});

test('actors: an exception and a rollback leave nothing', async () => {
  const world = new ActorWorld([counter]);
  const ref = world.scope.actor(counter, 1n);
  await ref.add({ by: 2 });
  await assert.rejects(ref.fail(), { code: 'actor-failed', mayHaveRun: false });
  assert.equal(await ref.refuse(), 'poor');
  assert.equal(await ref.get(), 2);
  assert.equal(world.logged.filter((line) => line.includes('no luck')).length, 1);
});

test('actors: a circle of calls is refused at once', async () => {
  const world = new ActorWorld([counter]);
  await assert.rejects(world.scope.actor(counter, 1n).callSelf(), { code: 'actor-failed' });
  assert.equal(await world.scope.actor(counter, 1n).loop({ other: 2n }), 'actor-failed');
  const both = await Promise.all([
    world.scope.actor(counter, 1n).loop({ other: 2n }),
    world.scope.actor(counter, 2n).loop({ other: 1n }),
  ]);
  assert.ok(both.includes('actor-failed') || both.includes('actor-cycle'), both.join());
});

test('actors: together changes several owners, or none', async () => {
  const world = new ActorWorld([counter]);
  const [a, b] = [world.scope.actor(counter, 1n), world.scope.actor(counter, 2n)];
  await a.add({ by: 5 });
  const moved = await world.scope.together([a, b], (from, to) => {
    from.rows.count.upsert({ n: (from.rows.count.get()?.n ?? 0) - 2 });
    to.rows.count.upsert({ n: (to.rows.count.get()?.n ?? 0) + 2 });
    return 'moved';
  });
  assert.equal(moved, 'moved');
  const refused = await world.scope.together([a, b], (from) => {
    from.rows.count.upsert({ n: 0 });
    return rollback('poor');
  });
  assert.equal(refused, 'poor');
  assert.deepEqual([await a.get(), await b.get()], [3, 2]);
});

test('actors: once takes effect once', async () => {
  const world = new ActorWorld([counter]);
  const ref = world.scope.actor(counter, 1n);
  assert.equal(await ref.add({ by: 2 }, { once: 'a' }), 2);
  assert.equal(await ref.add({ by: 2 }, { once: 'a' }), 2);
  assert.equal(await ref.get(), 2);
  await assert.rejects(ref.add({ by: 3 }, { once: 'a' }), { code: 'once-mismatch' });
});
