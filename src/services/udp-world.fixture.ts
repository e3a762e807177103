// A UDP service on a simulated network for tests, and clients that send exactly the text of the test.
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { DatagramRecorder } from '../reactor/datagram-recorder.fixture.ts';
import { SimulatedDatagramNetwork } from '../reactor/index.ts';
import { PROOF_LINE_BYTES, padded } from './proof-words.ts';
import type { OpenPort, UdpService } from './service.ts';

const SERVER = { host: '10.0.0.1', port: 7007 };

export class UdpWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly random = new SeededRandom(1);
  readonly network = new SimulatedDatagramNetwork({ clock: this.clock, random: this.random, delayMsMax: 0 });
  #port: OpenPort | null = null;

  static async open(service: UdpService): Promise<UdpWorld> {
    const world = new UdpWorld();
    const { clock, counters, random, network } = world;
    const datagramIo = network.createIo({ address: SERVER.host, counters });
    const place = { endpoint: SERVER, isPortShared: false, body: 'auto' } as const;
    world.#port = await service.open(place, { clock, counters, random, log: silentLogger, datagramIo });
    return world;
  }

  get target(): { readonly host: string; readonly port: number } {
    return SERVER;
  }

  get connectionCount(): number {
    return this.#port?.connectionCount ?? 0;
  }

  async client(address: string): Promise<UdpClient> {
    const io = this.network.createIo({ address, counters: new Counters() });
    return new UdpClient(this, await DatagramRecorder.bind(io, { host: address, port: 0, datagramBytesMax: 65_507 }));
  }

  settle(): void {
    this.clock.advance(20);
  }

  count(name: string): number {
    return this.counters.snapshot()[name] ?? 0;
  }

  async stop(): Promise<void> {
    await this.#port?.stop(0);
  }
}

export class UdpClient {
  readonly recorder: DatagramRecorder;
  readonly #world: UdpWorld;
  #heard = 0;

  constructor(world: UdpWorld, recorder: DatagramRecorder) {
    this.#world = world;
    this.recorder = recorder;
  }

  send(text: string | Uint8Array): void {
    this.recorder.send(this.#world.target, text);
  }

  /** The datagrams since the last call. */
  heard(): string[] {
    const texts = this.recorder.texts.slice(this.#heard);
    this.#heard = this.recorder.received.length;
    return texts;
  }

  /** The answers to `text`. */
  ask(text: string | Uint8Array): string[] {
    this.heard();
    this.send(text);
    this.#world.settle();
    return this.heard();
  }

  prove(): string[] {
    return this.ask(this.ask(padded('hello', PROOF_LINE_BYTES)).join());
  }
}
