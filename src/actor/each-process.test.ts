// Actors that each process has for itself: two processes over one database.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { bigint, integer, StoreError } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { MemoryStore } from './live-memory.fixture.ts';
import { rollback } from './rollback.ts';
import { countTable } from './tables.fixture.ts';

const events: string[] = [];

const square = defineActor({
  name: 'square',
  key: bigint(),
  inEachProcess: true,
  always: [7n],
  idleMs: 2_000,
  state: () => ({ visits: 0 }),
})
  .hook('started', (self) => void events.push(`started ${self.key}`))
  .hook('stopping', (self) => void events.push(`stopping ${self.key}`))
  .hook('left', (self, roleId) => void events.push(`${roleId} left ${self.key}`))
  .hook('gone', (_self, { name, key }) => void events.push(`${name}/${key} gone`))
  .every(500, (self) => {
    if (self.key === 2n) events.push('tick');
  })
  .on('visit', (self, { roleId }: { readonly roleId: bigint }) => {
    self.members.add(roleId);
    self.after(300, () => void events.push('after'));
    return ++self.state.visits;
  })
  .on('visits', (self) => self.state.visits)
  .on('undo', (self) => {
    self.state.visits += 10;
    return rollback('undone');
  })
  .on('fail', () => {
    throw new Error('the fountain is dry');
  })
  .on('keep', async (self): Promise<string> => {
    await self.commit();
    await self.actor(well, 1n).draw();
    return 'kept';
  })
  .on('watchWell', (self): void => self.watch(self.actor(well, 1n)))
  .on('close', (self) => {
    self.destroy();
  });

const well = defineActor({ name: 'well', key: bigint(), tables: { count: countTable }, idleMs: 1_000 })
  .hook('gone', (_self, { name, key }) => void events.push(`well: ${name}/${key} gone`))
  .on('draw', (self) => {
    self.rows.count.upsert({ n: (self.rows.count.get()?.n ?? 0) + 1 });
    return self.rows.count.get()?.n ?? 0;
  })
  .on('watchSquare', (self): void => self.watch(self.actor(square, 1n)));

function start(store = new MemoryStore()): ActorWorld {
  events.length = 0;
  const world = new ActorWorld([square, well], { store, clock: new ManualClock() });
  world.playing.add(1n);
  return world;
}

test('in each process: two processes have an actor of one key, each with memory of its own', async () => {
  const store = new MemoryStore();
  const [first, second] = [start(store), start(store)];
  assert.equal(await first.scope.actor(square, 1n).visit({ roleId: 1n }), 1);
  assert.equal(await first.scope.actor(square, 1n).visit({ roleId: 1n }), 2);
  assert.equal(await second.scope.actor(square, 1n).visits(), 0);
  assert.equal(await second.scope.actor(square, 1n).visit({ roleId: 1n }), 1);
  assert.equal(await first.scope.actor(square, 1n).visits(), 2);
  assert.equal(store.openCount, 0);
});

test('in each process: one wakes and works while the database is away', async () => {
  const store = new MemoryStore();
  store.fault = () => Promise.reject(new Error('the database is away'));
  store.refusal = new StoreError('journal-full', 'no room');
  const world = start(store);
  assert.equal(await world.scope.actor(square, 1n).visit({ roleId: 1n }), 1);
  assert.equal(await world.scope.actor(square, 1n).undo(), 'undone');
  await assert.rejects(world.scope.actor(square, 1n).fail(), { code: 'actor-failed' });
  await assert.rejects(world.scope.actor(square, 1n).keep(), { code: 'actor-failed', mayHaveRun: true });
  assert.deepEqual([...store.durable.keys()], []);
});

test('in each process: members, ticks, delays and sleep are those of other actors', async () => {
  const world = start();
  await world.scope.actor(square, 2n).visit({ roleId: 1n });
  await world.advance(1_200);
  assert.deepEqual(events, ['started 7', 'started 2', 'after', 'tick', 'tick']);
  events.length = 0;
  await world.advance(10_000);
  assert.ok(!events.includes('stopping 2'), 'a member keeps it awake');
  events.length = 0;
  world.playing.delete(1n);
  world.system.left(1n, 'peer-closed');
  await world.advance(5_000);
  assert.deepEqual(
    events.filter((event) => event !== 'tick'),
    ['1 left 2', 'stopping 2'],
  );
  assert.deepEqual(
    world.system.status().map(({ name, owners }) => `${name} ${owners}`),
    ['square 1'],
    'the key of `always` stays awake',
  );
  assert.equal(await world.scope.actor(square, 2n).visits(), 0);
});

test('in each process: `always` wakes one in every process, and stopping ends them', async () => {
  const store = new MemoryStore();
  const first = start(store);
  const second = new ActorWorld([square, well], { store });
  await first.settle();
  await second.settle();
  assert.deepEqual(events, ['started 7', 'started 7']);
  await Promise.all([first.system.stop(), second.system.stop()]);
  assert.deepEqual(events.slice(2), ['stopping 7', 'stopping 7']);
});

test('in each process: one that is destroyed begins anew, and those that watch it learn of it', async () => {
  const world = start();
  const ref = world.scope.actor(square, 1n);
  await ref.visit({ roleId: 1n });
  await world.scope.actor(well, 1n).watchSquare();
  await ref.close();
  await world.settle();
  assert.ok(events.includes('well: square/1 gone'), events.join());
  assert.equal(await ref.visits(), 0);
});

test('in each process: one learns that an actor which it watches was taken by another process', async () => {
  const store = new MemoryStore();
  const world = start(store);
  const ref = world.scope.actor(square, 1n);
  await ref.keep();
  await ref.watchWell();
  store.fence('well/1');
  await world.settle();
  assert.ok(events.includes('well/1 gone'), events.join());
});

test('in each process: `once` is refused, and nothing has run', async () => {
  const world = start();
  const ref = world.scope.actor(square, 1n);
  const error = await ref.visit({ roleId: 1n }, { once: 'a' }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ActorError);
  assert.deepEqual([error.code, error.mayHaveRun], ['args-invalid', false]);
  assert.match(error.message, /square\.visit takes no once: .* a receipt is a row/);
  assert.equal(await ref.visits(), 0);
});

test('in each process: `together` is refused, and wakes nothing', async () => {
  const world = start();
  await world.settle();
  const { scope } = world;
  const refs = [scope.actor(well, 1n), scope.actor(square, 1n)] as const;
  await assert.rejects(
    scope.together(refs, () => {}),
    { code: 'args-invalid', message: /together does not take 'square'/ },
  );
  assert.equal(world.system.ownerCount, 1, 'the one that is always awake');
});

test('in each process: an alarm that an earlier release has left wakes nothing', async () => {
  const store = new MemoryStore();
  const earlier = defineActor({ name: 'square', key: bigint(), alarms: ['ring'] })
    .on('set', (self) => self.alarms.set('ring', { inMs: 1_000 }))
    .alarm('ring', () => {});
  const before = new ActorWorld([earlier], { store });
  await before.scope.actor(earlier, 3n).set();
  const clock = new ManualClock();
  clock.advance(60_000);
  events.length = 0;
  const world = new ActorWorld([square, well], { store, clock });
  await world.advance(5_000);
  assert.deepEqual(events, ['started 7']);
});

test('in each process: what only the database can keep is refused when it is defined', () => {
  const options = { name: 'square', key: bigint(), inEachProcess: true } as const;
  const rule = (what: string): RegExp =>
    new RegExp(`actor square: .*'inEachProcess' is only memory and has no ${what}`);
  // The compiler refuses these two as well.
  assert.throws(() => defineActor({ ...options, tables: { count: countTable } } as never), { message: rule('tables') });
  assert.throws(() => defineActor({ ...options, alarms: ['ring'] } as never), { message: rule('alarms') });
  assert.throws(() => defineActor(options).daily('21:00', () => {}), { message: rule('dailies') });
  assert.doesNotThrow(() => defineActor({ ...options, key: integer(), inEachProcess: false, alarms: [] }));
});
