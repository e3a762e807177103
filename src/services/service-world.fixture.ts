// A service on a simulated network for tests, and peers that send exactly the bytes of the test.
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { type NetworkOptions, SimulatedNetwork } from '../reactor/index.ts';
import { IoRecorder } from '../reactor/io-recorder.fixture.ts';
import { RawPeer } from '../reactor/reactor-world.fixture.ts';
import { openService } from './open-service.ts';
import type { OpenPort, TcpService } from './service.ts';
import type { TcpTools } from './tcp-port.ts';

const SERVER = '10.0.0.1';

export class ServiceWorld {
  readonly clock: ManualClock;
  readonly counters: Counters;
  /** Warnings and errors, in order. */
  readonly logged: string[];
  readonly port: OpenPort;
  readonly #network: SimulatedNetwork;
  #peerCount = 0;

  private constructor(parts: Pick<ServiceWorld, 'clock' | 'counters' | 'logged' | 'port'>, network: SimulatedNetwork) {
    this.clock = parts.clock;
    this.counters = parts.counters;
    this.logged = parts.logged;
    this.port = parts.port;
    this.#network = network;
  }

  static async open(
    service: TcpService,
    options: Partial<NetworkOptions> & Pick<TcpTools, 'owner'> = {},
  ): Promise<ServiceWorld> {
    const { owner, ...rest } = options;
    const clock = new ManualClock();
    const counters = new Counters();
    const random = new SeededRandom(1);
    const logged: string[] = [];
    const write = (text: string): void => {
      logged.push(text);
    };
    const log: Logger = { ...silentLogger, warn: write, error: write };
    const network = new SimulatedNetwork({ clock, random, delayMsMax: 0, ...rest });
    const io = network.createIo({ address: SERVER });
    const place = { endpoint: { host: SERVER, port: 0 }, isPortShared: false, body: 'auto' } as const;
    const tools = { clock, counters, random, log, io, ...(owner === undefined ? {} : { owner }) };
    return new ServiceWorld({ clock, counters, logged, port: await openService(service, place, tools) }, network);
  }

  peer(): RawPeer {
    this.#peerCount++;
    const recorder = new IoRecorder(this.#network.createIo({ address: `10.1.0.${this.#peerCount}` }));
    const peer = new RawPeer(recorder, recorder.connect(this.port.endpoint));
    this.settle();
    return peer;
  }

  /** Lets everything in flight arrive. */
  settle(): void {
    this.clock.advance(20);
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  /** The answers that one peer gets for `text`, sent in the given pieces. */
  ask(pieces: readonly string[]): string {
    const peer = this.peer();
    for (const piece of pieces) {
      peer.send(piece);
      this.settle();
    }
    peer.end();
    this.settle();
    return peer.text;
  }

  /** Stops; the reactor asserts that no deadline and no buffer is left. */
  async stop(drainMs = 0): Promise<void> {
    const stopped = this.port.stop(drainMs);
    for (let round = 0; round < 100; round++) {
      await Promise.resolve();
      this.clock.advance(100);
    }
    await stopped;
  }
}

/** `text` cut in two at every offset, and into single characters. */
export function cutsOf(text: string): (readonly string[])[] {
  const cuts = Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);
  return [...cuts, [...text]];
}
