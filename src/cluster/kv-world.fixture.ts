// Buckets of leases for tests: in memory, behind the simulated network, and on NATS.
import { ManualClock, SeededRandom, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { NATS_URL, uniqueName } from '../bus/bus-world.fixture.ts';
import { NatsLink } from '../bus/index.ts';
import { SimulatedClock } from '../bus/simulated-clock.fixture.ts';
import { type SimulatedLink, SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import type { KvWorld } from './kv.conformance.ts';
import type { Kv, KvEntry, KvWatcher } from './kv.ts';
import { MemoryBucket, MemoryKv } from './kv-memory.ts';
import { NatsKv } from './kv-nats-node.ts';

const TTL_MS = 1_000;
const STEP_MS = 20;
const STEPS_MAX = 1_000;

/** A bucket at the server of a simulated network, as one process sees it. */
export class SimulatedKv implements Kv {
  readonly ttlMs: number;
  readonly #bucket: MemoryBucket;
  readonly #link: SimulatedLink;

  constructor(bucket: MemoryBucket, link: SimulatedLink) {
    this.#bucket = bucket;
    this.#link = link;
    this.ttlMs = bucket.ttlMs;
  }

  create(key: string, value: string, isSettled?: boolean): Promise<number | null> {
    return this.#link.ask(() => this.#bucket.create(key, value, isSettled));
  }

  update(key: string, value: string, revision: number): Promise<number | null> {
    return this.#link.ask(() => this.#bucket.update(key, value, revision));
  }

  remove(key: string, revision: number): Promise<void> {
    return this.#link.ask(() => this.#bucket.remove(key, revision));
  }

  get(key: string): Promise<KvEntry | null> {
    return this.#link.ask(() => this.#bucket.get(key));
  }

  epochOf(revision: number): number {
    return this.#bucket.epochOf(revision);
  }

  /** What a broken link has not carried is reported when it is back, with all else. */
  watch(watcher: KvWatcher): () => void {
    const report = (): (() => void) =>
      this.#bucket.watch({
        changed: (entry) => this.#link.toProcess(() => watcher.changed(entry)),
        removed: (key) => this.#link.toProcess(() => watcher.removed(key)),
      });
    let stop = report();
    const cancel = this.#link.whenConnected(() => {
      stop();
      stop = report();
    });
    return () => {
      cancel();
      stop();
    };
  }
}

/** Time that a test moves. */
export abstract class ManualKvWorld implements KvWorld {
  readonly clock = new ManualClock();
  abstract open(): Promise<Kv>;

  async until(isDone: () => boolean): Promise<void> {
    for (let step = 0; !isDone(); step++) {
      if (step > STEPS_MAX) throw new Error('it does not come to that');
      this.clock.advance(STEP_MS);
      for (let round = 0; round < 20; round++) await Promise.resolve();
    }
  }

  async wait<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    await this.until(() => isOver);
    return work;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export class MemoryKvWorld extends ManualKvWorld {
  readonly bucket = new MemoryBucket(this.clock, TTL_MS);

  override open(): Promise<Kv> {
    return Promise.resolve(new MemoryKv(this.bucket));
  }
}

export class SimulatedKvWorld extends ManualKvWorld {
  readonly bucket = new MemoryBucket(this.clock, TTL_MS);
  readonly network = new SimulatedNetwork({
    clock: this.clock,
    random: new SeededRandom(1),
    delayMsMin: 1,
    delayMsMax: 20,
  });

  override open(): Promise<Kv> {
    const link = this.network.link(new SimulatedClock(this.clock));
    return Promise.resolve(new SimulatedKv(this.bucket, link));
  }
}

/** A bucket of its own on the server of the tests; it is removed at the end. */
export class NatsKvWorld implements KvWorld {
  readonly clock = systemClock;
  readonly #bucket = uniqueName('kv');
  readonly #links: NatsLink[] = [];

  async open(): Promise<Kv> {
    const link = new NatsLink({ url: NATS_URL, name: 'jadegate-test' }, { clock: systemClock, random: systemRandom });
    this.#links.push(link);
    const kv = new NatsKv({
      link,
      bucket: this.#bucket,
      ttlMs: TTL_MS,
      replicas: 1,
      clock: systemClock,
      log: silentLogger,
    });
    await this.until(() => link.connection !== null);
    return kv;
  }

  async until(isDone: () => boolean): Promise<void> {
    const startMs = systemClock.monotonicMs();
    while (!isDone()) {
      if (systemClock.monotonicMs() - startMs > 30_000) throw new Error('it does not come to that');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  wait<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  async close(): Promise<void> {
    const [link] = this.#links;
    const connection = link?.connection;
    if (connection != null) {
      const { jetstreamManager } = await import('@nats-io/jetstream');
      const manager = await jetstreamManager(connection);
      await manager.streams.delete(`KV_${this.#bucket}`).catch(() => {});
    }
    await Promise.all(this.#links.map((each) => each.close()));
  }
}
