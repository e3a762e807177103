import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { bigint } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { INBOX_MAX } from './limits.ts';
import { rollback } from './rollback.ts';
import { countTable, markTable } from './tables.fixture.ts';

type Other = { readonly other: bigint };
const began: string[] = [];

const box = defineActor({ name: 'box', key: bigint(), tables: { count: countTable, mark: markTable } })
  .on('set', (self, { n }: { readonly n: number }) => {
    self.rows.count.upsert({ n });
    return n;
  })
  .on('get', (self) => self.rows.count.get()?.n ?? 0)
  .on('note', (_self, { id }: { readonly id: string }) => {
    began.push(id);
  })
  .on('wait', async (self, { ms }: { readonly ms: number }) => {
    await sleep(self.clock, ms);
    return 'waited';
  })
  .on('hang', async (self) => {
    self.rows.count.upsert({ n: 13 });
    await new Promise<never>(() => {});
  })
  .on('tellOnly', (self, { other }: Other) => {
    self.actor(box, other).tell.set({ n: 5 });
    self.rows.count.upsert({ n: 4 });
  })
  .on('tellAndThrow', (self, { other }: Other) => {
    self.actor(box, other).tell.set({ n: 5 });
    throw new Error('no luck');
  })
  .on('tellAndRollBack', (self, { other }: Other) => {
    self.actor(box, other).tell.set({ n: 5 });
    return rollback('no');
  })
  .on('echo', (_self, args: { readonly list: readonly number[] }) => args)
  .on('huge', () => 'x'.repeat(100_000))
  .on('commitThenThrow', async (self) => {
    self.rows.count.upsert({ n: 7 });
    await self.commit();
    self.rows.count.upsert({ n: 8 });
    throw new Error('no luck');
  })
  .on('askAndKeep', async (self, { other }: Other): Promise<number> => {
    self.rows.count.upsert({ n: 1 });
    return await self.actor(box, other).get();
  })
  .on('askLate', async (self, { other }: Other): Promise<string> => self.actor(box, other).wait({ ms: 60_000 }))
  .on('forget', (self, { other }: Other) => {
    self
      .actor(box, other)
      .wait({ ms: 1_000 })
      .catch((error: { readonly code: string }) => began.push(error.code));
  });

test('calls: those of one sender to one owner begin in the order in which they were made', async () => {
  began.length = 0;
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  ref.tell.note({ id: 'a' });
  void ref.note({ id: 'b' });
  ref.tell.note({ id: 'c' });
  await ref.note({ id: 'd' });
  assert.deepEqual(began, ['a', 'b', 'c', 'd']);
});

test('calls: arguments and answers are copies', async () => {
  const world = new ActorWorld([box]);
  const list = [1, 2];
  const answer = world.scope.actor(box, 1n).echo({ list });
  list.push(3);
  assert.deepEqual(await answer, { list: [1, 2] });
});

test('calls: arguments that are too large or not plain are refused before anything runs', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  const list = Array.from({ length: 10_000 }, (_, at) => at);
  await assert.rejects(ref.echo({ list }), { code: 'args-too-big', mayHaveRun: false });
  await assert.rejects(ref.echo({ list: new Array(4_000_000_000) }), { code: 'args-too-big' });
  await assert.rejects(ref.echo({ list: [() => 1] as never }), { code: 'args-invalid', mayHaveRun: false });
  await assert.rejects(ref.get(undefined, { deadlineMs: Number.NaN }), { code: 'args-invalid' });
  await assert.rejects(ref.get(undefined, { once: '' }), { code: 'args-invalid' });
  // An answer that cannot be sent is a fault of the method.
  await assert.rejects(ref.huge(), { code: 'actor-failed' });
});

test('calls: a full inbox refuses, and certainly has not run what it refuses', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  void ref.wait({ ms: 1_000 });
  await world.settle();
  for (let count = 0; count < INBOX_MAX; count++) ref.tell.note({ id: 'x' });
  await assert.rejects(ref.get(), { code: 'actor-busy', mayHaveRun: false });
  ref.tell.note({ id: 'y' });
  assert.ok(world.logged.some((line) => line.includes('box.note of box/1 was refused')));
});

test('calls: one that waits in the inbox beyond its deadline is refused and does not run', async () => {
  began.length = 0;
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  const slow = ref.wait({ ms: 2_000 });
  const late = assert.rejects(ref.note({ id: 'late' }, { deadlineMs: 1_000 }), {
    code: 'actor-deadline',
    mayHaveRun: false,
  });
  await world.advance(3_000);
  await late;
  assert.equal(await slow, 'waited');
  assert.deepEqual(began, []);
});

test('calls: one that runs beyond its deadline may have run, and what it waits for is given up too', async () => {
  const world = new ActorWorld([box]);
  const late = assert.rejects(world.scope.actor(box, 1n).askLate({ other: 2n }), {
    code: 'actor-deadline',
    mayHaveRun: true,
  });
  await world.advance(5_200);
  await late;
  // The first owner is free again: its own call was given up with it.
  const get = world.scope.actor(box, 1n).get();
  await world.settle();
  assert.equal(await get, 0);
});

test('calls: a turn that takes too long is undone, and the next one runs', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  const hung = assert.rejects(ref.hang(undefined, { deadlineMs: 30_000 }), { code: 'actor-deadline' });
  await world.advance(30_200);
  await hung;
  assert.equal(await ref.get(), 0);
});

test('calls: what a turn tells leaves when it has committed, and not at all when it is undone', async () => {
  const world = new ActorWorld([box]);
  world.store.isInstant = false;
  const [one, two] = [world.scope.actor(box, 1n), world.scope.actor(box, 2n)];
  await assert.rejects(one.tellAndThrow({ other: 2n }), { code: 'actor-failed', mayHaveRun: false });
  assert.equal(await one.tellAndRollBack({ other: 2n }), 'no');
  const told = one.tellOnly({ other: 2n });
  await world.settle();
  assert.equal(await two.get(), 0);
  world.store.sync();
  await told;
  world.store.isInstant = true;
  const get = two.get();
  world.store.sync();
  assert.equal(await get, 5);
});

test('calls: an answer waits until the changes are durable, and a later answer does not overtake it', async () => {
  const world = new ActorWorld([box]);
  world.store.isInstant = false;
  const ref = world.scope.actor(box, 1n);
  const heard: string[] = [];
  const [set, get] = [ref.set({ n: 3 }).then(() => heard.push('set')), ref.get().then(() => heard.push('get'))];
  await world.settle();
  assert.deepEqual(heard, []);
  world.store.sync();
  await Promise.all([set, get]);
  assert.deepEqual(heard, ['set', 'get']);
});

test('calls: when the journal refuses, the change is undone and certainly was not made', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  await ref.set({ n: 1 });
  const { StoreError } = await import('../store/index.ts');
  world.store.refusal = new StoreError('journal-full', 'no room');
  await assert.rejects(ref.set({ n: 2 }), { code: 'not-durable', mayHaveRun: false });
  world.store.refusal = null;
  assert.equal(await ref.get(), 1);
});

test('calls: an exception after a commit leaves what was committed, and the caller learns that it may have run', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  await assert.rejects(ref.commitThenThrow(), { code: 'actor-failed', mayHaveRun: true });
  assert.equal(await ref.get(), 7);
});

test('calls: a circle is refused at once, with the owners on it', async () => {
  const world = new ActorWorld([box]);
  const chains: unknown[] = [];
  const ring = defineActor({ name: 'ring', key: bigint() }).on(
    'go',
    async (self, { left }: { readonly left: readonly bigint[] }): Promise<void> => {
      const [next, ...others] = left;
      if (next === undefined) return;
      await self
        .actor(ring, next)
        .go({ left: others })
        .catch((error: { readonly chain: unknown }) => chains.push(error.chain));
    },
  );
  const rings = new ActorWorld([ring]);
  await rings.scope.actor(ring, 1n).go({ left: [1n] });
  await rings.scope.actor(ring, 1n).go({ left: [2n, 3n, 1n] });
  assert.deepEqual(chains, [
    ['ring/1', 'ring/1'],
    ['ring/3', 'ring/1', 'ring/2', 'ring/3'],
  ]);
  assert.equal(await world.scope.actor(box, 1n).get(), 0);
});

test('calls: one that its caller did not wait for is given up when the caller is over', async () => {
  began.length = 0;
  const world = new ActorWorld([box]);
  await world.scope.actor(box, 1n).forget({ other: 2n });
  await world.settle();
  assert.deepEqual(began, ['turn-over']);
});

test('calls: a `self` that is kept beyond its turn is refused', async () => {
  const kept: { rows: { count: { get(): unknown } }; commit(): Promise<void> }[] = [];
  const keeper = defineActor({ name: 'keeper', key: bigint(), tables: { count: countTable } }).on('keep', (self) => {
    kept.push(self);
  });
  const world = new ActorWorld([keeper]);
  await world.scope.actor(keeper, 1n).keep();
  assert.throws(() => kept[0]?.rows, { code: 'turn-over' });
  await assert.rejects(async () => kept[0]?.commit(), { code: 'turn-over' });
});

test('once: a second call has the answer of the first, after a restart too; the key names one call', async () => {
  const world = new ActorWorld([box]);
  assert.equal(await world.scope.actor(box, 1n).set({ n: 1 }, { once: 'a' }), 1);
  await world.scope.actor(box, 1n).set({ n: 2 });
  const after = new ActorWorld([box], { store: world.store.restarted() });
  const ref = after.scope.actor(box, 1n);
  assert.equal(await ref.set({ n: 1 }, { once: 'a' }), 1);
  assert.equal(await ref.get(), 2);
  await assert.rejects(ref.set({ n: 3 }, { once: 'a' }), { code: 'once-mismatch', mayHaveRun: false });
});

test('once: an exception leaves no receipt, and a huge answer is refused with its effect', async () => {
  const world = new ActorWorld([box]);
  const ref = world.scope.actor(box, 1n);
  await assert.rejects(ref.commitThenThrow(undefined, { once: 'b' }), { code: 'actor-failed' });
  assert.equal(await ref.get(), 0, 'commit() is refused in a call with `once`');
  await assert.rejects(ref.huge(undefined, { once: 'c' }), { code: 'actor-failed' });
  assert.equal(await ref.set({ n: 4 }, { once: 'b' }), 4);
});

test('calls: a method may have any name that is not reserved, for calls and for tells', async () => {
  const heard: string[] = [];
  const odd = defineActor({ name: 'odd', key: bigint() })
    .on('part', () => 'part')
    .on('turn', () => 'turn')
    .on('send', (_self, text: string) => void heard.push(text))
    .on('system', () => 'system');
  const world = new ActorWorld([odd]);
  const ref = world.scope.actor(odd, 1n);
  assert.deepEqual([await ref.part(), await ref.turn(), await ref.system()], ['part', 'turn', 'system']);
  ref.tell.send('told');
  await ref.send('called');
  assert.deepEqual(heard, ['told', 'called']);
});
