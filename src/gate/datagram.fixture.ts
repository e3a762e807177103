// Clients with datagrams for tests of a gate: a gate with a port on a simulated network, and clients that speak the protocol by hand.
import assert from 'node:assert/strict';
import { Counters, SeededRandom } from '../base/index.ts';
import { createDatagramSigner, PEER_BYTES, peerOf, SimulatedDatagramNetwork } from '../reactor/index.ts';
import {
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_TAG_BYTES,
  type DatagramSigner,
  HELLO_BODY_BYTES,
  kindOfDatagram,
  type MessageType,
  numberOfDatagram,
  PacketWriter,
  readDatagramPackets,
} from '../wire/index.ts';
import type { DatagramOptions } from './datagram-options.ts';
import { GateWorld, type Numbered, type Peer, testMessage } from './gate.fixture.ts';
import { UdpAskC2s, UdpOfferS2c, UdpState } from './gate.messages.ts';
import type { GateOptions } from './gate.ts';
import type { AnyModule } from './module.ts';

export const SERVER = '10.0.0.1';
export const PORT = 8_002;

const loose = { isDatagram: true } as const;
export const Aim = testMessage({ id: 61_300, name: 'aim_c2s', states: ['gaming'], delivery: 'latest', ...loose });
export const Shout = testMessage({
  ...{ id: 61_301, name: 'shout_c2s', states: ['gaming'], delivery: 'droppable', ...loose },
  rate: { perSecond: 1, burst: 2 },
});
export const Firm = testMessage({ id: 61_302, name: 'firm_c2s', states: ['gaming'] });
export const Where = testMessage({
  ...{ id: 61_303, name: 'where_s2c', states: [], delivery: 'latest', isKeyed: true, ...loose },
});
export const Flash = testMessage({ id: 61_304, name: 'flash_s2c', states: [], delivery: 'droppable', ...loose });
export const News = testMessage({ id: 61_305, name: 'news_s2c', states: [] });

export class DatagramGate extends GateWorld {
  readonly network: SimulatedDatagramNetwork;
  readonly io;

  constructor(options: Partial<GateOptions> & { readonly modules: readonly AnyModule[] }) {
    super(options);
    this.network = new SimulatedDatagramNetwork({ clock: this.clock, random: new SeededRandom(1), delayMsMax: 0 });
    this.io = this.network.createIo({ address: SERVER, counters: this.counters });
  }

  listenDatagrams(options: Partial<DatagramOptions> = {}): Promise<unknown> {
    const usual = { host: SERVER, port: PORT, ports: 1, advertisedHost: '', advertisedPort: null };
    return this.gate.listenDatagrams(this.io, { ...usual, ...options });
  }

  /** Lets all that is on its way arrive. */
  override async pass(ms = 1): Promise<void> {
    await this.settle();
    this.clock.advance(ms);
    await this.settle();
  }

  /** A client that has asked, and was offered a channel. */
  async offered(peer: Peer): Promise<TestChannel> {
    peer.say(UdpAskC2s, {});
    const { name, value } = peer.heard.at(-1) ?? assert.fail('nothing came');
    assert.equal(name, UdpOfferS2c.name);
    const channel = new TestChannel(this, value as UdpOfferS2c);
    await channel.bind('10.0.1.1');
    return channel;
  }

  /** The same, with its address proven. */
  async opened(peer: Peer): Promise<TestChannel> {
    const channel = await this.offered(peer);
    await channel.prove();
    const { name, value } = peer.heard.at(-1) ?? assert.fail('nothing came');
    assert.deepEqual([name, (value as UdpState).isOpen], [UdpState.name, true]);
    return channel;
  }
}

export interface TestDatagram {
  readonly kind: number;
  readonly number: number;
  readonly body: Uint8Array;
  readonly bytes: Uint8Array;
}

export class TestChannel {
  readonly offer: UdpOfferS2c;
  readonly got: TestDatagram[] = [];
  readonly signer: DatagramSigner;
  number = 0;
  #send: (bytes: Uint8Array) => void = () => {};
  readonly #world: DatagramGate;

  constructor(world: DatagramGate, offer: UdpOfferS2c) {
    this.#world = world;
    this.offer = offer;
    this.signer = createDatagramSigner(Uint8Array.from(offer.key), 'client');
  }

  /** From now on it sends from this address. */
  async bind(host: string): Promise<void> {
    const io = this.#world.network.createIo({ address: host, counters: new Counters() });
    const socket = await io.bind({ host, port: 0, datagramBytesMax: 2_000 }, (turn) => {
      for (let row = 0; row < turn.count; row++) {
        const start = turn.offset[row] as number;
        this.#took(turn.bytes.slice(start, start + (turn.length[row] as number)));
      }
    });
    const to = peerOf({ host: SERVER, port: PORT }) ?? new Uint8Array(PEER_BYTES);
    this.#send = (bytes) => {
      socket.stage(bytes, 0, bytes.length);
      socket.send(to, 0);
    };
  }

  /** The bytes of a datagram of this client; with the next number unless one is given. */
  datagram(kind: number, body: Uint8Array, number = ++this.number): Uint8Array {
    const end = DATAGRAM_HEAD_BYTES + body.length;
    const bytes = new Uint8Array(end + DATAGRAM_TAG_BYTES);
    const view = new DataView(bytes.buffer);
    bytes[0] = kind;
    view.setUint32(1, this.offer.channel);
    view.setUint32(5, number);
    bytes.set(body, DATAGRAM_HEAD_BYTES);
    this.signer.sign(bytes, 0, end);
    return bytes;
  }

  async send(bytes: Uint8Array): Promise<void> {
    this.#send(bytes);
    await this.#world.pass();
  }

  async hello(): Promise<Uint8Array> {
    await this.send(this.datagram(DATAGRAM_KIND.hello, new Uint8Array(HELLO_BODY_BYTES)));
    const challenge = this.got.at(-1) ?? assert.fail('no challenge came');
    assert.equal(challenge.kind, DATAGRAM_KIND.challenge);
    return challenge.body;
  }

  async prove(): Promise<void> {
    await this.send(this.datagram(DATAGRAM_KIND.prove, await this.hello()));
  }

  /** Sends messages in one datagram. */
  async say(...messages: readonly (readonly [type: MessageType<Numbered>, value: number])[]): Promise<void> {
    const writer = new PacketWriter();
    for (const [type, value] of messages) {
      const at = writer.skip(2);
      writer.patchUint16(writer.skip(2), type.id);
      type.packed.encode(writer, { value });
      writer.patchUint16(at, writer.length - at - 2);
    }
    await this.send(this.datagram(DATAGRAM_KIND.data, writer.toBytes()));
  }

  async report(highest: number, count: number): Promise<void> {
    const body = new Uint8Array(8);
    new DataView(body.buffer).setUint32(0, highest);
    new DataView(body.buffer).setUint32(4, count);
    await this.send(this.datagram(DATAGRAM_KIND.report, body));
  }

  /** Reports that all came. */
  async reportAll(): Promise<void> {
    await this.report(this.got.at(-1)?.number ?? 0, this.got.at(-1)?.number ?? 0);
  }

  /** The messages that came, as their names and values. */
  get heard(): string[] {
    return this.got.flatMap(({ kind, bytes }) => (kind === DATAGRAM_KIND.data ? this.#packetsOf(bytes) : []));
  }

  #packetsOf(bytes: Uint8Array): string[] {
    const heard: string[] = [];
    const body = { start: DATAGRAM_HEAD_BYTES, end: bytes.length - DATAGRAM_TAG_BYTES };
    const isWhole = readDatagramPackets(bytes, body, (_, start) => {
      const view = new DataView(bytes.buffer, start);
      const type = [Where, Flash, News].find(({ id }) => id === view.getUint16(0));
      heard.push(`${type?.name} ${view.getInt32(2)}`);
      return true;
    });
    assert.ok(isWhole);
    return heard;
  }

  #took(bytes: Uint8Array): void {
    assert.ok(this.signer.isSigned(bytes, 0, bytes.length), 'the server signs what it sends');
    const number = numberOfDatagram(bytes, 0);
    assert.ok(number > (this.got.at(-1)?.number ?? 0), 'numbers rise');
    const body = bytes.slice(DATAGRAM_HEAD_BYTES, -DATAGRAM_TAG_BYTES);
    this.got.push({ kind: kindOfDatagram(bytes, 0), number, body, bytes });
  }
}
