import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { bigint, StoreError } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';
import { rollback } from './rollback.ts';
import { countTable } from './tables.fixture.ts';

type Other = { readonly other: bigint };
const seen: string[] = [];

const purse = defineActor({ name: 'purse', key: bigint(), tables: { count: countTable } })
  .on('get', (self) => self.rows.count.get()?.n ?? 0)
  .on('set', (self, { n }: { readonly n: number }) => {
    self.rows.count.upsert({ n });
  })
  .on('told', (self, { id }: { readonly id: string }) => {
    seen.push(`${id} with ${self.rows.count.get()?.n ?? 0}`);
  })
  .on('wait', async (self, { ms }: { readonly ms: number }) => {
    await sleep(self.clock, ms);
  })
  /** Thinks, and then asks another one. */
  .on('thinkAndAsk', async (self, { other }: Other): Promise<number> => {
    await sleep(self.clock, 500);
    return self.actor(purse, other).get();
  })
  /** Waits for another one, and has changed nothing. */
  .on('waitFor', async (self, { other }: Other): Promise<number> => {
    await self.actor(purse, other).wait({ ms: 1_000 });
    return self.rows.count.get()?.n ?? 0;
  })
  .on('changeAndMove', async (self, { other }: Other): Promise<string> => {
    self.rows.count.upsert({ n: 9 });
    return self.together([self.me, self.actor(purse, other)], () => 'moved');
  })
  .on('moveAndChange', async (self, { other }: Other): Promise<string> => {
    const moved = self.together([self.me, self.actor(purse, other)], () => 'moved');
    self.rows.count.upsert({ n: 9 });
    return moved;
  })
  .on(
    'move',
    async (self, { other }: Other): Promise<string> =>
      self.together([self.me, self.actor(purse, other)], (mine, its) => {
        mine.rows.count.upsert({ n: (mine.rows.count.get()?.n ?? 0) - 1 });
        its.rows.count.upsert({ n: (its.rows.count.get()?.n ?? 0) + 1 });
        return 'moved';
      }),
  );

function worldOfTwo(): {
  readonly world: ActorWorld;
  readonly one: ReturnType<typeof refOf>;
  readonly two: ReturnType<typeof refOf>;
} {
  const world = new ActorWorld([purse]);
  return { world, one: refOf(world, 1n), two: refOf(world, 2n) };
}

function refOf(world: ActorWorld, key: bigint) {
  return world.scope.actor(purse, key);
}

test('together: an exception, a rollback and an answer that is not plain leave nothing', async () => {
  const { world, one, two } = worldOfTwo();
  const set = (end: () => unknown): Promise<unknown> =>
    world.scope.together([one, two], (first, second) => {
      first.rows.count.upsert({ n: 1 });
      second.rows.count.upsert({ n: 1 });
      return end() as string;
    });
  const broken = new Error('no luck');
  await assert.rejects(
    set(() => {
      throw broken;
    }),
    broken,
  );
  assert.equal(await set(() => rollback('no')), 'no');
  await assert.rejects(
    set(() => () => 1),
    { code: 'args-invalid' },
  );
  await assert.rejects(
    set(() => rollback(() => 1)),
    { code: 'args-invalid' },
  );
  await assert.rejects(
    set(() => Promise.resolve(1)),
    TypeError,
  );
  assert.deepEqual([await one.get(), await two.get()], [0, 0]);
});

test('together: what is told comes before a later call, after all is durable, and not at all after a rollback', async () => {
  seen.length = 0;
  const { world, one, two } = worldOfTwo();
  await Promise.all([one.get(), two.get()]);
  world.store.isInstant = false;
  const moved = world.scope.together([one, two], (first, second) => {
    first.rows.count.upsert({ n: 5 });
    second.tell.told({ id: 'first' });
    second.tell.told({ id: 'second' });
    return 'moved';
  });
  void two.told({ id: 'later' });
  await world.settle();
  assert.deepEqual(seen, [], 'the owner that is told did not change, and waits all the same');
  world.store.sync();
  assert.equal(await moved, 'moved');
  await world.settle();
  assert.deepEqual(seen, ['first with 0', 'second with 0', 'later with 0']);
  await world.scope.together([one, two], (first) => {
    first.tell.told({ id: 'never' });
    return rollback('no');
  });
  await world.settle();
  assert.equal(seen.length, 3);
});

test('together: a turn that waits for another owner and has changed nothing lends its rows', async () => {
  const { world, one, two } = worldOfTwo();
  const waiting = one.waitFor({ other: 3n });
  await world.settle();
  await world.scope.together([one, two], (first) => {
    first.rows.count.upsert({ n: 6 });
  });
  await world.advance(1_200);
  assert.equal(await waiting, 6, 'what it reads after its wait has changed');
});

test('together: a turn with changes must commit first', async () => {
  const { world, one } = worldOfTwo();
  await assert.rejects(one.changeAndMove({ other: 2n }), { code: 'actor-failed' });
  assert.ok(world.logged.some((line) => line.includes('commit() first')));
  assert.equal(await one.get(), 0);
});

test('together: a turn that changes its rows while its own together waits for them is refused at once', async () => {
  const { world, one } = worldOfTwo();
  await Promise.all([one.get(), refOf(world, 2n).get()]);
  await assert.rejects(one.moveAndChange({ other: 2n }), { code: 'actor-failed' });
  assert.ok(world.logged.some((line) => line.includes('waits in a circle')));
});

test('together: turns that swap with each other are not refused', async () => {
  const { one, two } = worldOfTwo();
  const all = await Promise.all([one.move({ other: 2n }), two.move({ other: 1n }), one.move({ other: 2n })]);
  assert.deepEqual(all, ['moved', 'moved', 'moved']);
  assert.deepEqual([await one.get(), await two.get()], [-1, 1]);
});

test('together: one that only waits lets go of an owner that its circle needs', async () => {
  const { world, one, two } = worldOfTwo();
  // It has the first owner and waits for the second, whose turn then asks the first.
  const asking = two.thinkAndAsk({ other: 1n });
  await world.settle();
  const moved = world.scope.together([one, two], () => 'moved');
  await world.advance(700);
  assert.equal(await asking, 0);
  assert.equal(await moved, 'moved');
});

test('together: its deadline passes while an owner is busy, and certainly nothing was changed', async () => {
  const { world, one, two } = worldOfTwo();
  void two.wait({ ms: 8_000 }).catch(() => {});
  await world.settle();
  const late = assert.rejects(
    world.scope.together([one, two], (first) => {
      first.rows.count.upsert({ n: 1 });
    }),
    { code: 'actor-deadline', mayHaveRun: false },
  );
  await world.advance(5_200);
  await late;
  assert.equal(await one.get(), 0);
});

test('together: when the journal stalls the caller learns in time that it may have run', async () => {
  const { world, one, two } = worldOfTwo();
  await Promise.all([one.get(), two.get()]);
  world.store.isInstant = false;
  const late = assert.rejects(
    world.scope.together([one, two], (first) => {
      first.rows.count.upsert({ n: 1 });
    }),
    { code: 'actor-deadline', mayHaveRun: true },
  );
  await world.advance(5_200);
  await late;
});

test('together: an owner that cannot start refuses it', async () => {
  const { world, one, two } = worldOfTwo();
  await one.get();
  world.store.fault = () => Promise.reject(new StoreError('busy', 'as planned'));
  await assert.rejects(
    world.scope.together([one, two], () => 'moved'),
    { code: 'actor-start-failed', mayHaveRun: false },
  );
  world.store.fault = null;
  assert.equal(await world.scope.together([one, two], () => 'moved'), 'moved');
});

test('together: an owner that is lost before the change is durable keeps the answer back', async () => {
  const { world, one, two } = worldOfTwo();
  await Promise.all([one.get(), two.get()]);
  world.store.isInstant = false;
  const moved = assert.rejects(
    world.scope.together([one, two], (first) => {
      first.rows.count.upsert({ n: 1 });
    }),
    { code: 'lease-lost', mayHaveRun: true },
  );
  await world.settle();
  world.store.fence('purse/2');
  await moved;
});

test('together: with once it takes effect once, however many are made at the same time', async () => {
  const { world, one, two } = worldOfTwo();
  const add = (): Promise<number> =>
    world.scope.together(
      [one, two],
      (first, second) => {
        const n = (first.rows.count.get()?.n ?? 0) + 1;
        first.rows.count.upsert({ n });
        second.rows.count.upsert({ n });
        return n;
      },
      { once: 'gift' },
    );
  assert.deepEqual(await Promise.all([add(), add(), add()]), [1, 1, 1]);
  assert.deepEqual([await one.get(), await two.get()], [1, 1]);
});
