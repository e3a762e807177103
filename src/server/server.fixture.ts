// A whole server and clients that send bytes: what a test needs to play any client, well behaved or not. The clock moves when it
// is told to, so nothing waits for real time. The network is a simulated one, and runs are replayed from their seed; or it is this
// machine's, over the body that is named.
import assert from 'node:assert/strict';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom } from '../base/index.ts';
import type { AnyModule } from '../gate/index.ts';
import type { BuiltInName } from '../modules/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createDefaultIo, createNodeIo, type Io, type NetworkOptions, SimulatedNetwork } from '../reactor/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ClientHub, type RawClient, type RawClientOptions, type Transport } from './raw-client.fixture.ts';
import { type Server, startServer } from './server.ts';
import { type ConfigInput, modulesOf, readConfig } from './settings/index.ts';

/** What the server's sockets stand on. */
export type WorldBody = 'simulated' | 'native' | 'node';

export interface WorldOptions {
  readonly seed?: number;
  /** `simulated` when left out. On the others every client has the address of this machine. */
  readonly body?: WorldBody;
  /** Of clients that name none. */
  readonly transport?: Transport;
  /** On top of development in memory on a free port. */
  readonly config?: ConfigInput;
  readonly modules?: readonly AnyModule[];
  /** Modules of jadegate that are left out. */
  readonly without?: readonly BuiltInName[];
  /** Settings of the modules of the game. */
  readonly game?: Readonly<Record<string, unknown>>;
  readonly network?: Partial<NetworkOptions>;
}

const SERVER_ADDRESS = '10.0.0.1';
/** Milliseconds, of the simulation or real ones, after which what a test waits for does not come any more. */
const UNTIL_MS_MAX = 20_000;
/** Milliseconds of the simulation that may pass in no time. */
const AHEAD_MS_MAX = 500;
/** Rounds of the loop in which all that was sent on this machine has arrived. */
const ROUNDS_TO_ARRIVE = 6;

export class ServerWorld {
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly server: Server;
  /** Warnings and errors. */
  readonly complaints: readonly string[];
  readonly isReal: boolean;
  readonly transport: Transport;
  readonly #createIo: (address: string) => Io;
  readonly #messages: readonly MessageType[];
  readonly #hubs = new Map<string, ClientHub>();
  readonly #clients: RawClient[] = [];
  #isStopped = false;

  private constructor(parts: {
    readonly clock: ManualClock;
    readonly counters: Counters;
    readonly server: Server;
    readonly complaints: readonly string[];
    readonly isReal: boolean;
    readonly transport: Transport;
    readonly createIo: (address: string) => Io;
    readonly messages: readonly MessageType[];
  }) {
    this.clock = parts.clock;
    this.counters = parts.counters;
    this.server = parts.server;
    this.complaints = parts.complaints;
    this.isReal = parts.isReal;
    this.transport = parts.transport;
    this.#createIo = parts.createIo;
    this.#messages = parts.messages;
  }

  static async start(options: WorldOptions = {}): Promise<ServerWorld> {
    const {
      seed = 1,
      config = {},
      game = {},
      modules = [],
      without = [],
      body = 'simulated',
      transport = 'tcp',
    } = options;
    const isReal = body !== 'simulated';
    const clock = new ManualClock();
    const counters = new Counters();
    const complaints: string[] = [];
    const network = new SimulatedNetwork({ clock, random: new SeededRandom(seed), delayMsMax: 1, ...options.network });
    const flags = { dev: true, inMemory: true, ...config, ...game, gate: { port: 0, ...config.gate } };
    const read = readConfig({ flags }, modulesOf({ modules, without }));
    const log = collectingLogger(complaints);
    const server = await startServer({
      // Development is for this machine only; the simulated one has an address that its clients reach.
      config: isReal ? read : { ...read, gate: { ...read.gate, host: SERVER_ADDRESS } },
      modules,
      without,
      clock,
      counters,
      random: new SeededRandom(seed + 1),
      io: isReal ? createDefaultIo({ body, counters, log }) : network.createIo({ address: SERVER_ADDRESS }),
      log,
    });
    const messages = [...new Set([...JADEGATE_MESSAGES, ...modules.flatMap((module) => module.messages)])];
    const createIo = (address: string): Io =>
      isReal ? createNodeIo({ counters: new Counters() }) : network.createIo({ address });
    return new ServerWorld({ clock, counters, server, complaints, isReal, transport, createIo, messages });
  }

  /** The network of the machine with this address, for clients that bring their own reactor. */
  createIo(address: string): Io {
    return this.#createIo(address);
  }

  /** A client that connects; what it sends before it is connected waits. */
  connect(address = '10.0.0.2', options: RawClientOptions = {}): RawClient {
    let hub = this.#hubs.get(address);
    if (hub === undefined) {
      hub = new ClientHub(this.#createIo(address), {
        endpoint: this.server.endpoint,
        messages: this.#messages,
        until: (condition, what) => this.until(condition, what),
      });
      this.#hubs.set(address, hub);
    }
    const client = hub.connect({ transport: this.transport, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Sessions that were closed, by reason. */
  closedSessions(): ReadonlyMap<string, number> {
    const counts = Object.entries(this.counters.snapshot());
    const named = counts.map(([name, count]) => [/^sessions_closed\{(.*)\}$/.exec(name)?.[1] ?? '', count] as const);
    return new Map(named.filter(([reason]) => reason !== ''));
  }

  count(name: string, reason?: string): number {
    return this.counters.counter(name, reason).value;
  }

  /** Waits until `condition` holds. Simulated time moves on, a millisecond a step; on real sockets the clock stands still. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const now = (): number => (this.isReal ? performance.now() : this.clock.monotonicMs());
    const startMs = now();
    while (!condition()) {
      const passedMs = now() - startMs;
      assert.ok(passedMs < UNTIL_MS_MAX, `in time: ${what}`);
      if (!this.isReal) this.clock.advance(1);
      // Threads answer in real time: simulated time does not run ahead of it for long.
      await (passedMs < AHEAD_MS_MAX ? setImmediate() : setTimeout(1));
    }
  }

  /** Lets `ms` pass, a second at most at a time, so that the store's answers come in between. */
  async pass(ms: number): Promise<void> {
    if (this.isReal) await this.#arrive();
    for (let leftMs = ms; leftMs > 0; leftMs -= 1_000) {
      this.clock.advance(Math.min(leftMs, 1_000));
      for (let turn = 0; turn < ROUNDS_TO_ARRIVE; turn++) await setImmediate();
    }
  }

  /** Real sockets need no time of the clock's for what was begun: it is there before the clock moves on. */
  async #arrive(): Promise<void> {
    await this.until(() => this.#clients.every(({ isConnected, isClosed }) => isConnected || isClosed), 'connecting');
    const connected = this.#clients.filter(({ isConnected }) => isConnected).length;
    await this.until(() => this.count('connections_accepted') >= connected, 'every client is accepted');
    for (let turn = 0; turn < ROUNDS_TO_ARRIVE; turn++) await setImmediate();
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
    await this.until(() => {
      // Peers that never end their side are given up in time.
      if (this.isReal) this.clock.advance(10);
      return isStopped;
    }, 'the server stops');
    await stopped;
    for (const hub of this.#hubs.values()) await hub.stop();
  }
}

/** Runs `body` in a world of its own, which is left empty and stopped. */
export async function inWorld(options: WorldOptions, body: (world: ServerWorld) => Promise<void>): Promise<void> {
  const world = await ServerWorld.start(options);
  try {
    await body(world);
  } finally {
    await world.stop();
  }
  await world.assertEmpty();
}

function collectingLogger(lines: string[]): Logger {
  const collect = (message: string): void => {
    // Development also names what it refused of a client; that is no complaint about the server.
    if (!/: (?:it was ignored|the session is closed)$/.test(message)) lines.push(message);
  };
  const logger: Logger = { debug: () => {}, info: () => {}, warn: collect, error: collect, child: () => logger };
  return logger;
}
