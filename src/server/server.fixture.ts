// A whole server on a simulated network and a clock that moves when it is told to, and clients that send bytes: what a test
// needs to play any client, well behaved or not. Runs are replayed from their seed; nothing waits for real time.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom } from '../base/index.ts';
import type { GameModule } from '../gate/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { type NetworkOptions, SimulatedNetwork } from '../reactor/index.ts';
import type { MessageType } from '../wire/index.ts';
import { type ConfigInput, readConfig } from './config.ts';
import { ClientHub, type RawClient } from './raw-client.fixture.ts';
import { type Server, startServer } from './server.ts';

export interface WorldOptions {
  readonly seed?: number;
  /** On top of development in memory on a free port. */
  readonly config?: ConfigInput;
  readonly modules?: readonly GameModule[];
  readonly network?: Partial<NetworkOptions>;
}

const SERVER_ADDRESS = '10.0.0.1';
/** Simulated milliseconds after which what a test waits for does not come any more. */
const UNTIL_MS_MAX = 20_000;

export class ServerWorld {
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly server: Server;
  /** Warnings and errors. */
  readonly complaints: readonly string[];
  readonly #network: SimulatedNetwork;
  readonly #messages: readonly MessageType[];
  readonly #hubs = new Map<string, ClientHub>();
  #isStopped = false;

  private constructor(parts: {
    readonly clock: ManualClock;
    readonly counters: Counters;
    readonly server: Server;
    readonly complaints: readonly string[];
    readonly network: SimulatedNetwork;
    readonly messages: readonly MessageType[];
  }) {
    this.clock = parts.clock;
    this.counters = parts.counters;
    this.server = parts.server;
    this.complaints = parts.complaints;
    this.#network = parts.network;
    this.#messages = parts.messages;
  }

  static async start(options: WorldOptions = {}): Promise<ServerWorld> {
    const { seed = 1, config = {}, modules = [] } = options;
    const clock = new ManualClock();
    const counters = new Counters();
    const complaints: string[] = [];
    const network = new SimulatedNetwork({ clock, random: new SeededRandom(seed), delayMsMax: 1, ...options.network });
    const read = readConfig({ flags: { dev: true, inMemory: true, ...config, gate: { port: 0, ...config.gate } } });
    const server = await startServer({
      // Development is for this machine only; the simulated one has an address that its clients reach.
      config: { ...read, gate: { ...read.gate, host: SERVER_ADDRESS } },
      modules,
      clock,
      counters,
      random: new SeededRandom(seed + 1),
      io: network.createIo({ address: SERVER_ADDRESS }),
      log: collectingLogger(complaints),
    });
    const messages = [...new Set([...JADEGATE_MESSAGES, ...modules.flatMap((module) => module.messages)])];
    return new ServerWorld({ clock, counters, server, complaints, network, messages });
  }

  /** A client that connects; what it sends before it is connected waits. */
  connect(address = '10.0.0.2'): RawClient {
    let hub = this.#hubs.get(address);
    if (hub === undefined) {
      hub = new ClientHub(this.#network.createIo({ address }), {
        endpoint: this.server.endpoint,
        messages: this.#messages,
        until: (condition, what) => this.until(condition, what),
      });
      this.#hubs.set(address, hub);
    }
    return hub.connect();
  }

  count(name: string, reason?: string): number {
    return this.counters.counter(name, reason).value;
  }

  /** Moves time on, a millisecond a step, until `condition` holds. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const startMs = this.clock.monotonicMs();
    while (!condition()) {
      assert.ok(this.clock.monotonicMs() - startMs < UNTIL_MS_MAX, `in time: ${what}`);
      this.clock.advance(1);
      await setImmediate();
    }
  }

  /** Lets `ms` pass, a second at most at a time, so that the store's answers come in between. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 1_000) {
      this.clock.advance(Math.min(leftMs, 1_000));
      for (let turn = 0; turn < 4; turn++) await setImmediate();
    }
  }

  /** Nobody is left: no session, account, role or connection. */
  async assertEmpty(): Promise<void> {
    const { gate } = this.server;
    await this.until(() => gate.sessionCount === 0, 'every session leaves');
    assert.deepEqual([gate.directory.accountCount, [...gate.directory.roles()].length], [0, 0]);
  }

  /** Stops the server, and then the network; once more does nothing. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    let isStopped = false;
    const stopped = this.server.stop().then(() => {
      isStopped = true;
    });
    await this.until(() => isStopped, 'the server stops');
    await stopped;
    for (const hub of this.#hubs.values()) await hub.stop();
  }
}

/** Runs `body` in a world of its own, which is left empty and stopped. */
export async function inWorld(options: WorldOptions, body: (world: ServerWorld) => Promise<void>): Promise<void> {
  const world = await ServerWorld.start(options);
  await body(world);
  await world.stop();
  await world.assertEmpty();
}

function collectingLogger(lines: string[]): Logger {
  const collect = (message: string): void => {
    lines.push(message);
  };
  const logger: Logger = { debug: () => {}, info: () => {}, warn: collect, error: collect, child: () => logger };
  return logger;
}
