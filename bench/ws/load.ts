// Load for a WebSocket echo server, on our own reactor: connections that each keep a number of binary messages under way. What
// is sent is masked once and sent again, so that the load is lighter than the server.
import { Counters, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts';
import { type Connection, createNodeIo, createReactor, type Reactor } from '../../src/reactor/index.ts';
import { applyMask, createWebSocket, UpgradeRequest } from '../../src/wire/index.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Messages of one connection that are under way at once. */
  readonly outstanding: number;
  readonly payloadBytes: number;
}

const HOST = '127.0.0.1';

export class Load {
  readonly #reactor: Reactor;
  readonly #frame: Uint8Array;
  #messages = 0;

  private constructor(options: LoadOptions) {
    const counters = new Counters();
    this.#reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
    this.#frame = frameOf(options.payloadBytes);
  }

  /** Connects and starts sending. */
  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load(options);
    await Promise.all(Array.from({ length: options.connections }, () => load.#open(options)));
    return load;
  }

  /** Messages that came back so far. */
  get messages(): number {
    return this.#messages;
  }

  stop(): Promise<void> {
    return this.#reactor.stop();
  }

  #open({ port, outstanding }: LoadOptions): Promise<void> {
    const frame = this.#frame;
    const framing = createWebSocket({ end: { kind: 'client', random: systemRandom } });
    const say = (connection: Connection): void => {
      connection.sendRaw(frame, 0, frame.length);
    };
    return new Promise((resolve, reject) => {
      this.#reactor.connect({
        host: HOST,
        port,
        framing,
        lingerMs: 100,
        upgrade: new UpgradeRequest({ host: `${HOST}:${port}`, path: '/' }, systemRandom),
        handler: (connection) => ({
          opened: () => {
            for (let sent = 0; sent < outstanding; sent++) say(connection);
            resolve();
          },
          frame: () => {
            this.#messages++;
            say(connection);
          },
          closed: (reason) => reject(new Error(`the server closed a connection: ${reason}`)),
        }),
      });
    });
  }
}

function frameOf(payloadBytes: number): Uint8Array {
  const framing = createWebSocket({ end: { kind: 'client', random: systemRandom } });
  const frame = new Uint8Array(framing.headBytesMax + payloadBytes);
  const headBytes = framing.writeHead(frame, payloadBytes);
  applyMask(frame, headBytes, headBytes + payloadBytes);
  return frame.subarray(0, headBytes + payloadBytes);
}
