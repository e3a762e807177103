// The channels for datagrams of a gate, on one port: it offers them, finds the channel of a datagram, lets out what the turn has filled,
// sends newest states once more by the stream when their keys rest, and closes channels that are of no use. A session has one channel at
// most, so there are no more than sessions.
import type { Cancel, Clock, Counters, Logger, Random } from '../base/index.ts';
import {
  createDatagramSigner,
  type DatagramEndpoint,
  type DatagramIo,
  type Endpoint,
  openDatagramEndpoint,
  ReactorError,
} from '../reactor/index.ts';
import {
  channelOfDatagram,
  DATAGRAM_BYTES_LONGEST,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KEY_BYTES,
  type MessageType,
  PacketReader,
} from '../wire/index.ts';
import { type ChannelEnd, type ChannelHost, DatagramChannel } from './datagram-channel.ts';
import type { DatagramOptions } from './datagram-options.ts';
import { UdpOfferS2c, UdpState } from './gate.messages.ts';
import {
  DATAGRAM_ADDRESS_BYTES,
  DATAGRAM_ADDRESS_RATE,
  DATAGRAM_REST_MS,
  DATAGRAM_SILENT_MS,
  DATAGRAM_TICK_MS,
  SWEEP_MS,
} from './limits.ts';
import { MessageEncoder } from './message-encoder.ts';
import type { PlayerSession } from './player-session.ts';
import type { SessionDatagrams } from './session-host.ts';

export interface DatagramDeskDependencies {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
  /** Takes a packet of a client; returns why it was dropped. */
  readonly packet: (session: PlayerSession, reader: PacketReader) => string | null;
}

export interface DatagramStatus extends Endpoint {
  /** Open or only offered. */
  readonly channels: number;
  readonly open: number;
}

type Channel = DatagramChannel<PlayerSession>;

const CHANNEL_NUMBERS = 2 ** 32;

export class DatagramDesk implements ChannelHost<PlayerSession>, SessionDatagrams<PlayerSession> {
  readonly #dependencies: DatagramDeskDependencies;
  readonly #byNumber = new Map<number, Channel>();
  readonly #reader = new PacketReader();
  /** Its own: while it encodes, a packet of the gate's may be on its way. */
  readonly #encoder = new MessageEncoder([UdpOfferS2c, UdpState]);
  /** Those with packets that leave with the end of the turn, and those that keep packets. */
  #filled: Channel[] = [];
  readonly #keeping = new Set<Channel>();
  #endpoint: DatagramEndpoint | null = null;
  #options: DatagramOptions | null = null;
  #stopTicks: Cancel | null = null;
  #tickedMs = 0;
  #sweptMs = 0;
  #sleptMs = 0;
  readonly #flush = (): void => {
    const filled = this.#filled;
    this.#filled = [];
    for (const channel of filled) channel.flush();
  };

  constructor(dependencies: DatagramDeskDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether there is a port. */
  get isOn(): boolean {
    return this.#endpoint !== null;
  }

  /** Where the port is, and its channels; null without a port. */
  status(): DatagramStatus | null {
    if (this.#endpoint === null) return null;
    let open = 0;
    for (const channel of this.#byNumber.values()) if (channel.isOpen) open++;
    return { ...this.#endpoint.endpoint, channels: this.count, open };
  }

  /** Channels, open or only offered. */
  get count(): number {
    return this.#byNumber.size;
  }

  get endpoint(): DatagramEndpoint {
    if (this.#endpoint === null) throw new Error('channels exist while there is a port');
    return this.#endpoint;
  }

  nowMs(): number {
    return this.#dependencies.clock.monotonicMs();
  }

  /** Opens the port: the first free one. Rejects with `ReactorError` when none is available. */
  async listen(io: DatagramIo, options: DatagramOptions): Promise<Endpoint> {
    const { host, port, ports } = options;
    const last = port + Math.max(1, ports) - 1;
    for (let tried = port; ; tried++) {
      try {
        return await this.#open(io, options, { host, port: tried });
      } catch (error) {
        if (!(error instanceof ReactorError) || error.code !== 'address-in-use' || tried >= last) throw error;
      }
    }
  }

  async #open(io: DatagramIo, options: DatagramOptions, endpoint: Endpoint): Promise<Endpoint> {
    this.#endpoint = await openDatagramEndpoint(
      { ...this.#dependencies, io },
      {
        endpoint,
        datagramBytesMax: DATAGRAM_BYTES_LONGEST,
        addressRate: DATAGRAM_ADDRESS_RATE,
        addressBytes: DATAGRAM_ADDRESS_BYTES,
        peersMax: 0,
        handler: () => {
          const received = (bytes: Uint8Array, start: number, end: number): void => this.#received(bytes, start, end);
          return { stranger: received, received };
        },
      },
    );
    this.#options = options;
    return this.#endpoint.endpoint;
  }

  async close(): Promise<void> {
    this.#stopTicks?.();
    this.#stopTicks = null;
    await this.#endpoint?.close();
  }

  // What sessions ask for.

  /** The client of the session asks for a channel. It replaces the one before. */
  ask(session: PlayerSession): void {
    if (this.#endpoint === null) {
      this.#say(session, UdpState, { channel: 0, isOpen: false, voidThrough: 0 });
      return;
    }
    this.end(session, 'replaced');
    this.#offer(session);
  }

  /** What the client says about its side of a channel. */
  heard(session: PlayerSession, { channel: number, isOpen, voidThrough }: UdpState): void {
    const { channel } = session;
    if (channel?.number !== number) return;
    channel.voidThrough(voidThrough);
    if (!isOpen) this.end(session, 'client');
  }

  /** The session has no channel any more. What the channel kept goes by the stream, or is kept for the next one. */
  end(session: PlayerSession, why: ChannelEnd): void {
    const { channel } = session;
    if (channel === null) return;
    const { isOpen } = channel;
    const voidThrough = channel.voidAll() ?? 0;
    const kept = channel.close();
    divert(session, null);
    this.#byNumber.delete(channel.number);
    this.#keeping.delete(channel);
    if (isOpen) this.#count('channels_closed', why);
    if (isOpen) this.#say(session, UdpState, { channel: channel.number, isOpen: false, voidThrough });
    for (const packet of kept) session.output.send(packet);
    if (this.#byNumber.size > 0) return;
    this.#stopTicks?.();
    this.#stopTicks = null;
  }

  /** Ends all channels, while their sessions go on. */
  endAll(why: ChannelEnd): void {
    for (const { session } of [...this.#byNumber.values()]) this.end(session, why);
  }

  #offer(session: PlayerSession): void {
    const { random } = this.#dependencies;
    const options = this.#options as DatagramOptions;
    const key = Uint8Array.from(random.bytes(DATAGRAM_KEY_BYTES));
    let number = 0;
    do number = random.below(CHANNEL_NUMBERS);
    while (number === 0 || this.#byNumber.has(number));
    const channel = new DatagramChannel(this, session, { number, signer: createDatagramSigner(key, 'server') });
    this.#byNumber.set(number, channel);
    divert(session, channel);
    const { port: bound } = this.endpoint.endpoint;
    const { port: wanted, advertisedHost: host, advertisedPort } = options;
    // Ports that were tried in vain count in the translation too.
    const port = advertisedPort === null ? bound : advertisedPort + (wanted === 0 ? 0 : bound - wanted);
    this.#say(session, UdpOfferS2c, { channel: number, key, host, port });
    this.#count('channels_offered');
    this.#start();
  }

  voidDatagrams(channel: Channel): void {
    const voidThrough = channel.voidAll();
    if (voidThrough !== null)
      this.#say(channel.session, UdpState, { channel: channel.number, isOpen: true, voidThrough });
  }

  // What channels report.

  opened(channel: Channel): void {
    this.#count('channels_opened');
    channel.session.hasDatagrams = true;
    this.#say(channel.session, UdpState, { channel: channel.number, isOpen: true, voidThrough: 0 });
  }

  moved(): void {
    this.#count('channels_moved');
  }

  filled(channel: Channel): void {
    if (this.#filled.length === 0) queueMicrotask(this.#flush);
    this.#filled.push(channel);
  }

  keeps(channel: Channel): void {
    this.#keeping.add(channel);
  }

  packet(
    { session }: Channel,
    bytes: Uint8Array,
    { start, end }: { readonly start: number; readonly end: number },
  ): boolean {
    const fault = this.#dependencies.packet(session, this.#reader.reset(bytes, start, end));
    if (fault === null) return true;
    this.#count('packets_dropped', fault);
    return session.channel !== null;
  }

  // Input.

  #received(bytes: Uint8Array, start: number, end: number): void {
    const channel = end - start < DATAGRAM_HEAD_BYTES ? undefined : this.#byNumber.get(channelOfDatagram(bytes, start));
    const fault = channel === undefined ? 'unknown' : channel.received(bytes, start, end);
    if (fault !== null) this.#count('ignored', fault);
  }

  // Time.

  #start(): void {
    if (this.#stopTicks !== null) return;
    const nowMs = this.nowMs();
    this.#tickedMs = nowMs;
    this.#sweptMs = nowMs;
    this.#sleptMs = 0;
    this.#stopTicks = this.#dependencies.clock.every(DATAGRAM_TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const nowMs = this.nowMs();
    // Reports that came while this process did nothing are read behind this.
    this.#sleptMs += Math.max(0, nowMs - this.#tickedMs - SWEEP_MS);
    this.#tickedMs = nowMs;
    this.#sendRested(nowMs - DATAGRAM_REST_MS);
    if (nowMs - this.#sweptMs < SWEEP_MS) return;
    this.#sweptMs = nowMs;
    const times = { sleptMs: this.#sleptMs, silentMs: DATAGRAM_SILENT_MS };
    this.#sleptMs = 0;
    for (const channel of this.#byNumber.values()) if (channel.isOpen) this.#sweep(channel, nowMs, times);
  }

  #sweep(channel: Channel, nowMs: number, times: Parameters<Channel['sweep']>[1]): void {
    const { session } = channel;
    const why = channel.sweep(nowMs, times);
    if (why === null) return;
    this.end(session, why);
    if (why === 'spent') this.#offer(session);
  }

  #sendRested(beforeMs: number): void {
    for (const channel of this.#keeping) {
      const packets = channel.takeRested(beforeMs);
      if (channel.restingCount === 0) this.#keeping.delete(channel);
      if (packets.length === 0 || channel.session.isClosing) continue;
      this.voidDatagrams(channel);
      for (const packet of packets) channel.session.output.sendByLink(packet);
    }
  }

  /** Over the link, while there is one. */
  #say<M>(session: PlayerSession, type: MessageType<M>, message: M): void {
    if (session.link !== null && !session.isClosing)
      session.output.sendByLink(this.#encoder.encode(session.layout, type, message));
  }

  #count(what: string, by?: string): void {
    this.#dependencies.counters.counter(`datagram_${what}`, by).add();
  }
}

/** From now on what may travel as a datagram goes to `channel`. */
function divert(session: PlayerSession, channel: Channel | null): void {
  session.channel = channel;
  session.hasDatagrams = false;
  session.output.divert(channel);
}
