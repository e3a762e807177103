// Leases in memory and behind the simulated network: the suite, and holders that are cut off, stopped, or whose server forgets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { SimulatedClock } from '../bus/simulated-clock.fixture.ts';
import { SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import { kvConformance } from './kv.conformance.ts';
import { epochFrom } from './kv.ts';
import { MemoryBucket } from './kv-memory.ts';
import { MemoryKvWorld, SimulatedKv, SimulatedKvWorld } from './kv-world.fixture.ts';
import { Lease } from './lease.ts';

kvConformance('memory', () => Promise.resolve(new MemoryKvWorld()));
kvConformance('the simulated network', () => Promise.resolve(new SimulatedKvWorld()));

const TTL_MS = 9_000;

/** Two processes and one lease. */
class TwoHolders {
  readonly clock = new ManualClock();
  readonly bucket = new MemoryBucket(this.clock, TTL_MS);
  readonly network = new SimulatedNetwork({ clock: this.clock, random: new SeededRandom(1) });
  readonly one = this.#holder('one');
  readonly two = this.#holder('two');

  #holder(name: string) {
    const clock = new SimulatedClock(this.clock);
    const link = this.network.link(clock);
    const lost: string[] = [];
    const lease = new Lease({
      kv: new SimulatedKv(this.bucket, link),
      clock,
      key: 'lease',
      value: () => name,
      isOwn: (value) => value === name,
      isExclusive: true,
      lost: (reason) => lost.push(reason),
    });
    return { clock, link, lease, lost };
  }

  async advance(ms: number, each: () => void = () => {}): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 10) {
      this.clock.advance(Math.min(10, leftMs));
      for (let round = 0; round < 10; round++) await Promise.resolve();
      assert.ok(!(this.one.lease.isHeld && this.two.lease.isHeld), 'a lease has one holder');
      each();
    }
  }

  /** The other one tries all the time. */
  competing(): () => void {
    let isAsking = false;
    return () => {
      if (isAsking || this.two.lease.isHeld) return;
      isAsking = true;
      const over = (): void => {
        isAsking = false;
      };
      this.two.lease.acquire().then(over, over);
    };
  }
}

async function held(): Promise<TwoHolders> {
  const world = new TwoHolders();
  void world.one.lease.acquire();
  await world.advance(100);
  assert.ok(world.one.lease.isHeld);
  return world;
}

test('lease: a holder that is cut off stops before another one has it', async () => {
  const world = await held();
  world.one.link.cut();
  await world.advance(TTL_MS + 100, world.competing());
  assert.ok(world.two.lease.isHeld);
  assert.equal(world.one.lost.length, 1);
  assert.match(world.one.lost[0] as string, /could not be renewed|in time/);
});

test('lease: a holder that was stopped and woken finds its lease over before any timer of it runs', async () => {
  const world = await held();
  const { epoch } = world.one.lease;
  world.one.clock.stop();
  await world.advance(TTL_MS + 100, world.competing());
  assert.ok(world.two.lease.isHeld);
  assert.equal(world.one.lease.isHeld, false);
  assert.ok((world.two.lease.epoch as number) > (epoch as number));
  world.one.clock.wake();
  await world.advance(1_000);
  assert.equal(world.one.lost.length, 1);
});

test('lease: short cuts and lost answers cost nothing', async () => {
  const world = await held();
  for (let round = 0; round < 20; round++) {
    world.one.link.cut();
    await world.advance(2_500, world.competing());
    if (round % 2 === 0) world.one.link.breakDown();
    world.one.link.heal();
    await world.advance(500, world.competing());
    assert.ok(world.one.lease.isHeld, `round ${round}`);
  }
  assert.deepEqual(world.one.lost, []);
});

test('lease: a server that has lost its data gives nobody the lease while its holder still thinks to have it', async () => {
  const world = await held();
  world.one.link.cut();
  world.bucket.lose();
  await world.advance(TTL_MS - 200, world.competing());
  assert.equal(world.two.lease.isHeld, false);
  await world.advance(500, world.competing());
  assert.ok(world.two.lease.isHeld);
});

test('lease: epochs rise for ever, also when the server begins to count anew', () => {
  const before = epochFrom(Date.UTC(2026, 5, 1), 40_000_000);
  const after = epochFrom(Date.UTC(2026, 5, 1, 0, 1), 1);
  assert.ok(after > before);
  assert.ok(Number.isSafeInteger(epochFrom(Date.UTC(2200, 0, 1), 1)));
});
