// Floods: more of everything than its bound. What is above is refused by name, what is below runs, and afterwards the process has no
// more memory than before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ManualClock } from '../base/index.ts';
import { bigint } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { AFTERS_MAX, ALARM_SCAN_MS, ALARM_WAKES_MAX, INBOX_MAX, TELLS_MAX, TOGETHERS_MAX } from './limits.ts';
import { countTable } from './tables.fixture.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const FLOOD = 20_000;
/** A leaked turn has some 300 bytes, and so has an owner. */
const FLAT_BYTES = 2_000_000;
const MEMBERS = 100;

/** What turns wait for. */
let gate = Promise.withResolvers<void>();

const busy = defineActor({
  name: 'busy',
  key: bigint(),
  tables: { count: countTable },
  state: () => ({ leftCount: 0 }),
  membersMax: MEMBERS,
  alarms: ['ring'],
})
  .on('wait', () => gate.promise)
  .on('add', (self) => {
    const n = (self.rows.count.get()?.n ?? 0) + 1;
    self.rows.count.upsert({ n });
    return n;
  })
  .on('tellAll', (self, { count }: { readonly count: number }) => {
    for (let at = 0; at < count; at++) self.actor(busy, 2n).tell.add();
  })
  .on('laterAll', (self, { count }: { readonly count: number }) => {
    for (let at = 0; at < count; at++) self.after(1_000, () => {});
  })
  .on('welcome', (self, { from, count }: { readonly from: bigint; readonly count: number }) =>
    tally(count, (at) => self.members.add(from + BigInt(at))),
  )
  .on('setAll', (self, { count }: { readonly count: number }) => {
    for (let at = 1; at <= count; at++) self.alarms.set('ring', { inMs: at });
  })
  .alarm('ring', (self) => {
    self.rows.count.upsert({ n: (self.rows.count.get()?.n ?? 0) + 1 });
  })
  .on('rings', (self) => self.rows.count.get()?.n ?? 0)
  .on('partings', (self) => ({ members: self.members.count, left: self.state.leftCount }))
  .hook('left', (self) => {
    self.state.leftCount++;
  });

/** How often `run` threw `actor-busy`. */
function tally(count: number, run: (at: number) => void): number {
  let refused = 0;
  for (let at = 0; at < count; at++) {
    try {
      run(at);
    } catch (error) {
      if (!(error instanceof ActorError) || error.code !== 'actor-busy') throw error;
      refused++;
    }
  }
  return refused;
}

/** Counts answers and refusals without keeping the promises. */
class Outcomes {
  answered = 0;
  readonly refused = new Map<string, number>();
  readonly #note = (error: unknown): void => {
    assert.ok(error instanceof ActorError);
    const name = `${error.code}${error.mayHaveRun ? ', may have run' : ''}`;
    this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
  };

  follow(answer: Promise<unknown>): void {
    answer.then(() => {
      this.answered++;
    }, this.#note);
  }
}

/** How many bytes more there are after `run`. */
async function grownBytes(run: () => Promise<void>): Promise<number> {
  const before = await usedBytes();
  await run();
  return (await usedBytes()) - before;
}

async function usedBytes(): Promise<number> {
  // Node keeps rejected promises until the end of the round, and what follows promises beyond a first collection.
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collect();
  }
  return process.memoryUsage().heapUsed;
}

async function until(world: ActorWorld, isDone: () => boolean): Promise<void> {
  for (let round = 0; !isDone(); round++) {
    assert.ok(round < FLOOD, 'it comes to an end');
    await world.settle();
  }
}

type Busy = ReturnType<typeof busyIn>;

function busyIn(world: ActorWorld) {
  return world.scope.actor(busy, 1n);
}

/** While a turn runs, `call` is made as often as may wait, and then far more often. */
async function floodAbove(most: number, call: (world: ActorWorld, ref: Busy) => Promise<unknown>): Promise<void> {
  const world = new ActorWorld([busy]);
  gate = Promise.withResolvers();
  const outcomes = new Outcomes();
  const ref = busyIn(world);
  const running = ref.wait();
  await world.settle();
  for (let at = 0; at < most; at++) outcomes.follow(call(world, ref));
  const flood = async (): Promise<void> => {
    for (let at = 0; at < FLOOD; at++) outcomes.follow(call(world, ref));
    await world.settle();
  };
  await flood();
  const grown = await grownBytes(flood);
  assert.deepEqual([...outcomes.refused], [['actor-busy', 2 * FLOOD]]);
  assert.ok(grown < FLAT_BYTES, `${grown} bytes`);
  gate.resolve();
  await running;
  await until(world, () => outcomes.answered === most);
  assert.equal(await ref.add(), most + 1);
}

test('flood: calls above the bound of the inbox are refused and did not run, and leave nothing behind', () =>
  floodAbove(INBOX_MAX, (_world, ref) => ref.add()));

test('flood: calls of together above the bound are refused and did not run, and leave nothing behind', () =>
  floodAbove(TOGETHERS_MAX, (world, ref) =>
    world.scope.together([ref], (here) => {
      here.rows.count.upsert({ n: (here.rows.count.get()?.n ?? 0) + 1 });
    }),
  ));

test('flood: members above the bound are refused, those too that have left and whose hook still waits', async () => {
  const world = new ActorWorld([busy]);
  const ref = world.scope.actor(busy, 1n);
  for (let roleId = 1n; roleId <= FLOOD; roleId++) world.playing.add(roleId);
  assert.equal(await ref.welcome({ from: 1n, count: FLOOD }), FLOOD - MEMBERS);
  assert.deepEqual(await ref.partings(), { members: MEMBERS, left: 0 });
  for (const roleId of [...world.playing]) world.system.left(roleId, 'peer-closed');
  await world.settle();
  // Nobody plays these.
  world.playing.clear();
  assert.equal(await ref.welcome({ from: 1n, count: FLOOD }), FLOOD - MEMBERS);
  await world.settle();
  assert.deepEqual(await ref.partings(), { members: 0, left: 2 * MEMBERS });
  assert.equal(world.system.memberships.count, 0);
});

test('flood: tells and timers above the bound of a turn undo it, and nothing of them goes out', async () => {
  const world = new ActorWorld([busy]);
  const ref = world.scope.actor(busy, 1n);
  await assert.rejects(ref.tellAll({ count: TELLS_MAX + 1 }), { code: 'actor-failed' });
  await assert.rejects(ref.laterAll({ count: AFTERS_MAX + 1 }), { code: 'actor-failed' });
  const [tells = '', timers = ''] = world.logged;
  assert.match(tells, /one turn tells at most 1000 times/);
  assert.match(timers, /1000 timers of after\(\) wait already/);
  await ref.tellAll({ count: TELLS_MAX });
  await world.settle();
  await until(world, () => world.system.ownerCount === 2);
  assert.equal(await world.scope.actor(busy, 2n).add(), TELLS_MAX + 1);
});

test('flood: an alarm that is set without end is one, and those that are due at once wake some actors after the other', async () => {
  const before = new ActorWorld([busy]);
  const count = 4 * ALARM_WAKES_MAX;
  for (let key = 0; key < count; key++) await before.scope.actor(busy, BigInt(key)).setAll({ count: 100 });
  const clock = new ManualClock();
  clock.advance(1_000);
  const world = new ActorWorld([busy], { clock, store: before.store.restarted() });
  await until(world, () => world.system.ownerCount === ALARM_WAKES_MAX);
  await world.advance(ALARM_SCAN_MS - 100);
  assert.equal(world.system.ownerCount, ALARM_WAKES_MAX);
  for (let scan = 0; scan < 8; scan++) await world.advance(ALARM_SCAN_MS);
  for (let key = 0; key < count; key++) assert.equal(await world.scope.actor(busy, BigInt(key)).rings(), 1);
  assert.deepEqual(await world.store.dueAlarms(clock.wallMs(), 1), []);
});

test('flood: keys of once are refused when they are too long, and those of calls that are over leave memory', async () => {
  const world = new ActorWorld([busy]);
  const ref = world.scope.actor(busy, 1n);
  await assert.rejects(ref.add(undefined, { once: 'k'.repeat(201) }), { code: 'args-invalid' });
  await ref.add(undefined, { once: 'first' });
  const rounds = FLOOD / INBOX_MAX / 4;
  for (let round = 0; round < rounds; round++) {
    const outcomes = new Outcomes();
    for (let at = 0; at < INBOX_MAX; at++) outcomes.follow(ref.add(undefined, { once: `${round}:${at}` }));
    await until(world, () => outcomes.answered === INBOX_MAX);
  }
  assert.equal(await ref.add(undefined, { once: 'first' }), 1);
  assert.equal(await ref.add(), rounds * INBOX_MAX + 2);
});

test('flood: actors of any number of keys sleep again, and leave nothing behind', async () => {
  const world = new ActorWorld([busy]);
  const touch = async (from: number): Promise<void> => {
    const outcomes = new Outcomes();
    for (let at = 0; at < FLOOD / 4; at++) outcomes.follow(world.scope.actor(busy, BigInt(from + at)).partings());
    await until(world, () => outcomes.answered === FLOOD / 4);
    assert.equal(world.system.ownerCount, FLOOD / 4);
    await world.advance(62_000);
    await until(world, () => world.system.ownerCount === 0);
  };
  await touch(0);
  const grown = await grownBytes(() => touch(FLOOD));
  assert.ok(grown < FLAT_BYTES, `${grown} bytes`);
});
