// What a bucket of leases does, and what leases and the registry make of it, whatever keeps it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../base/index.ts';
import type { Kv, KvEntry } from './kv.ts';
import { Lease } from './lease.ts';

export interface KvWorld {
  /** The time of an entry is short: a test waits for its end. */
  open(): Promise<Kv>;
  readonly clock: Clock;
  /** Resolves when `isDone` holds; time passes meanwhile. */
  until(isDone: () => boolean): Promise<void>;
  /** Settles with `work`; time passes meanwhile. */
  wait<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function seen(kv: Kv): { readonly entries: Map<string, string>; readonly stop: () => void } {
  const entries = new Map<string, string>();
  const stop = kv.watch({
    changed: ({ key, value }: KvEntry) => entries.set(key, value),
    removed: (key) => entries.delete(key),
  });
  return { entries, stop };
}

function leaseOf(world: KvWorld, kv: Kv, holder: string): { readonly lease: Lease; readonly lost: string[] } {
  const lost: string[] = [];
  const lease = new Lease({
    kv,
    clock: world.clock,
    key: 'lease',
    value: () => holder,
    isOwn: (value) => value === holder,
    isExclusive: true,
    lost: (reason) => lost.push(reason),
  });
  return { lease, lost };
}

/** A bucket that a server has lost gives nothing for a while; a new one looks alike. */
async function acquire(world: KvWorld, lease: Lease): Promise<void> {
  let isHeld = false;
  let isAsking = false;
  await world.until(() => {
    if (!isHeld && !isAsking) {
      isAsking = true;
      void lease.acquire().then((answer) => {
        isHeld = answer;
        isAsking = false;
      });
    }
    return isHeld;
  });
}

export function kvConformance(name: string, create: () => Promise<KvWorld>): void {
  const check = (title: string, run: (world: KvWorld) => Promise<void>): void => {
    test(`leases on ${name}: ${title}`, async () => {
      const world = await create();
      try {
        await run(world);
      } finally {
        await world.close();
      }
    });
  };

  check('a key is created once, and written only from its present revision', async (world) => {
    const kv = await world.open();
    const first = await world.wait(kv.create('a.b', '1'));
    assert.ok(first !== null && first > 0);
    assert.equal(await world.wait(kv.create('a.b', '2')), null);
    assert.equal(await world.wait(kv.update('a.b', '2', first + 10)), null);
    const second = await world.wait(kv.update('a.b', '2', first));
    assert.ok(second !== null && second > first);
    assert.equal(await world.wait(kv.update('a.b', '3', first)), null);
    assert.deepEqual(await world.wait(kv.get('a.b')), { key: 'a.b', value: '2', revision: second });
    await world.wait(kv.remove('a.b', first));
    assert.notEqual(await world.wait(kv.get('a.b')), null);
    await world.wait(kv.remove('a.b', second));
    assert.equal(await world.wait(kv.get('a.b')), null);
    const third = await world.wait(kv.create('a.b', '4'));
    assert.ok(third !== null && kv.epochOf(third) > kv.epochOf(second));
  });

  check('an entry that is not written again expires by itself', async (world) => {
    const kv = await world.open();
    const revision = await world.wait(kv.create('gone', '1'));
    assert.ok(revision !== null);
    let entry: KvEntry | null = { key: '', value: '', revision: 0 };
    await world.until(() => {
      void kv.get('gone').then((found) => {
        entry = found;
      });
      return entry === null;
    });
    assert.equal(await world.wait(kv.update('gone', '2', revision)), null);
    assert.notEqual(await world.wait(kv.create('gone', '3')), null);
  });

  check('a watch reports what is there, then each change', async (world) => {
    const kv = await world.open();
    await world.wait(kv.create('one', '1'));
    const { entries, stop } = seen(kv);
    await world.until(() => entries.get('one') === '1');
    const other = await world.open();
    const revision = await world.wait(other.create('two', '2'));
    await world.until(() => entries.get('two') === '2');
    await world.wait(other.remove('two', revision as number));
    await world.until(() => !entries.has('two'));
    stop();
  });

  check('a lease has one holder, who keeps it by renewing, and gives it up', async (world) => {
    const [kv, other] = [await world.open(), await world.open()];
    const [one, two] = [leaseOf(world, kv, 'one'), leaseOf(world, other, 'two')];
    await acquire(world, one.lease);
    const { epoch } = one.lease;
    const startMs = world.clock.monotonicMs();
    await world.until(() => world.clock.monotonicMs() - startMs > kv.ttlMs * 2);
    assert.ok(one.lease.isHeld);
    assert.equal(one.lease.epoch, epoch);
    assert.equal(await world.wait(two.lease.acquire()), false);
    await world.wait(one.lease.release());
    assert.equal(one.lease.isHeld, false);
    await acquire(world, two.lease);
    assert.ok((two.lease.epoch as number) > (epoch as number));
    await world.wait(two.lease.release());
    assert.deepEqual([one.lost, two.lost], [[], []]);
  });

  check('a lease that is taken away is lost, not shared', async (world) => {
    const kv = await world.open();
    const { lease, lost } = leaseOf(world, kv, 'one');
    await acquire(world, lease);
    const entry = await world.wait(kv.get('lease'));
    await world.wait(kv.update('lease', 'somebody else', entry?.revision as number));
    await world.until(() => lost.length === 1);
    assert.equal(lease.isHeld, false);
    assert.equal(lease.epoch, null);
  });
}
