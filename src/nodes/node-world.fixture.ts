// A game of several simulated processes: each with its clock, its link to the server, its bus, registry and actors, over one database.
import { ActorSystem, type AnyActor, type Output, type PartScope, type Recipients } from '../actor/index.ts';
import { Counters, type Logger, type ManualClock, type Random, SeededRandom, TimingWheel } from '../base/index.ts';
import { Bus } from '../bus/index.ts';
import { SimulatedClock } from '../bus/simulated-clock.fixture.ts';
import type { SimulatedLink, SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import { type MemoryBucket, Registry } from '../cluster/index.ts';
import { SimulatedKv } from '../cluster/kv-world.fixture.ts';
import type { MessageType } from '../wire/index.ts';
import { NodeActors } from './node-actors.ts';
import { NodeStore, type SharedDatabase } from './shared-database.fixture.ts';

const WHEEL_MS = 100;

export interface WorldParts {
  readonly clock: ManualClock;
  readonly network: SimulatedNetwork;
  readonly bucket: MemoryBucket;
  readonly database: SharedDatabase;
  readonly actors: readonly AnyActor[];
  readonly random: Random;
  /** A planted bug: nodes never seem to be dead. */
  readonly isImmortal?: boolean;
}

export interface NodeOptions {
  readonly name: string;
  readonly rate?: number;
  readonly wallOffsetMs?: number;
}

export class SimulatedNode {
  readonly name: string;
  readonly clock: SimulatedClock;
  readonly link: SimulatedLink;
  readonly registry: Registry;
  readonly nodeActors: NodeActors;
  readonly system: ActorSystem;
  readonly bus: Bus;
  readonly counters = new Counters();
  readonly lines: string[] = [];
  /** Roles that play here. */
  readonly playing = new Set<bigint>();
  readonly store: NodeStore;

  constructor(parts: WorldParts, options: NodeOptions) {
    const { clock: trueClock, network, bucket, database, actors, random, isImmortal = false } = parts;
    const { name, rate = 1, wallOffsetMs = 0 } = options;
    this.name = name;
    const clock = new SimulatedClock(trueClock, { rate, wallOffsetMs });
    this.clock = clock;
    this.link = network.link(clock);
    const { counters } = this;
    const log = this.#log();
    const wheel = new TimingWheel({ tickMs: WHEEL_MS, slotCount: 1_024, nowMs: clock.monotonicMs() });
    clock.every(WHEEL_MS, () => wheel.advance(clock.monotonicMs()));
    const later = (callback: () => void): void => void clock.after(0, callback);
    this.bus = new Bus({ carrier: this.link, node: `${name}-p`, clock, wheel, log, counters, later });
    this.registry = new Registry({
      kv: isImmortal ? new ImmortalKv(bucket, this.link) : new SimulatedKv(bucket, this.link),
      clock,
      log,
      facts: {
        process: `${name}-p`,
        name,
        version: '1',
        kinds: ['*'],
        startedMs: clock.wallMs(),
      },
      load: () => ({ players: this.playing.size, awake: this.system.ownerCount, playersAt: null }),
    });
    this.bus.whenChanged((isConnected) => this.registry.connection(isConnected));
    this.nodeActors = new NodeActors({ bus: this.bus, registry: this.registry, clock, log, counters });
    this.store = new NodeStore(database, `${name}-p`, { trueClock, clock, random });
    this.system = new ActorSystem({
      live: this.store,
      clock,
      random: new SeededRandom(random.below(1_000_000)),
      log,
      counters,
      wheel,
      timeZone: 'UTC',
      createOutput: () => new NoOutput(),
      isPlaying: (roleId) => this.playing.has(roleId),
      streamOf: () => null,
      later: queueMicrotask,
      remote: this.nodeActors,
    });
    const scope = {
      module: 'test',
      settings: {},
      clock,
      random,
      log,
      store: {},
      use: () => null,
    } as unknown as PartScope;
    for (const definition of actors) this.system.add(definition, scope);
    this.nodeActors.attach(this.system.entry);
  }

  async start(): Promise<void> {
    await this.registry.start();
    this.system.start();
  }

  async stop(): Promise<void> {
    await this.registry.stop();
    await this.system.stop();
    await this.bus.close();
    this.nodeActors.stop();
    this.store.stop();
  }

  /** As `kill -9`. */
  kill(): void {
    this.system.halt();
    this.clock.kill();
    this.link.breakDown();
  }

  #log(): Logger {
    const note = (message: string): void => {
      this.lines.push(message);
    };
    const log: Logger = { debug: note, info: note, warn: note, error: note, child: () => log };
    return log;
  }
}

class ImmortalKv extends SimulatedKv {
  override readonly ttlMs = 1_000_000;
}

class NoOutput implements Output {
  send<M>(_roleId: bigint, _type: MessageType<M>, _message: M): void {}
  sendAll<M>(_to: Recipients, _type: MessageType<M>, _message: M): void {}
  broadcast<M>(_type: MessageType<M>, _message: M): void {}
  flush(): void {}
  discard(): void {}
}
