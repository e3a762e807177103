import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { bigint, StoreError } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { countTable } from './tables.fixture.ts';

const events: string[] = [];
let isBroken = false;

const pet = defineActor({
  name: 'pet',
  key: bigint(),
  tables: { count: countTable },
  state: (key: bigint) => {
    if (key === 13n) throw new Error('no state for 13');
    return { calls: 0 };
  },
  idleMs: 2_000,
})
  .hook('started', (self) => {
    events.push(`started ${self.key}`);
    if (isBroken) {
      self.members.add(1n);
      self.after(1_000, () => {});
      throw new Error('broken');
    }
  })
  .hook('stopping', async (self) => {
    await sleep(self.clock, 100);
    events.push(`stopping ${self.key}`);
  })
  .on('call', (self) => {
    self.state.calls++;
    return self.state.calls;
  })
  .on('keep', (self) => {
    self.rows.count.upsert({ n: 3 });
  })
  .on('get', (self) => self.rows.count.get()?.n ?? 0)
  .on('wait', async (self, { ms }: { readonly ms: number }) => {
    self.rows.count.upsert({ n: 8 });
    await sleep(self.clock, ms);
  })
  .on('die', (self) => {
    self.rows.count.upsert({ n: 9 });
    self.destroy();
  });

function start(): { readonly world: ActorWorld; readonly ref: ReturnType<typeof refOf> } {
  events.length = 0;
  isBroken = false;
  const world = new ActorWorld([pet]);
  world.playing.add(1n);
  return { world, ref: refOf(world, 1n) };
}

function refOf(world: ActorWorld, key: bigint) {
  return world.scope.actor(pet, key);
}

test('owners: one wakes on its first call, and sleeps when nobody has called for a while', async () => {
  const { world, ref } = start();
  assert.deepEqual([await ref.call(), await ref.call()], [1, 2]);
  await world.advance(4_500);
  assert.deepEqual(events, ['started 1', 'stopping 1']);
  assert.equal(world.system.ownerCount, 0);
  assert.equal(await ref.call(), 1, 'its memory is made anew');
});

test('owners: a call that arrives while one stops goes to its next incarnation', async () => {
  const { world, ref } = start();
  await ref.call();
  while (world.system.ownerCount > 0 && !events.includes('stopping 1')) await world.advance(100);
  const late = ref.call();
  await world.advance(300);
  assert.equal(await late, 1);
  assert.deepEqual(events, ['started 1', 'stopping 1', 'started 1']);
});

test('owners: a hook that throws refuses the calls that wait, and leaves no members and no timers', async () => {
  const { world, ref } = start();
  isBroken = true;
  await assert.rejects(ref.call(), { code: 'actor-start-failed', mayHaveRun: false });
  assert.equal(world.system.ownerCount, 0);
  assert.equal(world.system.memberships.count, 0);
  isBroken = false;
  await world.advance(1_500);
  assert.deepEqual(events, ['started 1'], 'its timer does not wake it');
  assert.equal(await ref.call(), 1);
});

test('owners: memory that cannot be made refuses the calls, and the lease is given up', async () => {
  const { world } = start();
  const ref = world.scope.actor(pet, 13n);
  await assert.rejects(ref.call(), { code: 'actor-start-failed' });
  await assert.rejects(ref.call(), { code: 'actor-start-failed' });
  assert.equal(world.store.openCount, 0);
});

test('owners: rows that cannot be read refuse the calls that wait', async () => {
  const { world, ref } = start();
  world.store.fault = () => Promise.reject(new StoreError('busy', 'as planned'));
  await assert.rejects(ref.call(), { code: 'actor-start-failed', mayHaveRun: false });
  world.store.fault = null;
  assert.equal(await ref.call(), 1);
});

test('owners: one that is always awake and cannot start is tried again ever more rarely', async () => {
  let tries = 0;
  const bad = defineActor({ name: 'bad', key: bigint(), always: [1n] }).hook('started', () => {
    tries++;
    throw new Error('broken');
  });
  const world = new ActorWorld([bad]);
  await world.advance(60_000);
  assert.ok(tries >= 4 && tries <= 8, `${tries} tries in a minute`);
});

test('owners: a lost lease gives the running turn up, refuses what waits, and keeps back what is not durable', async () => {
  const { world, ref } = start();
  await ref.call();
  world.store.isInstant = false;
  const held = assert.rejects(ref.keep(), { code: 'lease-lost', mayHaveRun: true });
  await world.settle();
  const runs = assert.rejects(ref.wait({ ms: 1_000 }), { code: 'lease-lost', mayHaveRun: true });
  const waits = assert.rejects(ref.call(), { code: 'lease-lost', mayHaveRun: false });
  await world.settle();
  world.store.fence('pet/1');
  await Promise.all([held, runs, waits]);
  world.store.isInstant = true;
  assert.equal(await ref.get(), 3, 'the next incarnation reads what was durable');
});

test('owners: one that another process wants sleeps as soon as nothing runs', async () => {
  const { world, ref } = start();
  await ref.call();
  world.store.want('pet/1');
  await world.advance(1_500);
  assert.equal(world.system.ownerCount, 0);
});

test('owners: destroy deletes the rows with the commit, and the next call wakes an empty one', async () => {
  const { world, ref } = start();
  await ref.keep();
  const dead = ref.die();
  const next = ref.get();
  await world.advance(500);
  await dead;
  assert.equal(await next, 0);
});

test('owners: stopping runs the hooks, refuses what waits, and no call wakes anything later', async () => {
  const { world, ref } = start();
  await ref.keep();
  const running = ref.wait({ ms: 500 });
  const waits = assert.rejects(ref.call(), { code: 'actor-unreachable', mayHaveRun: false });
  await world.settle();
  const stopped = world.system.stop();
  await waits;
  await world.advance(1_000);
  await Promise.all([stopped, running]);
  assert.equal(world.system.ownerCount, 0);
  assert.ok(events.includes('stopping 1'));
  await assert.rejects(ref.call(), { code: 'actor-unreachable' });
});

test('owners: stopping does not wait for a turn without end, and undoes it', async () => {
  const { world, ref } = start();
  await ref.keep();
  const cut = assert.rejects(ref.wait({ ms: 29_000 }, { deadlineMs: 29_000 }), { code: 'actor-unreachable' });
  await world.settle();
  const stopped = world.system.stop();
  await world.advance(10_200);
  await Promise.all([stopped, cut]);
  const after = new ActorWorld([pet], { store: world.store.restarted() });
  assert.equal(await refOf(after, 1n).get(), 3);
});

test('owners: actors that tell each other without end leave sockets their time', async () => {
  let turns = 0;
  const ball = defineActor({ name: 'ball', key: bigint() }).on('hit', (self, { other }: { readonly other: bigint }) => {
    turns++;
    if (turns < 5_000) self.actor(ball, other).tell.hit({ other: self.key });
  });
  const world = new ActorWorld([ball]);
  const later: (() => void)[] = [];
  world.later = (callback) => void later.push(callback);
  world.scope.actor(ball, 1n).tell.hit({ other: 2n });
  await world.settle();
  for (let round = 0; round < 40; round++) await world.settle();
  assert.ok(turns > 0 && turns < 1_000, `${turns} turns before sockets had their time`);
  assert.equal(later.length, 1);
});

test('owners: turns count anew each time that sockets have had their time', async () => {
  let turns = 0;
  const peer = defineActor({ name: 'peer', key: bigint() }).on('count', () => {
    turns++;
  });
  const world = new ActorWorld([peer]);
  const tellAll = async (): Promise<void> => {
    for (let key = 0n; key < 200n; key++) world.scope.actor(peer, key).tell.count();
    await world.settle();
  };
  await tellAll();
  const later: (() => void)[] = [];
  world.later = (callback) => void later.push(callback);
  for (let round = 2; round < 10; round++) {
    await tellAll();
    assert.equal(turns, 200 * round, 'none of them waits for sockets');
    for (const callback of later.splice(0)) callback();
  }
});
