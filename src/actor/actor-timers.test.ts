import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { ManualClock, sleep } from '../base/index.ts';
import { bigint } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { type AnyActor, defineActor } from './define-actor.ts';
import { rollback } from './rollback.ts';
import { countTable } from './tables.fixture.ts';
import { nextTimeOfDay } from './time-of-day.ts';

const rung: string[] = [];
let failures = 0;

const bell = defineActor({
  name: 'bell',
  key: bigint(),
  tables: { count: countTable },
  alarms: ['ring', 'other'],
  idleMs: 2_000,
})
  .on('touch', () => {})
  .on('set', (self, { inMs }: { readonly inMs: number }) => self.alarms.set('ring', { inMs }))
  .on('clear', (self) => self.alarms.clear('ring'))
  .on('setOther', (self) => self.alarms.set('other', { inMs: 1_000 }))
  .on('setAndThrow', (self) => {
    self.alarms.set('ring', { inMs: 1_000 });
    throw new Error('no luck');
  })
  .on('setAndRollBack', (self) => {
    self.alarms.set('ring', { inMs: 1_000 });
    return rollback('no');
  })
  .on('waitThenClear', async (self) => {
    await sleep(self.clock, 2_000);
    self.alarms.clear('ring');
  })
  .on('due', (self) => self.alarms.get('ring')?.getTime() ?? null)
  .on('setAndDie', (self) => {
    self.alarms.set('ring', { inMs: 1_000 });
    self.destroy();
  })
  .on('after', (self) => {
    self.after(3_000, () => void rung.push('after'));
  })
  .alarm('ring', (self, { attempt, lateMs }) => {
    rung.push(`ring ${attempt} late ${lateMs < 5_000 ? 'no' : 'yes'}`);
    self.rows.count.upsert({ n: (self.rows.count.get()?.n ?? 0) + 1 });
    if (failures-- > 0) throw new Error('not yet');
  })
  .on('count', (self) => self.rows.count.get()?.n ?? 0);

function start(): { readonly world: ActorWorld; readonly ref: ReturnType<typeof refOf> } {
  rung.length = 0;
  failures = 0;
  const world = new ActorWorld([bell]);
  return { world, ref: refOf(world) };
}

function refOf(world: ActorWorld) {
  return world.scope.actor(bell, 1n);
}

test('alarms: one rings once, in a sleeping actor and after a restart too', async () => {
  const { world, ref } = start();
  await ref.set({ inMs: 10_000 });
  await world.advance(5_000);
  assert.equal(world.system.ownerCount, 0, 'it sleeps');
  const clock = new ManualClock({ startWallMs: world.clock.wallMs() });
  const after = new ActorWorld([bell], { clock, store: world.store.restarted() });
  await after.advance(4_000);
  assert.deepEqual(rung, []);
  await after.advance(3_000);
  assert.deepEqual(rung, ['ring 1 late no']);
  assert.equal(await refOf(after).count(), 1);
});

test('alarms: setting one again moves it, clearing it ends it, and a turn that is undone does neither', async () => {
  const { world, ref } = start();
  await ref.set({ inMs: 1_000 });
  await ref.set({ inMs: 5_000 });
  await assert.rejects(ref.setAndThrow(), { code: 'actor-failed' });
  assert.equal(await ref.setAndRollBack(), 'no');
  await world.advance(4_000);
  assert.deepEqual(rung, []);
  await ref.clear();
  assert.equal(await ref.due(), null);
  await world.advance(10_000);
  assert.deepEqual(rung, []);
});

test('alarms: one that is cleared while its turn waits does not run', async () => {
  const { world, ref } = start();
  await ref.set({ inMs: 1_000 });
  const cleared = ref.waitThenClear();
  await world.advance(3_000);
  await cleared;
  assert.deepEqual(rung, []);
});

test('alarms: one that throws is undone and tried again with back-off until it returns', async () => {
  const { world, ref } = start();
  failures = 2;
  await ref.set({ inMs: 1_000 });
  await world.advance(10_000);
  assert.deepEqual(rung, ['ring 1 late no', 'ring 2 late no', 'ring 3 late no']);
  assert.equal(await ref.count(), 1);
  await world.advance(5_000);
  assert.equal(world.system.ownerCount, 0, 'nothing of it keeps the actor awake');
});

test('alarms: one that failed and is cleared before it is tried again lets its actor sleep', async () => {
  const { world, ref } = start();
  failures = 9;
  await ref.set({ inMs: 100 });
  await world.advance(500);
  await ref.clear();
  await world.advance(6_000);
  assert.equal(world.system.ownerCount, 0);
  assert.deepEqual(rung, ['ring 1 late no']);
});

test('alarms: one without a function is put off, and does not wake its actor again and again', async () => {
  const { world, ref } = start();
  await ref.setOther();
  await world.advance(60_000);
  assert.equal(world.logged.filter((line) => line.includes("no function for the alarm 'other'")).length, 1);
  assert.equal(world.system.ownerCount, 0);
});

test('alarms: an actor that is destroyed has none', async () => {
  const { world, ref } = start();
  await ref.setAndDie();
  await world.advance(5_000);
  assert.deepEqual(rung, []);
});

test('alarms: the function of one has changed nothing yet: it may use together, and a moved alarm rings again', async () => {
  const seen: (string | null)[] = [];
  const closing = defineActor({ name: 'closing', key: bigint(), tables: { count: countTable }, alarms: ['close'] })
    .on('open', (self) => self.alarms.set('close', { inMs: 1_000 }))
    .alarm('close', async (self, { at }) => {
      const n = await self.together([self.me], ({ rows }) => {
        const next = (rows.count.get()?.n ?? 0) + 1;
        rows.count.upsert({ n: next });
        return next;
      });
      seen.push(self.alarms.get('close')?.toISOString() === at.toISOString() ? 'due' : 'other');
      if (n === 1) self.alarms.set('close', { inMs: 1_000 });
    })
    .on('state', (self) => ({ n: self.rows.count.get()?.n, next: self.alarms.get('close') }));
  const world = new ActorWorld([closing]);
  await world.scope.actor(closing, 1n).open();
  await world.advance(10_000);
  assert.deepEqual(seen, ['due', 'due']);
  assert.deepEqual(await world.scope.actor(closing, 1n).state(), { n: 2, next: null });
  assert.deepEqual(world.logged, []);
});

test('after: it keeps its actor awake and runs once', async () => {
  const { world, ref } = start();
  await ref.after();
  await world.advance(2_900);
  assert.equal(world.system.ownerCount, 1);
  await world.advance(4_000);
  assert.deepEqual(rung, ['after']);
  assert.equal(world.system.ownerCount, 0);
});

test('every: beats that are due while one runs are counted as missed, and not made up for', async () => {
  const ticks: number[] = [];
  const clock = defineActor({ name: 'clock', key: bigint(), idleMs: 60_000 })
    .on('touch', () => {})
    .every(1_000, async (self, { missed }) => {
      ticks.push(missed);
      if (ticks.length === 1) await sleep(self.clock, 2_500);
    });
  const world = new ActorWorld([clock]);
  await world.scope.actor(clock, 1n).touch();
  await world.advance(5_200);
  assert.deepEqual(ticks, [0, 2, 0]);
});

test('every: its period may be a setting, and each process has its own', async () => {
  const beats: number[] = [];
  const beating = defineActor({ name: 'beating', key: bigint(), settings: z.object({ beatMs: z.number() }) })
    .on('touch', () => {})
    .every(
      ({ beatMs }) => beatMs * 2,
      (self) => void beats.push(self.settings.beatMs),
    );
  for (const [beatMs, count] of [
    [500, 3],
    [1_500, 1],
  ] as const) {
    beats.length = 0;
    const world = new ActorWorld([beating], { settings: { beatMs } });
    await world.scope.actor(beating, 1n).touch();
    await world.advance(3_000);
    assert.deepEqual(beats, new Array(count).fill(beatMs));
  }
});

test('every: a period that is none fails the start, by name', () => {
  const start = (period: (settings: { readonly beatMs: number }) => number) => {
    const beating = defineActor({ name: 'beating', key: bigint(), settings: z.object({ beatMs: z.number() }) })
      .every(1_000, () => {})
      .every(period, () => {});
    return () => new ActorWorld([beating], { settings: { beatMs: 5 } });
  };
  const message = /actor 'beating' cannot start: the period of its every\(\) no\. 2 comes from its settings/;
  for (const periodMs of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', null, undefined, 5n, {}])
    assert.throws(
      start(() => periodMs as number),
      { code: 'actor-period', message },
      String(periodMs),
    );
  const failing = start(() => {
    throw new Error('no such setting');
  });
  assert.throws(failing, { code: 'actor-period', message: /every\(\) no\. 2 .*no such setting/ });
  assert.doesNotThrow(start(({ beatMs }) => beatMs));
  for (const periodMs of [0, 1.5, 2 ** 31])
    assert.throws(
      () => defineActor({ name: 'beating', key: bigint() }).every(periodMs, () => {}),
      /whole number of milliseconds/,
    );
});

function dailyWorld(runs: string[], options: ConstructorParameters<typeof ActorWorld>[1]): ActorWorld {
  const shop: AnyActor = defineActor({ name: 'shop', key: bigint(), idleMs: 1_000 })
    .on('touch', () => {})
    .daily('04:00', (_self, { at, attempt }) => {
      runs.push(at.toISOString());
      if (attempt === 1 && runs.length === 1) throw new Error('not yet');
    });
  const world = new ActorWorld([shop], options);
  void (world.scope.actor(shop as never, 1n as never) as { touch(): Promise<void> }).touch();
  return world;
}

test('daily: it runs once a date, wakes its actor, is tried again, and after down time runs once', async () => {
  const runs: string[] = [];
  const world = dailyWorld(runs, { clock: new ManualClock({ startWallMs: Date.UTC(2026, 0, 1, 3, 59, 50) }) });
  await world.advance(20_000);
  assert.deepEqual(runs, ['2026-01-01T04:00:00.000Z', '2026-01-01T04:00:00.000Z'], 'the first try failed');
  const startWallMs = Date.UTC(2026, 0, 5, 12);
  const after = dailyWorld(runs, { clock: new ManualClock({ startWallMs }), store: world.store.restarted() });
  await after.advance(20_000);
  assert.deepEqual(runs.slice(2), ['2026-01-02T04:00:00.000Z']);
});

test('daily: a time that a change of clocks skips comes after it, and one that comes twice runs the first time', () => {
  const skipped = nextTimeOfDay('02:30', 'Europe/Berlin', Date.UTC(2026, 2, 28, 12));
  assert.equal(new Date(skipped).toISOString(), '2026-03-29T01:00:00.000Z');
  const twice = nextTimeOfDay('02:30', 'Europe/Berlin', Date.UTC(2026, 9, 24, 12));
  assert.equal(new Date(twice).toISOString(), '2026-10-25T00:30:00.000Z');
  assert.equal(new Date(nextTimeOfDay('02:30', 'Europe/Berlin', twice)).toISOString(), '2026-10-26T01:30:00.000Z');
});
