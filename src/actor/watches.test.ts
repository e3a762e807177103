// Watches: every way in which an actor, or the player of a role, may be gone; and what a watch must not do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { actorOwner, bigint, StoreError } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor, defineRoleActor } from './define-actor.ts';
import { WATCHES_MAX } from './limits.ts';
import { countTable } from './tables.fixture.ts';
import type { Watch } from './turn.ts';
import { Watchers } from './watches.ts';

const soul = defineRoleActor({ name: 'soul' }).on('touch', () => {});
const shade = defineRoleActor({ name: 'shade' }).on('touch', () => {});
const log: string[] = [];
let isBroken = false;

const beast = defineActor({ name: 'beast', key: bigint(), tables: { count: countTable }, idleMs: 2_000 })
  .hook('started', () => {
    if (isBroken) throw new Error('as planned');
  })
  .on('touch', () => {})
  .on('wait', (self, { ms }: { readonly ms: number }) => sleep(self.clock, ms))
  .on('die', (self) => {
    self.rows.count.upsert({ n: 1 });
    self.destroy();
  });

/** Watches one that is gone again: in vain, until it is awake. */
async function again(ref: { touch(): Promise<void> }, watch: () => void): Promise<void> {
  assert.throws(watch, { code: 'args-invalid', message: /not awake: call it before/ });
  await ref.touch();
  if (log.length < 3) watch();
}

const lair = defineActor({ name: 'lair', key: bigint(), tables: { count: countTable }, idleMs: 20_000 })
  .on('watch', (self, { key, times = 1 }: { readonly key: bigint; readonly times?: number }) => {
    for (let count = 0; count < times; count++) self.watch(self.actor(beast, key));
  })
  .on('unwatch', (self, { key }: { readonly key: bigint }) => self.unwatch(self.actor(beast, key)))
  .on('watchRole', (self, { key }: { readonly key: bigint }) => {
    self.watch(self.actor(soul, key));
    self.watch(self.actor(shade, key));
  })
  .on('watchAndFail', (self, { key }: { readonly key: bigint }) => {
    self.rows.count.upsert({ n: 1 });
    self.watch(self.actor(beast, key));
    throw new Error('as planned');
  })
  .on('watchForAWhile', async (self, { key }: { readonly key: bigint }) => {
    self.watch(self.actor(beast, key));
    await sleep(self.clock, 500);
    self.unwatch(self.actor(beast, key));
  })
  .on('nap', (self) => void self.destroy())
  .hook('gone', (self, { name, key }) => {
    log.push(`${self.key} ${name}/${key}`);
    if (key === 98n) throw new Error('as planned');
    if (key === 99n) return again(self.actor(beast, 99n), () => self.watch(self.actor(beast, 99n)));
    return undefined;
  });

function start(): { readonly world: ActorWorld; readonly ref: ReturnType<typeof refOf> } {
  log.length = 0;
  isBroken = false;
  const world = new ActorWorld([soul, shade, beast, lair]);
  return { world, ref: refOf(world, 1n) };
}

function refOf(world: ActorWorld, key: bigint) {
  return world.scope.actor(lair, key);
}

test('watches: one that falls asleep is gone, once, for each that watches', async () => {
  const { world, ref } = start();
  await world.scope.actor(beast, 7n).touch();
  await ref.watch({ key: 7n, times: 3 });
  await refOf(world, 2n).watch({ key: 7n });
  await world.advance(1_500);
  assert.deepEqual(log, []);
  await world.advance(2_000);
  assert.deepEqual(log, ['1 beast/7', '2 beast/7']);
  await world.scope.actor(beast, 7n).touch();
  await world.advance(5_000);
  assert.equal(log.length, 2, 'the next time is another watch');
  assert.equal(world.system.watchers.count, 0);
});

test('watches: one that is not awake is gone at once, and is not woken', async () => {
  const { world, ref } = start();
  await ref.watch({ key: 7n });
  await world.settle();
  assert.deepEqual(log, ['1 beast/7']);
  assert.equal(world.system.ownerCount, 1);
});

test('watches: one that is destroyed is gone, and one that wakes again for what came meanwhile is too', async () => {
  const { world, ref } = start();
  const target = world.scope.actor(beast, 7n);
  await target.touch();
  await ref.watch({ key: 7n });
  const dead = target.die();
  const next = target.touch();
  await Promise.all([dead, next]);
  await world.settle();
  assert.deepEqual(log, ['1 beast/7']);
  assert.equal(world.system.ownerCount, 2, 'it is awake again');
});

test('watches: a lost lease and a failed start are gone', async () => {
  const { world, ref } = start();
  await world.scope.actor(beast, 7n).touch();
  await ref.watch({ key: 7n });
  world.store.fence('beast/7');
  await world.settle();
  assert.deepEqual(log, ['1 beast/7']);
  isBroken = true;
  const opening = Promise.withResolvers<void>();
  world.store.fault = () => opening.promise;
  const failing = assert.rejects(world.scope.actor(beast, 8n).touch(), { code: 'actor-start-failed' });
  await ref.watch({ key: 8n });
  await world.settle();
  assert.equal(log.length, 1, 'it still starts');
  opening.resolve();
  await failing;
  await world.settle();
  assert.deepEqual(log.slice(1), ['1 beast/8']);
  world.store.fault = () => Promise.reject(new StoreError('busy', 'as planned'));
  const unread = assert.rejects(world.scope.actor(beast, 9n).touch(), { code: 'actor-start-failed' });
  world.store.fault = null;
  await Promise.all([unread, ref.watch({ key: 9n })]);
  await world.settle();
  assert.deepEqual(log.slice(2), ['1 beast/9']);
});

test('watches: one that was ended runs no hook, not even when the turn of the hook waits already', async () => {
  const { world, ref } = start();
  await world.scope.actor(beast, 7n).touch();
  await ref.watch({ key: 7n });
  await ref.unwatch({ key: 7n });
  await ref.unwatch({ key: 7n });
  world.store.fence('beast/7');
  const waiting = ref.watchForAWhile({ key: 8n });
  await world.advance(1_000);
  await waiting;
  assert.deepEqual(log, []);
  assert.equal(world.system.watchers.count, 0);
});

test('watches: it is memory: not undone when the turn throws, and gone with the actor that watches', async () => {
  const { world, ref } = start();
  const target = world.scope.actor(beast, 7n);
  await target.touch();
  await assert.rejects(ref.watchAndFail({ key: 7n }), { code: 'actor-failed' });
  world.store.fence('beast/7');
  await world.settle();
  assert.deepEqual(log, ['1 beast/7']);
  await target.touch();
  await ref.watch({ key: 7n });
  await ref.nap();
  await world.settle();
  assert.equal(world.system.watchers.count, 0);
  await ref.watch({ key: 6n });
  world.store.fence('beast/7');
  await world.settle();
  assert.deepEqual(log.slice(1), ['1 beast/6'], 'its next life watches anew');
});

test('watches: neither of the two stays awake for it', async () => {
  const { world, ref } = start();
  const wait = world.scope.actor(beast, 7n).wait({ ms: 4_000 });
  await ref.watch({ key: 7n });
  await world.advance(8_000);
  await wait;
  assert.deepEqual(log, ['1 beast/7']);
  const long = world.scope.actor(beast, 8n).wait({ ms: 28_000 }, { deadlineMs: 29_000 });
  await ref.watch({ key: 8n });
  await world.advance(23_000);
  assert.deepEqual([world.system.ownerCount, world.system.watchers.count], [1, 0], 'the one that watches sleeps first');
  await world.advance(10_000);
  await long;
  assert.equal(log.length, 1);
});

test('watches: a hook that throws is logged, and the watch is over', async () => {
  const { world, ref } = start();
  await ref.watch({ key: 98n });
  await world.settle();
  assert.deepEqual(log, ['1 beast/98']);
  assert.match(world.logged.join(), /lair\.the hook 'gone' of lair\/1 failed: as planned/);
  await ref.watch({ key: 98n });
  await world.settle();
  assert.equal(log.length, 2);
});

test('watches: its hook may watch again what it has woken, and nothing that sleeps', async () => {
  const { world, ref } = start();
  await ref.watch({ key: 99n });
  await world.advance(15_000);
  assert.deepEqual(log, new Array(3).fill('1 beast/99'));
  assert.equal(world.logged.join(), '');
});

test('watches: a role is gone when nobody plays it any more, awake or not, for each part that is watched', async () => {
  const { world, ref } = start();
  await ref.watchRole({ key: 5n });
  await world.settle();
  assert.deepEqual(log, ['1 soul/5', '1 shade/5'], 'nobody plays it');
  world.playing.add(5n);
  await ref.watchRole({ key: 5n });
  await world.advance(10_000);
  assert.equal(log.length, 2);
  world.playing.delete(5n);
  world.system.left(5n, 'peer-closed');
  world.system.left(5n, 'peer-closed');
  world.system.left(6n, 'peer-closed');
  await world.settle();
  assert.deepEqual(log.slice(2), ['1 soul/5', '1 shade/5']);
  assert.equal(world.system.watchers.count, 0);
});

test('watches: what cannot be watched is refused, and so is one too many', async () => {
  const codes: unknown[] = [];
  const attempt = (what: () => void): void => {
    try {
      what();
      codes.push('watched');
    } catch (error) {
      codes.push((error as { readonly code?: string }).code);
    }
  };
  const dull = defineActor({ name: 'dull', key: bigint() }).on('try', (self) =>
    attempt(() => self.watch(self.actor(beast, 7n))),
  );
  const keen = defineActor({ name: 'keen', key: bigint() })
    .on('tryAll', (self) => {
      for (const what of [null, undefined, 7n, 'beast/7', {}, beast, self])
        attempt(() => self.watch(what as unknown as typeof self.me));
      attempt(() => self.watch(self.me));
      attempt(() => self.unwatch(self.me));
      attempt(() => self.watch(world.scope.actor(beast, 7n)));
    })
    .on('tryMany', (self) => {
      for (let key = 1n; key <= BigInt(WATCHES_MAX); key++) self.watch(self.actor(beast, key));
      attempt(() => self.watch(self.actor(beast, 1n)));
      attempt(() => self.watch(self.actor(beast, 0n)));
      self.unwatch(self.actor(beast, 1n));
      attempt(() => self.watch(self.actor(beast, 0n)));
    })
    .hook('gone', (_self, { key }) => void log.push(`${key}`));
  const world = new ActorWorld([beast, dull, keen]);
  log.length = 0;
  await world.scope.actor(dull, 1n).try();
  assert.deepEqual(codes.splice(0), ['args-invalid'], 'it has no hook');
  await world.scope.actor(keen, 1n).tryAll();
  const invalid = new Array(8).fill('args-invalid');
  assert.deepEqual(codes.splice(0), [...invalid, 'watched', 'watched']);
  await world.scope.actor(keen, 2n).tryMany();
  assert.deepEqual(codes, ['watched', 'actor-busy', 'watched']);
  await world.advance(3_000);
  assert.equal(log.length, 1 + WATCHES_MAX, 'each is gone once, and the one that was given up is not');
});

test('watches: an actor is watched by a bounded number of others', () => {
  const watchers = new Watchers();
  const target = actorOwner('beast', 7n);
  const gone: unknown[] = [];
  // All that the watchers of an owner see of one.
  const watcher = {
    memory: { watches: { gone: (watch: unknown) => gone.push(watch) } },
  } as unknown as Watch['watcher'];
  const watches = Array.from(
    { length: WATCHES_MAX + 1 },
    (): Watch => ({ watcher, target, gone: { name: 'beast', key: 7n } }),
  );
  const last = watches.pop() ?? assert.fail('there is one too many');
  for (const watch of watches) watchers.join(watch);
  assert.throws(() => watchers.join(last), { code: 'actor-busy', message: /beast\/7 is watched by 10000 already/ });
  watchers.part(watches.shift() ?? last);
  watchers.join(last);
  watchers.gone(target.text);
  watchers.gone(target.text);
  assert.deepEqual([gone.length, watchers.count], [WATCHES_MAX, 0]);
});

test('watches: when the server stops, no hook runs for those that sleep then', async () => {
  const { world, ref } = start();
  await world.scope.actor(beast, 7n).touch();
  await ref.watch({ key: 7n });
  const stopped = world.system.stop();
  await world.advance(1_000);
  await stopped;
  assert.deepEqual([log, world.system.ownerCount], [[], 0]);
  assert.deepEqual(
    world.logged.filter((line) => line.includes('refused')),
    [],
  );
});

test('watches: a turn that is over watches nothing', async () => {
  const codes: unknown[] = [];
  const late = defineActor({ name: 'late', key: bigint() })
    .on('leak', (self) => {
      const ref = self.actor(beast, 7n);
      void Promise.resolve().then(async () => {
        await sleep(self.clock, 100);
        for (const use of [() => self.watch(ref), () => self.unwatch(ref)]) {
          try {
            use();
          } catch (error) {
            codes.push((error as { readonly code?: string }).code);
          }
        }
      });
    })
    .hook('gone', () => {});
  const world = new ActorWorld([beast, late]);
  await world.scope.actor(late, 1n).leak();
  await world.advance(500);
  assert.deepEqual(codes, ['turn-over', 'turn-over']);
});
