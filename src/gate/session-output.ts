// What one session is sent. A `reliable` message always goes out, and closes a slow reader in the end (`outputMaxBytes`). While
// the client reads too slowly, a `droppable` message is left out; a `latest` one waits here, and a newer one with the same key
// replaces it.
// Invariants: a client that reads fast enough is sent everything at once and in order. What waits is bounded in count and bytes,
// and goes out once the connection has drained. Messages of different classes may overtake each other while the client is slow.
import type { Counter, Counters } from '../base/index.ts';
import type { Connection } from '../reactor/index.ts';
import type { MessageType } from '../wire/index.ts';
import { LATEST_BYTES_MAX, LATEST_COUNT_MAX } from './limits.ts';

export interface OutputCounters {
  readonly sent: Counter;
  readonly dropped: Counter;
  readonly coalesced: Counter;
}

export function createOutputCounters(counters: Counters): OutputCounters {
  return {
    sent: counters.counter('messages_sent'),
    dropped: counters.counter('messages_dropped_slow_reader'),
    coalesced: counters.counter('messages_coalesced_slow_reader'),
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

type OutputConnection = Pick<Connection, 'isCongested' | 'isOpen' | 'send' | 'sendFrames' | 'unsentBytes'>;

export class SessionOutput {
  readonly #counters: OutputCounters;
  #connection: OutputConnection | null = null;
  /** Packets by type and key, oldest first. Null while nothing waits: most sessions never need one. */
  #waiting: Map<string, Uint8Array> | null = null;
  #waitingBytes = 0;

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

  /** From now on messages go to `connection`. */
  attach(connection: OutputConnection): void {
    this.#connection = connection;
  }

  /** The connection is gone: what waits for it is discarded. */
  detach(): void {
    this.#connection = null;
    this.#waiting = null;
    this.#waitingBytes = 0;
  }

  /** False when it was left out. */
  send(packet: OutPacket): boolean {
    const { type } = packet;
    const connection = this.#connection;
    if (connection === null) return false;
    if (type.delivery === 'droppable' && connection.isCongested) {
      this.#counters.dropped.add();
      return false;
    }
    // While older ones wait, newer ones join them: otherwise one would overtake its own predecessor.
    const isHeld = type.delivery === 'latest' && (this.#waiting !== null || connection.isCongested);
    if (isHeld && this.#hold(`${type.id} ${packet.key}`, packet)) return true;
    this.#counters.sent.add();
    connection.send(packet.bytes, packet.start, packet.end);
    return true;
  }

  /** Sends messages that are framed already, whatever waits. */
  sendFrames(bytes: Uint8Array, start: number, end: number): void {
    if (this.#connection !== null) this.#counters.sent.add(this.#connection.sendFrames(bytes, start, end));
  }

  /** The connection is no longer congested: sends what waits, until it is again. */
  drained(): void {
    const [connection, waiting] = [this.#connection, this.#waiting];
    if (connection === null || waiting === null) return;
    for (const [key, packet] of waiting) {
      if (connection.isCongested || !connection.isOpen) return;
      waiting.delete(key);
      this.#waitingBytes -= packet.length;
      this.#counters.sent.add();
      connection.send(packet, 0, packet.length);
    }
    this.#waiting = null;
  }

  /** Keeps `packet` in place of an older one with the same key. False when that would be too much: it goes out as it is. */
  #hold(key: string, { bytes: source, start, end }: OutPacket): boolean {
    const waiting = this.#waiting ?? new Map<string, Uint8Array>();
    const older = waiting.get(key);
    const bytes = this.#waitingBytes - (older?.length ?? 0) + end - start;
    if (older !== undefined) this.#counters.coalesced.add();
    if (bytes > LATEST_BYTES_MAX || (older === undefined && waiting.size >= LATEST_COUNT_MAX)) {
      if (waiting.delete(key)) this.#waitingBytes -= older?.length ?? 0;
      return false;
    }
    this.#waiting = waiting;
    this.#waitingBytes = bytes;
    // A copy: `slice` of a Buffer is a view.
    waiting.set(key, new Uint8Array(source.subarray(start, end)));
    return true;
  }
}
