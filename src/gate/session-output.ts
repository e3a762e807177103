// What one session is sent. A `reliable` message always goes out, and closes a slow reader in the end (`outputMaxBytes`). While
// the client reads too slowly, a `droppable` message is left out; a `latest` one waits here, and a newer one with the same key
// replaces it.
// Invariants: a client that reads fast enough is sent everything at once and in order. What waits is bounded in count and bytes,
// and goes out once the connection has drained. Messages of different classes may overtake each other while the client is slow.
import type { Counter, Counters } from '../base/index.ts';
import type { Connection } from '../reactor/index.ts';
import type { MessageType } from '../wire/index.ts';
import { LATEST_BYTES_MAX, LATEST_COUNT_MAX } from './limits.ts';
import { LeftOut, MessageCounters, type Pressure } from './session-pressure.ts';

export interface OutputCounters {
  readonly sent: Counter;
  readonly dropped: Counter;
  readonly coalesced: Counter;
  /** By message. */
  readonly leftOut: MessageCounters;
  readonly replaced: MessageCounters;
}

export function createOutputCounters(counters: Counters): OutputCounters {
  return {
    sent: counters.counter('messages_sent'),
    dropped: counters.counter('messages_dropped_slow_reader'),
    coalesced: counters.counter('messages_coalesced_slow_reader'),
    leftOut: new MessageCounters(counters, 'messages_left_out'),
    replaced: new MessageCounters(counters, 'messages_replaced'),
  };
}

/** An encoded message: its bytes are valid until the caller encodes another one. */
export interface OutPacket {
  readonly type: MessageType;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Of a `latest` message: a newer one with the same key replaces it. */
  readonly key: string;
}

/** Numbers what a session that can be resumed is sent, and keeps it. */
export interface OutputRecord {
  /** The packet was given to the link. */
  sent(packet: OutPacket): void;
  sentFrames(count: number): void;
  /** There is no link: keeps the packet, beside so many bytes that wait. False when it is not kept. */
  park(packet: OutPacket, waitingBytes: number): boolean;
  /** Whether a packet of `bytes` may wait beside so many other bytes while there is no link. */
  hasRoom(bytes: number, waitingBytes: number): boolean;
  /** A droppable packet found no link. */
  leftOut(): void;
  /** So many packets that waited are discarded. */
  lost(count: number): void;
}

/** Carries what may be lost, beside the connection. */
export interface OutputChannel {
  /** Whether it took the packet, whose type may travel as a datagram. Otherwise the packet goes over the connection. */
  take(packet: OutPacket): boolean;
}

type OutputConnection = Pick<Connection, 'isCongested' | 'isOpen' | 'send' | 'sendFrames' | 'unsentBytes'>;

export class SessionOutput {
  readonly #counters: OutputCounters;
  /** Null for a session that ends with its link. */
  #record: OutputRecord | null = null;
  #connection: OutputConnection | null = null;
  /** Null without a channel for datagrams. */
  #channel: OutputChannel | null = null;
  /** Packets by type and key, oldest first. Null while nothing waits: most sessions never need one. */
  #waiting: Map<string, OutPacket> | null = null;
  #waitingBytes = 0;
  /** Null while nothing was. */
  #leftOut: LeftOut | null = null;

  constructor(counters: OutputCounters) {
    this.#counters = counters;
  }

  /** Messages that wait for the client to read. */
  get waitingCount(): number {
    return this.#waiting?.size ?? 0;
  }

  /** Bytes that were sent and are not with the kernel yet. */
  get backlogBytes(): number {
    return this.#connection?.unsentBytes ?? 0;
  }

  /** How well the client keeps up. */
  get pressure(): Pressure {
    const waiting = new Map<string, number>();
    for (const { type } of this.#waiting?.values() ?? []) waiting.set(type.name, (waiting.get(type.name) ?? 0) + 1);
    const { backlogBytes } = this;
    const leftOut = this.#leftOut?.byName ?? new Map<string, number>();
    return { isCongested: this.#connection?.isCongested === true, backlogBytes, waiting, leftOut };
  }

  /** From now on messages go to `connection`. */
  attach(connection: OutputConnection): void {
    this.#connection = connection;
  }

  /** From now on what may travel as a datagram goes to `channel` first, while there is a connection. */
  divert(channel: OutputChannel | null): void {
    this.#channel = channel;
  }

  /** The connection is gone: what waits for it is discarded, unless it is kept for the next. */
  detach(): void {
    this.#connection = null;
    if (this.#record === null) this.discardWaiting();
  }

  /** From now on what is sent is numbered and kept. */
  record(record: OutputRecord): void {
    this.#record = record;
  }

  discardWaiting(): void {
    this.#record?.lost(this.waitingCount);
    this.#waiting = null;
    this.#waitingBytes = 0;
  }

  /** What waits, oldest first, and what was left out, by name: another process restores it. */
  save(): { readonly waiting: readonly OutPacket[]; readonly leftOut: ReadonlyMap<string, number> } {
    return { waiting: [...(this.#waiting?.values() ?? [])], leftOut: this.#leftOut?.byName ?? new Map() };
  }

  restoreWaiting(packet: OutPacket): void {
    this.#hold(`${packet.type.id} ${packet.key}`, packet);
  }

  restoreLeftOut(name: string, count: number): void {
    this.#leftOut ??= new LeftOut();
    this.#leftOut.add(name, count);
  }

  /** Whether a newer packet of the message and key waits. */
  hasWaiting(id: number, key: bigint): boolean {
    const waiting = this.#waiting;
    if (waiting === null) return false;
    // A key as a number of 64 bits is that of a signed number, of an unsigned one, or of a message without one.
    const names = [`${key}`, `${BigInt.asIntN(64, key)}`, ...(key === 0n ? [''] : [])];
    return names.some((name) => waiting.has(`${id} ${name}`));
  }

  /** False when it was left out. */
  send(packet: OutPacket): boolean {
    const channel = this.#channel;
    if (channel === null || packet.type.isDatagram !== true || this.#connection === null || !channel.take(packet))
      return this.sendByLink(packet);
    this.#counters.sent.add();
    if (this.#waiting !== null) this.#replace(packet);
    return true;
  }

  /** The same, past the channel for datagrams. */
  sendByLink(packet: OutPacket): boolean {
    const { type } = packet;
    const connection = this.#connection;
    if (connection === null) return this.#record !== null && this.#park(this.#record, packet);
    if (type.delivery === 'droppable' && connection.isCongested) {
      this.#counters.dropped.add();
      return this.#omit(type);
    }
    // While older ones wait, newer ones join them: otherwise one would overtake its own predecessor.
    const isHeld = type.delivery === 'latest' && (this.#waiting !== null || connection.isCongested);
    if (isHeld && this.#hold(`${type.id} ${packet.key}`, packet)) return true;
    this.#counters.sent.add();
    connection.send(packet.bytes, packet.start, packet.end);
    if (this.#record !== null) this.#record.sent(packet);
    return true;
  }

  /** A newer packet went another way: an older one with the same key waits no more. */
  #replace({ type, key }: OutPacket): void {
    const name = `${type.id} ${key}`;
    const older = this.#waiting?.get(name);
    if (older === undefined) return;
    this.#waiting?.delete(name);
    this.#waitingBytes -= older.end;
    this.#counters.coalesced.add();
    this.#counters.replaced.add(type);
  }

  /** Sends messages that are framed already, whatever waits. */
  sendFrames(bytes: Uint8Array, start: number, end: number): void {
    if (this.#connection === null) return;
    const count = this.#connection.sendFrames(bytes, start, end);
    this.#counters.sent.add(count);
    this.#record?.sentFrames(count);
  }

  /** Sends a packet again that is numbered and kept. */
  replay(bytes: Uint8Array, start: number, end: number): void {
    this.#counters.sent.add();
    this.#connection?.send(bytes, start, end);
  }

  /** The connection is no longer congested: sends what waits, until it is again. */
  drained(): void {
    const [connection, waiting] = [this.#connection, this.#waiting];
    if (connection === null || waiting === null) return;
    for (const [key, packet] of waiting) {
      if (connection.isCongested || !connection.isOpen) return;
      waiting.delete(key);
      this.#waitingBytes -= packet.end;
      this.#counters.sent.add();
      connection.send(packet.bytes, 0, packet.end);
      this.#record?.sent(packet);
    }
    this.#waiting = null;
  }

  /** There is no link: what a later one can deliver is kept. */
  #park(record: OutputRecord, packet: OutPacket): boolean {
    const { type, key, start, end } = packet;
    if (type.delivery === 'droppable') {
      record.leftOut();
      return this.#omit(type);
    }
    if (type.delivery === 'latest') {
      const name = `${type.id} ${key}`;
      const older = this.#waiting?.get(name)?.end ?? 0;
      if (record.hasRoom(end - start, this.#waitingBytes - older) && this.#hold(name, packet)) return true;
      // What is kept elsewhere now must not seem older than what waits.
      if (this.#waiting?.delete(name) === true) this.#waitingBytes -= older;
    }
    if (record.park(packet, this.#waitingBytes)) return true;
    this.discardWaiting();
    return this.#omit(type);
  }

  /** The client is left without a message of the type. */
  #omit(type: MessageType): false {
    this.#counters.leftOut.add(type);
    this.#leftOut ??= new LeftOut();
    this.#leftOut.add(type.name);
    return false;
  }

  /** Keeps `packet` in place of an older one with the same key. False when that would be too much: it goes out as it is. */
  #hold(name: string, { type, bytes: source, start, end, key }: OutPacket): boolean {
    const waiting = this.#waiting ?? new Map<string, OutPacket>();
    const older = waiting.get(name)?.end;
    const bytes = this.#waitingBytes - (older ?? 0) + end - start;
    if (older !== undefined) {
      this.#counters.coalesced.add();
      this.#counters.replaced.add(type);
    }
    if (bytes > LATEST_BYTES_MAX || (older === undefined && waiting.size >= LATEST_COUNT_MAX)) {
      if (waiting.delete(name)) this.#waitingBytes -= older ?? 0;
      return false;
    }
    this.#waiting = waiting;
    this.#waitingBytes = bytes;
    // A copy: `slice` of a Buffer is a view.
    waiting.set(name, { type, bytes: new Uint8Array(source.subarray(start, end)), start: 0, end: end - start, key });
    return true;
  }
}
