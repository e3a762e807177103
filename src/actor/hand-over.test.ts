// What an actor does when another process asks for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { bigint, StoreError } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { HAND_BACK_MS, HAND_OVER_MS } from './limits.ts';
import { countTable } from './tables.fixture.ts';

const shop = defineActor({ name: 'shop', key: bigint(), tables: { count: countTable }, always: [7n] })
  .on('sell', async (self, { ms }: { readonly ms: number }) => {
    if (ms > 0) await sleep(self.clock, ms);
    const n = (self.rows.count.get()?.n ?? 0) + 1;
    self.rows.count.upsert({ n });
    return n;
  })
  .on('join', (self) => self.members.add(1n));

function start() {
  const world = new ActorWorld([shop]);
  world.playing.add(1n);
  const ref = world.scope.actor(shop, 1n);
  const awake = (): boolean => world.store.isOpen('shop/1');
  return { world, ref, awake };
}

test('hand-over: an actor that another process needs is given up at once, members or not', async () => {
  const { world, ref, awake } = start();
  await ref.join();
  world.store.want('shop/1');
  await world.settle();
  assert.equal(awake(), false);
});

test('hand-over: the running turn ends first, and what waits runs when the actor is back', async () => {
  const { world, ref, awake } = start();
  const slow = ref.sell({ ms: 2_000 });
  await world.settle();
  world.store.want('shop/1');
  const next = ref.sell({ ms: 0 });
  await world.advance(1_900);
  assert.equal(awake(), true);
  await world.advance(200);
  assert.equal(await slow, 1);
  assert.equal(awake(), false, 'the other process has waited for long enough');
  await world.advance(HAND_BACK_MS);
  assert.equal(await next, 2);
});

test('hand-over: under a load that never ends, the turns that wait run for a short time only', async () => {
  const { world, ref, awake } = start();
  let sold = 0;
  let isOver = false;
  const sell = async (): Promise<void> => {
    while (!isOver) {
      await ref.sell({ ms: 10 });
      sold++;
    }
  };
  const sellers = [sell(), sell(), sell()];
  await world.advance(1_000);
  world.store.want('shop/1');
  const before = sold;
  await world.advance(HAND_OVER_MS - 100);
  assert.equal(awake(), true);
  assert.ok(sold > before);
  await world.advance(200);
  assert.equal(awake(), false);
  await world.advance(HAND_BACK_MS - 200);
  assert.equal(awake(), false, 'the other process has time to take it');
  await world.advance(400);
  assert.equal(awake(), true);
  isOver = true;
  await world.advance(1_000);
  await Promise.all(sellers);
});

test('hand-over: a call that comes meanwhile waits, and does not take the actor back at once', async () => {
  const { world, ref, awake } = start();
  await ref.sell({ ms: 0 });
  world.store.want('shop/1');
  await world.settle();
  const late = ref.sell({ ms: 0 });
  await world.advance(HAND_BACK_MS - 200);
  assert.equal(awake(), false);
  await world.advance(400);
  assert.equal(await late, 2);
  await world.advance(5_000);
  assert.equal(awake(), true, 'it was asked for once');
});

test('hand-over: the server stops without waiting for that time, nor for the other process', async () => {
  const { world, ref } = start();
  await ref.sell({ ms: 0 });
  world.store.want('shop/1');
  await world.settle();
  world.store.fault = () => new Promise(() => {});
  const waits = assert.rejects(world.scope.actor(shop, 2n).sell({ ms: 0 }), { code: 'actor-unreachable' });
  await world.settle();
  world.store.fault = null;
  await world.system.stop();
  await waits;
  assert.equal(world.system.ownerCount, 0);
});

test('hand-over: what is opened after the server stopped is closed again', async () => {
  const { world } = start();
  const opening = Promise.withResolvers<void>();
  world.store.fault = (what) => (what === 'open' ? opening.promise : Promise.resolve());
  const waits = assert.rejects(world.scope.actor(shop, 2n).sell({ ms: 0 }), { code: 'actor-unreachable' });
  await world.settle();
  await world.system.stop();
  await waits;
  opening.resolve();
  await world.settle();
  assert.equal(world.store.openCount, 0);
  world.store.fault = () => Promise.reject(new StoreError('closed', 'the store was closed'));
  await world.settle();
});

test('hand-over: an actor of the list `always` is not given up', async () => {
  const { world } = start();
  await world.settle();
  world.store.want('shop/7');
  await world.advance(3_000);
  assert.equal(world.store.isOpen('shop/7'), true);
});
