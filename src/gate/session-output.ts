// What one session is sent, and what becomes of it while its client reads too slowly. A `reliable` message always goes out and is
// what closes a slow reader in the end (`outputMaxBytes`); a `droppable` one is left out; a `latest` one waits here, and a newer
// one about the same takes its place.
// Invariants: who reads fast enough is sent everything at once and in order; what waits is bounded in count and bytes, and goes
// out when the rest has gone. Messages of different classes may overtake one another while the client is slow.
import type { Counter, Counters } from '../base/index.ts';
import type { Connection } from '../reactor/index.ts';
import type { MessageType, PacketWriter } from '../wire/index.ts';
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

export class SessionOutput {
  readonly #connection: Pick<Connection, 'isCongested' | 'isOpen' | 'send'>;
  readonly #counters: OutputCounters;
  /** Packets by what they are about, oldest first. Null while nothing waits: most sessions never need one. */
  #waiting: Map<string, Uint8Array> | null = null;
  #waitingBytes = 0;

  constructor(connection: Pick<Connection, 'isCongested' | 'isOpen' | 'send'>, counters: OutputCounters) {
    this.#connection = connection;
    this.#counters = counters;
  }

  /** Messages that wait for the client to read. */
  get waitingCount(): number {
    return this.#waiting?.size ?? 0;
  }

  /** Sends `packet`, which is `message` encoded. False when it was left out. */
  send<M>(type: MessageType<M>, message: M, packet: PacketWriter): boolean {
    if (type.delivery === 'droppable' && this.#connection.isCongested) {
      this.#counters.dropped.add();
      return false;
    }
    // While older ones wait, newer ones join them: else one would overtake its own predecessor.
    const isHeld = type.delivery === 'latest' && (this.#waiting !== null || this.#connection.isCongested);
    if (isHeld && this.#hold(`${type.id} ${type.latestKey?.(message) ?? ''}`, packet)) return true;
    this.#counters.sent.add();
    this.#connection.send(packet.bytes, 0, packet.length);
    return true;
  }

  /** Everything has gone to the client's kernel: what waits follows, as far as it goes. */
  drained(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    for (const [about, packet] of waiting) {
      if (this.#connection.isCongested || !this.#connection.isOpen) return;
      waiting.delete(about);
      this.#waitingBytes -= packet.length;
      this.#counters.sent.add();
      this.#connection.send(packet, 0, packet.length);
    }
    this.#waiting = null;
  }

  /** The session is over. */
  clear(): void {
    this.#waiting = null;
    this.#waitingBytes = 0;
  }

  /** Keeps `packet` in the place of an older one about the same. False when it is too much to keep: it goes out as it is. */
  #hold(about: string, packet: PacketWriter): boolean {
    const waiting = this.#waiting ?? new Map<string, Uint8Array>();
    const older = waiting.get(about);
    const bytes = this.#waitingBytes - (older?.length ?? 0) + packet.length;
    if (older !== undefined) this.#counters.coalesced.add();
    if (bytes > LATEST_BYTES_MAX || (older === undefined && waiting.size >= LATEST_COUNT_MAX)) {
      if (waiting.delete(about)) this.#waitingBytes -= older?.length ?? 0;
      return false;
    }
    this.#waiting = waiting;
    this.#waitingBytes = bytes;
    waiting.set(about, packet.toBytes());
    return true;
  }
}
