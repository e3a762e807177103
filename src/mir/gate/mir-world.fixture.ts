// A gate on a simulated network, with a scripted server behind it and raw clients in front of it.
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import {
  createReactor,
  type Io,
  IoEvent,
  type NetworkOptions,
  type Reactor,
  SimulatedNetwork,
  type SocketId,
} from '../../reactor/index.ts';
import type { DialectName } from '../names/index.ts';
import { createPlainCodec, dialectOf, encodeMessage, type GateKind } from '../wire/index.ts';
import type { MirGateOptions, MirGateParts } from './gate-options.ts';
import { MirGate } from './mir-gate.ts';

const GATE = '10.0.0.1';
const SERVER = '10.0.0.2';
export const GATE_PORT = 7100;
const SERVER_PORT = 5100;

const plain = createPlainCodec();

/** A client's frame with this ident and text. */
export function clientFrame(digit: number, ident: number, text = ''): string {
  return `#${digit}${serverFrame(ident, text).slice(1)}`;
}

export function serverFrame(ident: number, text = ''): string {
  const code = encodeMessage(plain, { ident }, Buffer.from(text, 'latin1'));
  return `#${Buffer.from(code).toString('latin1')}!`;
}

/** What the gate's options are where a test says nothing. */
export function optionsOf(dialect: DialectName = 'DM', kind: GateKind = 'selgate'): MirGateOptions {
  return {
    kind,
    dialect: dialectOf(dialect),
    codec: plain,
    hasFlowControl: dialectOf(dialect).hasFlowControl,
    listen: { host: GATE, port: GATE_PORT },
    server: { host: SERVER, port: SERVER_PORT },
    gateAddress: GATE,
    connectionsMax: 20_000,
    connectionsPerAddressMax: 10,
    connectRate: { perSecond: 5, burst: 20 },
    frameRate: { perSecond: 10, burst: 20 },
    frameBytesMax: 1024,
    idleMs: 60_000,
    lifeMs: 3_600_000,
    onAbuse: 'close',
    blockMs: 60_000,
    whenDown: 'refuse',
    holdMs: 10_000,
    holdCountMax: 1_000,
    keepaliveMs: 2_000,
    silentMs: 10_000,
    backoff: { minMs: 1_000, maxMs: 16_000 },
  };
}

/** One end of a connection that says exactly what the test says. */
export class Peer {
  text = '';
  isOpen = false;
  isEnded = false;
  isClosed = false;
  readonly #io: Io;
  readonly #socket: SocketId;

  constructor(io: Io, socket: SocketId) {
    this.#io = io;
    this.#socket = socket;
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.#io.write(this.#socket, bytes, 0, bytes.length);
  }

  /** What came since the last call. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  end(): void {
    this.#io.end(this.#socket);
  }

  reset(): void {
    this.#io.destroy(this.#socket);
  }

  pause(): void {
    this.#io.pause(this.#socket);
  }

  resume(): void {
    this.#io.resume(this.#socket);
  }
}

/** All sockets of one machine as peers. */
export class Machine {
  readonly io: Io;
  readonly accepted: Peer[] = [];
  onText: ((peer: Peer) => void) | null = null;
  readonly #peers = new Map<SocketId, Peer>();

  constructor(io: Io) {
    this.io = io;
    io.start((turn) => {
      for (let row = 0; row < turn.count; row++) {
        const socket = turn.socket[row] ?? 0;
        const event = turn.event[row];
        if (event === IoEvent.accepted) this.accepted.push(this.peerOf(socket));
        const peer = this.peerOf(socket);
        const offset = turn.offset[row] ?? 0;
        if (event === IoEvent.accepted || event === IoEvent.connected) peer.isOpen = true;
        if (event === IoEvent.received) {
          const bytes = turn.arena.subarray(offset, offset + (turn.value[row] ?? 0));
          peer.text += Buffer.from(bytes).toString('latin1');
          this.onText?.(peer);
        }
        if (event === IoEvent.ended) {
          peer.isEnded = true;
          peer.end();
        }
        if (event === IoEvent.closed) {
          peer.isClosed = true;
          this.#peers.delete(socket);
        }
      }
    });
  }

  peerOf(socket: SocketId): Peer {
    const known = this.#peers.get(socket);
    if (known !== undefined) return known;
    const peer = new Peer(this.io, socket);
    this.#peers.set(socket, peer);
    return peer;
  }
}

export class MirWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly logged: string[] = [];
  readonly network: SimulatedNetwork;
  readonly reactor: Reactor;
  readonly gate: MirGate;
  /** Whether the server answers keepalives. */
  answersKeepalives = true;
  readonly #server: Machine;
  readonly #clients: Machine[] = [];
  readonly #options: MirGateOptions;
  #isServing = false;

  constructor(
    options: Partial<MirGateOptions> = {},
    more: {
      readonly parts?: Partial<MirGateParts>;
      readonly network?: Partial<NetworkOptions>;
      readonly seed?: number;
    } = {},
  ) {
    const { clock, counters } = this;
    const random = new SeededRandom(more.seed ?? 1);
    this.network = new SimulatedNetwork({ clock, random, delayMsMax: 2, ...more.network });
    const write = (text: string, fields: unknown): void => {
      this.logged.push(`${text} ${JSON.stringify(fields)}`);
    };
    const log: Logger = { ...silentLogger, info: write, warn: write, error: write };
    this.reactor = createReactor({ io: this.network.createIo({ address: GATE }), clock, counters, log });
    this.#options = { ...optionsOf(), ...options };
    this.gate = new MirGate(
      { reactor: this.reactor, clock, random, counters, log, blockListFile: null, ...more.parts },
      this.#options,
    );
    this.#server = new Machine(this.network.createIo({ address: SERVER }));
    this.#server.onText = (peer) => {
      if (!this.answersKeepalives) return;
      const before = peer.text;
      peer.text = before.replaceAll('%--$', '');
      for (let at = before.indexOf('%--$'); at >= 0; at = before.indexOf('%--$', at + 4)) peer.send('%++$');
    };
  }

  /** With a server, unless told otherwise, and settled. */
  static async start(...given: ConstructorParameters<typeof MirWorld>): Promise<MirWorld> {
    const world = new MirWorld(...given);
    await world.serve();
    await world.gate.start();
    world.settle();
    return world;
  }

  /** Opens the server's port. */
  async serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    await this.#server.io.listen({ host: SERVER, port: SERVER_PORT, backlog: 8 });
  }

  /** The server's end of the present link. */
  get link(): Peer {
    const peer = this.#server.accepted.at(-1);
    if (peer === undefined) throw new Error('the gate has connected');
    return peer;
  }

  get linkCount(): number {
    return this.#server.accepted.length;
  }

  /** A client that connects, from an address of its own unless one is given. */
  connect(
    address = `10.${1 + (this.#clients.length >> 14)}.${(this.#clients.length >> 6) & 255}.${1 + (this.#clients.length & 63)}`,
  ): Peer {
    const machine = new Machine(this.network.createIo({ address }));
    this.#clients.push(machine);
    return machine.peerOf(machine.io.connect({ host: GATE, port: GATE_PORT }));
  }

  /** A client that the server was told of, and its id. */
  join(address?: string): { readonly client: Peer; readonly id: number } {
    this.settle();
    this.link.take();
    const client = this.connect(address);
    this.settle();
    const id = Number(/^%[A-Z](\d+)\//.exec(this.link.take())?.[1]);
    return { client, id };
  }

  /** Lets everything arrive that is under way. */
  settle(): void {
    this.clock.advance(20);
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** `stop` of the reactor itself holds that no deadline and no buffer is left. */
  async stop(): Promise<void> {
    const stopped = this.gate.stop().then(() => this.reactor.stop());
    for (let round = 0; round < 120; round++) {
      await Promise.resolve();
      this.clock.advance(100);
    }
    await stopped;
  }
}
