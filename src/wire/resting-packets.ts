// The newest `latest` packet of each key that left as a datagram and may be lost: when its key has rested for a while, it goes once more
// over a stream, so that the last state arrives. Invariant: a packet is in the table until it was taken out or replaced.
import type { MessageType } from './message.ts';

export interface RestingPacket {
  readonly type: MessageType;
  readonly key: string;
  /** The packet is bytes [0, length). */
  bytes: Uint8Array;
  length: number;
  sentMs: number;
}

export interface RestingBounds {
  readonly countMax: number;
  readonly bytesMax: number;
}

export class RestingPackets {
  readonly #bounds: RestingBounds;
  /** By message and key; the one that was sent longest ago first. */
  readonly #byType = new Map<MessageType, Map<string, RestingPacket>>();
  #count = 0;
  #bytes = 0;

  constructor(bounds: RestingBounds) {
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of the packet in place of its predecessor. False when that would be too much: then nothing of the key is kept. */
  keep(
    packet: {
      readonly type: MessageType;
      readonly key: string;
      readonly bytes: Uint8Array;
      readonly start: number;
      readonly end: number;
    },
    nowMs: number,
  ): boolean {
    const { type, key, bytes, start, end } = packet;
    const length = end - start;
    let keys = this.#byType.get(type);
    if (keys === undefined) {
      keys = new Map();
      this.#byType.set(type, keys);
    }
    const older = keys.get(key);
    if (older !== undefined) this.#forget(keys, older);
    if (this.#count >= this.#bounds.countMax || this.#bytes + length > this.#bounds.bytesMax) return false;
    const kept: RestingPacket = older ?? { type, key, bytes: new Uint8Array(length), length, sentMs: nowMs };
    if (kept.bytes.length < length) kept.bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) kept.bytes[at] = bytes[start + at] as number;
    kept.length = length;
    kept.sentMs = nowMs;
    keys.set(key, kept);
    this.#count++;
    this.#bytes += length;
    return true;
  }

  /** Forgets the packet of the key: a newer one goes another way. */
  drop(type: MessageType, key: string): void {
    const keys = this.#byType.get(type);
    const older = keys?.get(key);
    if (keys !== undefined && older !== undefined) this.#forget(keys, older);
  }

  /** Takes out those whose key has rested since `beforeMs` or longer. */
  takeRested(beforeMs: number): RestingPacket[] {
    const rested: RestingPacket[] = [];
    for (const keys of this.#byType.values()) {
      for (const packet of keys.values()) {
        if (packet.sentMs > beforeMs) break;
        this.#forget(keys, packet);
        rested.push(packet);
      }
    }
    return rested;
  }

  takeAll(): RestingPacket[] {
    return this.takeRested(Number.POSITIVE_INFINITY);
  }

  #forget(keys: Map<string, RestingPacket>, packet: RestingPacket): void {
    keys.delete(packet.key);
    this.#count--;
    this.#bytes -= packet.length;
  }
}
