// Buses for tests: on one clock over memory or the simulated network, and over NATS in real time.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import {
  Counters,
  type Logger,
  ManualClock,
  SeededRandom,
  systemClock,
  systemRandom,
  TimingWheel,
} from '../base/index.ts';
import type { BusWorld } from './bus.conformance.ts';
import { Bus } from './bus.ts';
import type { Carrier } from './carrier.ts';
import { MemoryHub } from './carrier-memory.ts';
import { NatsCarrier } from './carrier-nats-node.ts';
import { NatsLink } from './nats-link-node.ts';
import { SimulatedClock } from './simulated-clock.fixture.ts';
import { SimulatedNetwork } from './simulated-network.fixture.ts';

const WHEEL_MS = 50;
const STEP_MS = 10;
const STEPS_MAX = 2_000;

/** Lines of the log of all buses. */
export const silent = (lines: string[]): Logger => {
  const note = (message: string): void => {
    lines.push(message);
  };
  const log: Logger = { debug: note, info: note, warn: note, error: note, child: () => log };
  return log;
};

/** Buses whose time a test moves. */
export class ManualBuses implements BusWorld {
  readonly clock = new ManualClock();
  readonly lines: string[] = [];
  readonly #counters = new Map<Bus, Counters>();
  readonly #createCarrier: (node: string) => Carrier;
  readonly #wheel = new TimingWheel({ tickMs: WHEEL_MS, slotCount: 256, nowMs: 0 });

  constructor(createCarrier: (node: string, world: ManualBuses) => Carrier) {
    this.#createCarrier = (node) => createCarrier(node, this);
    this.clock.every(WHEEL_MS, () => this.#wheel.advance(this.clock.monotonicMs()));
  }

  open(node: string): Promise<Bus> {
    const counters = new Counters();
    const { clock, lines } = this;
    const later = (callback: () => void): void => void clock.after(0, callback);
    const carrier = this.#createCarrier(node);
    const bus = new Bus({ carrier, node, clock, wheel: this.#wheel, log: silent(lines), counters, later });
    this.#counters.set(bus, counters);
    return Promise.resolve(bus);
  }

  counts(bus: Bus): Readonly<Record<string, number>> {
    return this.#counters.get(bus)?.snapshot() ?? {};
  }

  async until(isDone: () => boolean): Promise<void> {
    for (let step = 0; !isDone(); step++) {
      if (step > STEPS_MAX) throw new Error('it does not come to that');
      await this.advance(STEP_MS);
    }
  }

  async advance(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.clock.advance(Math.min(STEP_MS, leftMs));
      for (let round = 0; round < 10; round++) await Promise.resolve();
    }
  }

  settle(): Promise<void> {
    return this.advance(100);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export function memoryBuses(): ManualBuses {
  let hub: MemoryHub | null = null;
  return new ManualBuses((_node, { clock }) => {
    hub ??= new MemoryHub(new SeededRandom(1), (callback) => void clock.after(0, callback));
    return hub.createCarrier();
  });
}

export function simulatedBuses(links: Map<string, ReturnType<SimulatedNetwork['link']>> = new Map()): ManualBuses {
  let network: SimulatedNetwork | null = null;
  return new ManualBuses((node, { clock }) => {
    network ??= new SimulatedNetwork({ clock, random: new SeededRandom(1), delayMsMin: 1, delayMsMax: 20 });
    const link = network.link(new SimulatedClock(clock));
    links.set(node, link);
    return link;
  });
}

/** The server that the tests use. */
export const NATS_URL = process.env['JADEGATE_TEST_NATS'] ?? 'nats://127.0.0.1:4222';

/** Whether it answers. Without it the tests are skipped with one loud line; under CI they are required. */
export async function isNatsThere(): Promise<boolean> {
  const link = new NatsLink({ url: NATS_URL, name: 'jadegate-test' }, { clock: systemClock, random: systemRandom });
  const answer = Promise.withResolvers<string | null>();
  link.use({ connected: () => answer.resolve(null), disconnected: (reason) => answer.resolve(reason) });
  const reason = await answer.promise;
  await link.close();
  if (reason === null) return true;
  if (process.env['CI'] === 'true') throw new Error(`NATS does not answer at ${NATS_URL}: ${reason}`);
  console.error(`NATS DOES NOT ANSWER: its tests are skipped (JADEGATE_TEST_NATS names a server): ${reason}`);
  return false;
}

/** A name that no other run uses. */
export function uniqueName(purpose: string): string {
  return `test-${purpose}-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Buses over NATS, under a name of their own. */
export class NatsBuses implements BusWorld {
  readonly lines: string[] = [];
  readonly #cluster = uniqueName('bus');
  readonly #url: string;
  readonly #counters = new Map<Bus, Counters>();
  readonly #wheel = new TimingWheel({ tickMs: WHEEL_MS, slotCount: 256, nowMs: systemClock.monotonicMs() });
  readonly #cancel: () => void;

  constructor(url = NATS_URL) {
    this.#url = url;
    this.#cancel = systemClock.every(WHEEL_MS, () => this.#wheel.advance(systemClock.monotonicMs()));
  }

  async open(node: string): Promise<Bus> {
    const counters = new Counters();
    const link = new NatsLink({ url: this.#url, name: node }, { clock: systemClock, random: systemRandom });
    const bus = new Bus({
      carrier: new NatsCarrier(link, `jadegate.${this.#cluster}.r.${node}`),
      node,
      cluster: this.#cluster,
      clock: systemClock,
      wheel: this.#wheel,
      log: silent(this.lines),
      counters,
      later: setImmediate,
    });
    this.#counters.set(bus, counters);
    await this.until(() => bus.isConnected);
    return bus;
  }

  counts(bus: Bus): Readonly<Record<string, number>> {
    return this.#counters.get(bus)?.snapshot() ?? {};
  }

  async until(isDone: () => boolean): Promise<void> {
    const startMs = systemClock.monotonicMs();
    while (!isDone()) {
      if (systemClock.monotonicMs() - startMs > 30_000) throw new Error('it does not come to that');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** What was sent before has reached the server, and what the server sent before has reached the others. */
  async settle(): Promise<void> {
    for (const bus of this.#counters.keys()) {
      if (!bus.isConnected) continue;
      // A call that the server itself refuses comes behind all else.
      await bus.call('n.nobody-here' as never, 'settle', { body: new Uint8Array(0) }).catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#counters.keys()].map((bus) => bus.close()));
    this.#cancel();
  }
}
