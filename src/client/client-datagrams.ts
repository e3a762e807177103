// The client's side of the channel for datagrams. It asks for a channel on each link, proves its address, and from then on sends and takes
// messages that may be lost as datagrams. Where no datagram comes through, all goes by the link, and nobody notices.
//
//   idle ─ask─▶ asked ─offered─▶ proving ─open─▶ open          A channel that ends is asked for again, after a wait that doubles.
//
// Invariants: a datagram is taken with a number above all before; what was kept of `latest` messages goes by the link when their keys
// rest, or when the channel ends.
import type { Cancel, Clock, Random } from '../base/plain.ts';
import { UdpAskC2s, type UdpOfferS2c, UdpState } from '../gate/gate.messages.ts';
import {
  DATAGRAM_COOKIE_BYTES,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_TAG_BYTES,
  DatagramSender,
  fitsDatagram,
  HELLO_BODY_BYTES,
  isDatagram,
  kindOfDatagram,
  type Layout,
  type MessageType,
  numberOfDatagram,
  REPORT_BODY_BYTES,
  RestingPackets,
  readDatagramPackets,
  TakenDatagrams,
  writeUint32,
} from '../wire/plain.ts';
import type { DatagramDialer, DatagramWay } from './datagram-link.ts';
import {
  DATAGRAM_AGAIN_MS,
  DATAGRAM_AGAIN_MS_MAX,
  DATAGRAM_DEAF_MS,
  DATAGRAM_HELLO_MS,
  DATAGRAM_HELLOS_MAX,
  DATAGRAM_REPORT_MS,
  DATAGRAM_REST_MS,
  DATAGRAM_TICK_MS,
  RESTING_BYTES_MAX,
  RESTING_COUNT_MAX,
} from './limits.ts';
import type { LinkEvent } from './link-event.ts';
import { isDatagramId, packetIdOf, readLinkWord } from './link-messages.ts';

/** What the channel needs of its session. */
export interface DatagramOwner {
  readonly clock: Clock;
  readonly random: Random;
  /** Sends a message about links over the present link. */
  say<M>(type: MessageType<M>, value: M): void;
  /** Sends bytes [0, length) over the link, or keeps them for the next one. */
  sendByLink(packet: Uint8Array, length: number): boolean;
  /** A packet of the server. */
  packet(bytes: Uint8Array, start: number, end: number): void;
  event(event: LinkEvent): void;
  /** The host at the other end of the present link; null when nobody knows. */
  linkHost(): string | null;
}

/** A message that may leave as a datagram. */
export interface LoosePacket {
  readonly type: MessageType;
  /** Of a `latest` message: what a newer one must share to replace it. */
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Of one channel. */
interface Channel {
  readonly number: number;
  way: DatagramWay | null;
  sender: DatagramSender | null;
  readonly taken: TakenDatagrams;
  isOpen: boolean;
  hellos: number;
  /** When the next hello is due. */
  helloMs: number;
  /** When the server was heard last. */
  heardMs: number;
  openedMs: number;
  reportedMs: number;
}

const HELLO = new Uint8Array(HELLO_BODY_BYTES);
const NO_REST = { countMax: RESTING_COUNT_MAX, bytesMax: RESTING_BYTES_MAX };

export class ClientDatagrams {
  readonly #dial: DatagramDialer;
  readonly #owner: DatagramOwner;
  readonly #report = new Uint8Array(REPORT_BODY_BYTES);
  readonly #resting = new RestingPackets(NO_REST);
  #hasLink = false;
  #channel: Channel | null = null;
  /** Channels in a row that were of no use. */
  #failures = 0;
  #cancelAsk: Cancel = () => {};
  #cancelTicks: Cancel | null = null;

  constructor(dial: DatagramDialer, owner: DatagramOwner) {
    this.#dial = dial;
    this.#owner = owner;
  }

  /** Whether messages leave as datagrams at the moment. */
  get isOpen(): boolean {
    return this.#channel?.isOpen === true;
  }

  // What the session reports.

  /** There is a link, and the client has signed in there. */
  linkUp(): void {
    if (this.#hasLink) return;
    this.#hasLink = true;
    this.#owner.say(UdpAskC2s, {});
  }

  /** The link is gone, and the channel with it. What was kept is sent by the next link. */
  linkDown(): void {
    this.#hasLink = false;
    this.#cancelAsk();
    this.#end('link');
  }

  close(): void {
    this.#hasLink = false;
    this.#cancelAsk();
    this.#drop();
  }

  /** Whether the packet of the link is about datagrams; then it is taken. */
  hear(layout: Layout, bytes: Uint8Array, range: { readonly start: number; readonly end: number }): boolean {
    if (!isDatagramId(packetIdOf(bytes, range.start, range.end))) return false;
    const word = readLinkWord(layout, bytes, range);
    if (word.kind === 'datagramOffer') this.offered(word.value);
    else if (word.kind === 'datagramState') this.told(word.value);
    return word.kind !== 'malformed';
  }

  offered({ channel: number, key, host, port }: UdpOfferS2c): void {
    if (!this.#hasLink) return;
    this.#end('replaced');
    const target = host === '' ? this.#owner.linkHost() : host;
    const nowMs = this.#owner.clock.monotonicMs();
    const channel: Channel = {
      number,
      way: null,
      sender: null,
      taken: new TakenDatagrams(),
      isOpen: false,
      hellos: 0,
      helloMs: nowMs,
      heardMs: nowMs,
      openedMs: nowMs,
      reportedMs: nowMs,
    };
    this.#channel = channel;
    if (target === null) {
      this.#giveUp();
      return;
    }
    const received = (bytes: Uint8Array, start: number, end: number): void => {
      if (this.#channel === channel) this.#received(channel, { bytes, start, end });
    };
    // The dialer reports all failures by null.
    void this.#dial({ host: target, port, channel: number, key: Uint8Array.from(key) }, received).then((way) => {
      if (this.#channel !== channel) way?.close();
      else if (way === null) this.#giveUp();
      else this.#begin(channel, way);
    });
  }

  told({ channel: number, isOpen, voidThrough }: UdpState): void {
    const channel = this.#channel;
    // Without a port the server says that there is no channel.
    if (channel?.number !== number) return;
    channel.taken.voidThrough(voidThrough);
    if (!isOpen) this.#end('server');
    else if (!channel.isOpen) this.#opened(channel);
  }

  // Output.

  /** Whether it took the message. */
  send(packet: LoosePacket): boolean {
    const channel = this.#channel;
    if (channel?.isOpen !== true || channel.sender === null) return false;
    const isLatest = packet.type.delivery === 'latest';
    const isTaken = !channel.sender.isSpent && fitsDatagram(packet.end - packet.start);
    if (!isTaken || (isLatest && !this.#resting.keep(packet, this.#owner.clock.monotonicMs()))) {
      this.#resting.drop(packet.type, packet.key);
      this.#settle(channel);
      return false;
    }
    const wasFilled = channel.sender.isFilled;
    channel.sender.add(packet.bytes, packet.start, packet.end);
    if (!wasFilled) queueMicrotask(() => channel.sender?.flush());
    return true;
  }

  /** What was sent so far is void behind what the link carries from now on. */
  #settle({ number, sender }: Channel): void {
    const voidThrough = sender?.voidAll() ?? null;
    if (voidThrough !== null) this.#owner.say(UdpState, { channel: number, isOpen: true, voidThrough });
  }

  // The life of a channel.

  #begin(channel: Channel, way: DatagramWay): void {
    channel.way = way;
    const transmit = (bytes: Uint8Array, length: number): void => way.send(bytes, length);
    channel.sender = new DatagramSender({ channel: channel.number, signer: way.signer, transmit });
    this.#cancelTicks ??= this.#owner.clock.every(DATAGRAM_TICK_MS, () => this.#tick());
    this.#tick();
  }

  #opened(channel: Channel): void {
    const nowMs = this.#owner.clock.monotonicMs();
    channel.isOpen = true;
    channel.openedMs = nowMs;
    channel.heardMs = nowMs;
    channel.reportedMs = nowMs;
    this.#owner.event({ kind: 'datagramsOpen' });
  }

  /** The channel is of no use: the server is told. */
  #giveUp(): void {
    const channel = this.#channel;
    if (channel === null) return;
    const voidThrough = channel.sender?.voidAll() ?? 0;
    this.#owner.say(UdpState, { channel: channel.number, isOpen: false, voidThrough });
    this.#end('deaf');
  }

  #end(why: 'deaf' | 'link' | 'replaced' | 'server'): void {
    const channel = this.#channel;
    if (channel === null) return;
    const wasOpen = channel.isOpen;
    this.#drop();
    for (const { bytes, length } of this.#resting.takeAll()) this.#owner.sendByLink(bytes, length);
    if (wasOpen) this.#owner.event({ kind: 'datagramsClosed', why });
    if (why === 'deaf' || why === 'server') this.#askLater(channel, wasOpen);
  }

  #drop(): void {
    this.#channel?.way?.close();
    this.#channel = null;
    this.#cancelTicks?.();
    this.#cancelTicks = null;
  }

  #askLater({ openedMs }: Channel, wasOpen: boolean): void {
    const { clock, random } = this.#owner;
    const isHealthy = wasOpen && clock.monotonicMs() - openedMs >= DATAGRAM_AGAIN_MS_MAX;
    this.#failures = isHealthy ? 0 : this.#failures + 1;
    const mostMs = Math.min(DATAGRAM_AGAIN_MS_MAX, DATAGRAM_AGAIN_MS * 2 ** (this.#failures - 1));
    this.#cancelAsk();
    this.#cancelAsk = clock.after(mostMs / 2 + random.below(Math.ceil(mostMs / 2)), () => {
      if (this.#hasLink) this.#owner.say(UdpAskC2s, {});
    });
  }

  // Time.

  #tick(): void {
    const channel = this.#channel;
    if (channel?.sender == null) return;
    const nowMs = this.#owner.clock.monotonicMs();
    if (channel.isOpen && nowMs - channel.heardMs >= DATAGRAM_DEAF_MS) {
      this.#giveUp();
      return;
    }
    // A new address of this client, such as behind a router that forgot the old one, is proven by a new hello.
    const isQuiet = !channel.isOpen || nowMs - channel.heardMs >= DATAGRAM_HELLO_MS;
    if (isQuiet && nowMs >= channel.helloMs && !this.#sayHello(channel, nowMs)) return;
    if (!channel.isOpen) return;
    if (nowMs - channel.reportedMs >= DATAGRAM_REPORT_MS) this.#sayReport(channel, nowMs);
    const rested = this.#resting.takeRested(nowMs - DATAGRAM_REST_MS);
    if (rested.length > 0) this.#settle(channel);
    for (const { bytes, length } of rested) this.#owner.sendByLink(bytes, length);
    if (channel.sender.isSpent) this.#giveUp();
  }

  /** False when the channel was given up. */
  #sayHello(channel: Channel, nowMs: number): boolean {
    if (!channel.isOpen && channel.hellos === DATAGRAM_HELLOS_MAX) {
      this.#giveUp();
      return false;
    }
    channel.sender?.flush();
    channel.sender?.send(DATAGRAM_KIND.hello, HELLO);
    // At first in quick succession, then each second.
    channel.helloMs = nowMs + Math.min(DATAGRAM_REPORT_MS, DATAGRAM_TICK_MS * 2 ** channel.hellos);
    channel.hellos = channel.isOpen ? channel.hellos : channel.hellos + 1;
    return true;
  }

  #sayReport(channel: Channel, nowMs: number): void {
    writeUint32(this.#report, 0, channel.taken.highest);
    writeUint32(this.#report, 4, channel.taken.count);
    channel.sender?.flush();
    channel.sender?.send(DATAGRAM_KIND.report, this.#report);
    channel.reportedMs = nowMs;
  }

  // Input.

  #received(channel: Channel, { bytes, start, end }: Range): void {
    const { way, taken } = channel;
    if (way === null || !isDatagram(start, end) || !way.signer.isSigned(bytes, start, end)) return;
    if (!taken.take(numberOfDatagram(bytes, start))) return;
    channel.heardMs = this.#owner.clock.monotonicMs();
    const body = { start: start + DATAGRAM_HEAD_BYTES, end: end - DATAGRAM_TAG_BYTES };
    const kind = kindOfDatagram(bytes, start);
    if (kind === DATAGRAM_KIND.challenge && body.end - body.start === DATAGRAM_COOKIE_BYTES) {
      channel.sender?.flush();
      channel.sender?.send(DATAGRAM_KIND.prove, bytes.slice(body.start, body.end));
    } else if (kind === DATAGRAM_KIND.data) {
      readDatagramPackets(bytes, body, (_, from, to) => {
        this.#owner.packet(bytes, from, to);
        return this.#channel === channel;
      });
    }
  }
}

interface Range {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}
