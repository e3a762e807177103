// A small server on a simulated network: a script answers each message, rightly or wrongly, as the test needs. Time is
// a manual clock's, so nothing waits and each run is the same. For tests of clients.
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import {
  type Connection,
  createReactor,
  type Io,
  type NetworkOptions,
  type Reactor,
  SimulatedNetwork,
} from '../reactor/index.ts';
import {
  createLength16,
  createRegistry,
  decode,
  encodePacket,
  type Layout,
  type MessageType,
  PacketWriter,
} from '../wire/index.ts';

/** Simulated milliseconds after which `until` gives up. */
const HANG_MS_MAX = 3_600_000;
/** How many promises may depend on one another within one simulated millisecond. */
const PROMISE_DEPTH_MAX = 24;
const SERVER_ADDRESS = '10.0.0.1';
const PORT = 8001;

export interface ScriptedMessage {
  readonly type: MessageType;
  readonly value: unknown;
}

/** Answers one message of one session. */
export type Script = (session: ScriptedSession, message: ScriptedMessage) => void;

export interface ScriptedServerOptions extends Partial<Omit<NetworkOptions, 'clock' | 'random'>> {
  readonly script: Script;
  readonly seed?: number;
  readonly layout?: Layout;
}

/** One client's connection, as the script sees it. */
export class ScriptedSession {
  /** Counts up from 0. */
  readonly number: number;
  /** All messages from the client. */
  readonly said: ScriptedMessage[] = [];
  readonly clock: ManualClock;
  /** Data that the script keeps about this client. */
  account = '';
  readonly #connection: Connection;
  readonly #layout: Layout;
  readonly #writer = new PacketWriter();

  constructor(
    connection: Connection,
    options: { readonly number: number; readonly layout: Layout; readonly clock: ManualClock },
  ) {
    this.#connection = connection;
    this.number = options.number;
    this.clock = options.clock;
    this.#layout = options.layout;
  }

  send<M>(type: MessageType<M>, value: M): void {
    this.#writer.reset();
    encodePacket(this.#writer, this.#layout, { type, value });
    this.sendPacket(this.#writer.bytes.subarray(0, this.#writer.length));
  }

  sendPacket(packet: Uint8Array): void {
    this.#connection.send(packet, 0, packet.length);
  }

  /** Sends bytes without a frame. */
  sendRaw(bytes: Uint8Array): void {
    this.#connection.sendRaw(bytes, 0, bytes.length);
  }

  close(): void {
    this.#connection.close();
  }

  reset(): void {
    this.#connection.destroy();
  }
}

export class ScriptedServer {
  readonly clock = new ManualClock();
  /** In the order in which they connected. */
  readonly sessions: ScriptedSession[] = [];
  readonly url = `tcp://${SERVER_ADDRESS}:${PORT}`;
  /** For the clients: another machine on the same network. */
  readonly clientIo: Io;
  readonly clientReactor: Reactor;
  readonly #reactor: Reactor;
  readonly #options: ScriptedServerOptions;
  readonly #registry = createRegistry(JADEGATE_MESSAGES);

  private constructor(options: ScriptedServerOptions) {
    const { script: _, seed = 1, layout: __, ...network } = options;
    const { clock } = this;
    this.#options = options;
    const simulated = new SimulatedNetwork({ clock, random: new SeededRandom(seed), ...network });
    const reactorOf = (io: Io): Reactor => createReactor({ io, clock, counters: new Counters(), log: silentLogger });
    this.clientIo = simulated.createIo({ address: '10.0.0.2' });
    this.clientReactor = reactorOf(simulated.createIo({ address: '10.0.0.3' }));
    this.#reactor = reactorOf(simulated.createIo({ address: SERVER_ADDRESS }));
  }

  static async open(options: ScriptedServerOptions): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    await server.#listen();
    return server;
  }

  /** Moves time until `promise` is settled; returns its value or throws its error. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.#flush();
    const endMs = this.clock.monotonicMs() + HANG_MS_MAX;
    while (!isSettled) {
      if (this.clock.monotonicMs() > endMs) throw new Error(`nothing came in ${HANG_MS_MAX} simulated milliseconds`);
      await this.pass(1);
    }
    return await promise;
  }

  /** Moves time by `ms`, one millisecond at a time, and lets promises settle in between. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      this.clock.advance(1);
      await this.#flush();
    }
  }

  async stop(): Promise<void> {
    await this.until(Promise.all([this.clientReactor.stop(), this.#reactor.stop()]));
  }

  async #flush(): Promise<void> {
    for (let depth = 0; depth < PROMISE_DEPTH_MAX; depth++) await Promise.resolve();
  }

  async #listen(): Promise<void> {
    await this.#reactor.listen({
      endpoint: { host: SERVER_ADDRESS, port: PORT },
      framing: createLength16(),
      handler: (connection) => {
        const { layout = 'packed', script } = this.#options;
        const session = new ScriptedSession(connection, { number: this.sessions.length, layout, clock: this.clock });
        this.sessions.push(session);
        return {
          frame: (bytes, start, end) => {
            const message = decode(this.#registry, { layout, bytes, start, end });
            if (message.kind === 'malformed') throw new Error(`a client sent ${message.field}: ${message.rule}`);
            session.said.push(message);
            script(session, message);
          },
          closed: () => {},
        };
      },
    });
  }
}
