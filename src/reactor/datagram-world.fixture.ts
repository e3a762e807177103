// A datagram endpoint on a simulated network for tests, with clients, and with attackers that forge addresses.
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import type { DatagramEndpoint, DatagramEndpointOptions } from './datagram-endpoint.ts';
import { type DatagramNetworkOptions, SimulatedDatagramNetwork } from './datagram-io-simulated.ts';
import { openDatagramEndpoint } from './datagram-port.ts';
import { DatagramRecorder } from './datagram-recorder.fixture.ts';
import type { Endpoint } from './io.ts';

const SERVER = '10.0.0.1';

export class DatagramWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  /** Errors, in order. */
  readonly logged: string[] = [];
  readonly random = new SeededRandom(1);
  readonly network: SimulatedDatagramNetwork;
  readonly log: Logger = { ...silentLogger, error: (text) => void this.logged.push(text) };
  readonly io;

  constructor(options: Partial<DatagramNetworkOptions> = {}) {
    const { clock, random } = this;
    this.network = new SimulatedDatagramNetwork({ clock, random, delayMsMax: 0, ...options });
    this.io = this.network.createIo({ address: SERVER, counters: this.counters });
  }

  open(options: Omit<DatagramEndpointOptions, 'endpoint'>): Promise<DatagramEndpoint> {
    return openDatagramEndpoint(this, { ...options, endpoint: { host: SERVER, port: 7 } });
  }

  /** A client's machine, on its own port. */
  async client(address: string): Promise<DatagramRecorder> {
    const io = this.network.createIo({ address, counters: new Counters() });
    return await DatagramRecorder.bind(io, { host: address, port: 0, datagramBytesMax: 2000 });
  }

  /** The answers that one client gets for `text`. */
  ask(client: DatagramRecorder, text: string | Uint8Array): string[] {
    const before = client.received.length;
    client.send({ host: SERVER, port: 7 }, text);
    this.settle();
    return client.texts.slice(before);
  }

  forge(from: Endpoint, text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    this.network.forge({ from, to: { host: SERVER, port: 7 }, bytes });
  }

  /** Lets everything in flight arrive. */
  settle(): void {
    this.clock.advance(20);
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }
}
