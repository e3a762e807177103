// The channel for datagrams of one session: offered, then open to an address that was proven, until it is closed. It decides what a
// datagram of its client means; the desk (`datagram-desk.ts`) finds the channel, and holds the clock and the port.
// Invariants: a datagram is taken only with a number above all before; nothing leaves for an address that was not proven.
import type { DatagramEndpoint, ProvenAddress } from '../reactor/index.ts';
import {
  DATAGRAM_COOKIE_BYTES,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_NUMBER_MAX,
  DATAGRAM_TAG_BYTES,
  DatagramSender,
  type DatagramSigner,
  fitsDatagram,
  HELLO_BODY_BYTES,
  isDatagram,
  kindOfDatagram,
  numberOfDatagram,
  REPORT_BODY_BYTES,
  RestingPackets,
  readDatagramPackets,
  readUint32,
  TakenDatagrams,
} from '../wire/index.ts';
import { DatagramLoss } from './datagram-loss.ts';
import { RESTING_BYTES_MAX, RESTING_COUNT_MAX } from './limits.ts';
import type { OutPacket, OutputChannel } from './session-output.ts';
import type { StreamChannel } from './session-stream.ts';

/** Why a datagram of a client changes nothing. */
export type DatagramFault = 'forged' | 'late' | 'malformed' | 'not-open';

/** Why a channel ends. */
export type ChannelEnd = 'client' | 'handover' | 'link' | 'lossy' | 'replaced' | 'silent' | 'spent';

export interface ChannelHost<S> {
  readonly endpoint: DatagramEndpoint;
  nowMs(): number;
  /** The channel is open from now on. */
  opened(channel: DatagramChannel<S>): void;
  moved(): void;
  /** What leaves from now on is newer than all datagrams before. */
  voidDatagrams(channel: DatagramChannel<S>): void;
  /** It has packets that leave with the end of the turn. */
  filled(channel: DatagramChannel<S>): void;
  /** It keeps packets whose keys may come to rest. */
  keeps(channel: DatagramChannel<S>): void;
  /** One packet of the client; false when the rest of its datagram is of no use. */
  packet(
    channel: DatagramChannel<S>,
    bytes: Uint8Array,
    range: { readonly start: number; readonly end: number },
  ): boolean;
}

const COOKIE = new Uint8Array(DATAGRAM_COOKIE_BYTES);

export class DatagramChannel<S> implements OutputChannel, StreamChannel {
  readonly number: number;
  readonly session: S;
  readonly #host: ChannelHost<S>;
  readonly #signer: DatagramSigner;
  readonly #sender: DatagramSender;
  readonly #taken = new TakenDatagrams();
  /** Null until something is kept. */
  #resting: RestingPackets | null = null;
  /** Null until one was proven. */
  #address: ProvenAddress | null = null;
  #isClosed = false;
  #reportedMs = 0;
  /** Of the latest report. */
  #heardHighest = 0;
  #heardCount = 0;
  readonly #lossOut = new DatagramLoss();
  readonly #lossIn = new DatagramLoss();
  #isLossy = false;

  constructor(
    host: ChannelHost<S>,
    session: S,
    { number, signer }: { readonly number: number; readonly signer: DatagramSigner },
  ) {
    this.#host = host;
    this.session = session;
    this.number = number;
    this.#signer = signer;
    const transmit = (bytes: Uint8Array, length: number): void => {
      if (this.#address !== null) host.endpoint.sendTo(this.#address, bytes, 0, length);
    };
    this.#sender = new DatagramSender({ channel: number, signer, transmit });
  }

  /** Whether packets leave as datagrams. */
  get isOpen(): boolean {
    return this.#address !== null && !this.#isClosed;
  }

  /** Whether it needs a successor: its numbers are used up. */
  get isSpent(): boolean {
    return this.#sender.isSpent || this.#taken.highest >= DATAGRAM_NUMBER_MAX;
  }

  /** Packets that are kept until their keys rest. */
  get restingCount(): number {
    return this.#resting?.count ?? 0;
  }

  /** For tests: the next datagrams of both directions have the numbers behind this one. */
  startAt(number: number): void {
    this.#sender.startAt(number);
    this.#taken.voidThrough(number);
  }

  // Output.

  take(packet: OutPacket): boolean {
    const isLatest = packet.type.delivery === 'latest';
    const isTaken = this.isOpen && !this.#sender.isSpent && fitsDatagram(packet.end - packet.start);
    if (!isTaken || (isLatest && !this.#keep(packet))) {
      // An older one that is under way must not arrive behind it.
      this.#resting?.drop(packet.type, packet.key);
      this.#host.voidDatagrams(this);
      return false;
    }
    this.#add(packet.bytes, packet.start, packet.end);
    return true;
  }

  takeLoose(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.isOpen || this.#sender.isSpent || !fitsDatagram(end - start)) return false;
    this.#add(bytes, start, end);
    return true;
  }

  settle(): void {
    this.#host.voidDatagrams(this);
  }

  flush(): void {
    this.#sender.flush();
  }

  /** What was sent so far is void from now on: up to which number; null when the client knows that already. */
  voidAll(): number | null {
    return this.isOpen ? this.#sender.voidAll() : null;
  }

  takeRested(beforeMs: number): readonly OutPacket[] {
    return (this.#resting?.takeRested(beforeMs) ?? []).map(({ type, key, bytes, length }) => {
      return { type, key, bytes, start: 0, end: length };
    });
  }

  #keep(packet: OutPacket): boolean {
    this.#resting ??= new RestingPackets({ countMax: RESTING_COUNT_MAX, bytesMax: RESTING_BYTES_MAX });
    const isKept = this.#resting.keep(packet, this.#host.nowMs());
    if (isKept) this.#host.keeps(this);
    return isKept;
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    const wasFilled = this.#sender.isFilled;
    this.#sender.add(bytes, start, end);
    if (!wasFilled) this.#host.filled(this);
  }

  // Input.

  /** A datagram that names this channel. Returns why it changes nothing. */
  received(bytes: Uint8Array, start: number, end: number): DatagramFault | null {
    if (!isDatagram(start, end)) return 'malformed';
    if (!this.#signer.isSigned(bytes, start, end)) return 'forged';
    if (!this.#taken.take(numberOfDatagram(bytes, start))) return 'late';
    const body = { start: start + DATAGRAM_HEAD_BYTES, end: end - DATAGRAM_TAG_BYTES };
    switch (kindOfDatagram(bytes, start)) {
      case DATAGRAM_KIND.hello:
        return this.#hello(body);
      case DATAGRAM_KIND.prove:
        return this.#prove(bytes, body);
      case DATAGRAM_KIND.data:
        return this.#data(bytes, body);
      case DATAGRAM_KIND.report:
        return this.#report(bytes, body);
      default:
        return 'malformed';
    }
  }

  /** The client's datagrams up to this number are void. */
  voidThrough(number: number): void {
    this.#taken.voidThrough(number);
  }

  #hello({ start, end }: Body): DatagramFault | null {
    if (end - start !== HELLO_BODY_BYTES) return 'malformed';
    const { endpoint } = this.#host;
    this.#sender.flush();
    this.#sender.send(DATAGRAM_KIND.challenge, endpoint.cookie(), (bytes, length) => endpoint.answer(bytes, 0, length));
    return null;
  }

  #prove(bytes: Uint8Array, { start, end }: Body): DatagramFault | null {
    if (end - start !== DATAGRAM_COOKIE_BYTES) return 'malformed';
    for (let at = 0; at < DATAGRAM_COOKIE_BYTES; at++) COOKIE[at] = bytes[start + at] as number;
    const address = this.#host.endpoint.provenAddress(COOKIE);
    if (address === null) return 'forged';
    if (this.#isClosed) return 'not-open';
    const former = this.#address;
    this.#address = address;
    if (former === null) {
      this.#reportedMs = this.#host.nowMs();
      this.#host.opened(this);
    } else if (!isSame(former.peer, address.peer)) this.#host.moved();
    return null;
  }

  #data(bytes: Uint8Array, body: Body): DatagramFault | null {
    if (!this.isOpen) return 'not-open';
    const host = this.#host;
    const isWhole = readDatagramPackets(bytes, body, (_, start, end) => host.packet(this, bytes, { start, end }));
    return isWhole ? null : 'malformed';
  }

  #report(bytes: Uint8Array, { start, end }: Body): DatagramFault | null {
    if (!this.isOpen) return 'not-open';
    if (end - start !== REPORT_BODY_BYTES) return 'malformed';
    const [highest, count] = [readUint32(bytes, start), readUint32(bytes, start + 4)];
    const { number } = this.#sender;
    const canBe = highest <= number && count <= highest && highest >= this.#heardHighest && count >= this.#heardCount;
    if (!canBe) return 'malformed';
    this.#heardHighest = highest;
    this.#heardCount = count;
    this.#reportedMs = this.#host.nowMs();
    this.#isLossy ||= this.#lossOut.note(number, count);
    return null;
  }

  // Once a second, while it is open.

  /** Why the channel is of no use any more; null while it is. `sleptMs`: how long this process did nothing since the last sweep. */
  sweep(nowMs: number, times: { readonly sleptMs: number; readonly silentMs: number }): ChannelEnd | null {
    this.#reportedMs += times.sleptMs;
    const isLossyIn = this.#lossIn.note(this.#taken.highest, this.#taken.count);
    if (this.isSpent) return 'spent';
    if (nowMs - this.#reportedMs >= times.silentMs) return 'silent';
    return this.#isLossy || isLossyIn ? 'lossy' : null;
  }

  /** Nothing leaves and nothing is taken any more. Returns what it kept. */
  close(): readonly OutPacket[] {
    this.#isClosed = true;
    return this.takeRested(Number.POSITIVE_INFINITY);
  }
}

interface Body {
  readonly start: number;
  readonly end: number;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
}
