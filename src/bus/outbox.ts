// What this process sends. The frames of one turn to one address become one bundle (lanes); bundles leave in order while the carrier
// is connected and the server keeps up, and are held within bounds otherwise.
import { assert, type Clock, type Counter, type Counters } from '../base/index.ts';
import type { Address } from './address.ts';
import { BusError } from './bus-error.ts';
import type { Carrier } from './carrier.ts';
import { BundleWriter, type FrameHead, frameBytes } from './frame.ts';
import {
  BUNDLE_BYTES_MAX,
  CONFIRM_BYTES,
  DISCONNECTED_BYTES_MAX,
  HELD_BYTES_MAX,
  HELD_MS_MAX,
  UNCONFIRMED_BYTES_MAX,
} from './limits.ts';

/** Addresses that have their numbers: far more than there are nodes and topics. The longest unused one starts anew. */
const LANES_MAX = 4_096;
/** A lane that starts anew numbers its bundles above those of its predecessors. */
const LANE_NUMBERS = 2 ** 32;
const LANE_COUNT_MAX = 2 ** 16 - 1;
/** A lane's next buffer begins with more than the size of its last bundle, so that it seldom has to grow. */
const BUFFER_SHARE = 1.25;

/** Calls that leave in one bundle: they fail together when nobody serves its address. */
export interface SentCalls {
  /** 0 while there are none. */
  ticket: number;
  left: number;
}

interface Lane {
  readonly address: Address;
  writer: BundleWriter | null;
  calls: SentCalls;
  nextNumber: number;
  bytesStart: number;
}

interface Held {
  readonly address: Address;
  readonly bytes: Uint8Array;
  readonly ticket: number;
  readonly sinceMs: number;
}

export interface OutboxParts {
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly node: string;
  /** The subject of an address. */
  readonly subjectOf: (address: Address) => string;
  /** Calls back when the turn of the event loop is over. */
  readonly later: (callback: () => void) => void;
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #lanes = new Map<Address, Lane>();
  #open: Lane[] = [];
  #held: Held[] = [];
  /** Of the open bundles and the held ones. */
  #heldBytes = 0;
  #unconfirmedBytes = 0;
  /** Of those, what the carrier was not asked about yet. */
  #unaskedBytes = 0;
  #connection = 0;
  #isConnected = false;
  #isScheduled = false;
  #nextTicket = 1;
  #laneCount = 0;
  readonly #bundles: Counter;
  readonly #frames: Counter;
  readonly #flush = (): void => {
    this.#isScheduled = false;
    this.flush();
  };

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#bundles = parts.counters.counter('bus_bundles_sent');
    this.#frames = parts.counters.counter('bus_frames_sent');
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Throws `bus-busy` or `bus-disconnected` when no more may be held. Returns what tells of a call whether somebody serves it. */
  add(address: Address, head: FrameHead, body: Uint8Array): SentCalls {
    const bytes = frameBytes(head.name, body.byteLength);
    this.#assertRoom(address, bytes);
    const lane = this.#laneOf(address);
    if (lane.writer !== null && lane.writer.byteCount + bytes > BUNDLE_BYTES_MAX) this.#finish(lane);
    if (lane.writer === null) this.#begin(lane);
    const writer = lane.writer as BundleWriter;
    writer.add(head, body);
    this.#heldBytes += bytes;
    this.#frames.add();
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#parts.later(this.#flush);
    }
    return lane.calls;
  }

  /** Marks that the last frame was a call: its bundle gets a ticket. */
  noteCall(calls: SentCalls): void {
    if (calls.ticket === 0) {
      calls.ticket = this.#nextTicket;
      this.#nextTicket = this.#nextTicket === 0x7fff_ffff ? 1 : this.#nextTicket + 1;
    }
    calls.left++;
  }

  /** The turn is over. */
  flush(): void {
    const open = this.#open;
    this.#open = [];
    for (const lane of open) if (lane.writer !== null) this.#finish(lane);
    this.#pump();
  }

  connected(): void {
    this.#connection++;
    this.#isConnected = true;
    this.#unconfirmedBytes = 0;
    this.#unaskedBytes = 0;
    this.#dropStale();
    this.#pump();
  }

  disconnected(): void {
    this.#isConnected = false;
  }

  #assertRoom(address: Address, bytes: number): void {
    if (this.#isConnected) {
      if (this.#heldBytes + bytes <= HELD_BYTES_MAX) return;
      throw new BusError(
        'bus-busy',
        `${address}: ${this.#heldBytes} bytes wait for NATS to keep up already; send less, or try again later`,
      );
    }
    if (this.#heldBytes + bytes > DISCONNECTED_BYTES_MAX) this.#dropStale();
    if (this.#heldBytes + bytes <= DISCONNECTED_BYTES_MAX) return;
    const why = `the connection to ${this.#parts.carrier.description} is lost, and ${this.#heldBytes} bytes wait for it already`;
    throw new BusError('bus-disconnected', `${address}: ${why}; try again later`);
  }

  #laneOf(address: Address): Lane {
    const known = this.#lanes.get(address);
    if (known !== undefined) return known;
    if (this.#lanes.size >= LANES_MAX) {
      for (const lane of this.#lanes.values()) {
        if (lane.writer !== null) continue;
        this.#lanes.delete(lane.address);
        break;
      }
    }
    this.#laneCount = Math.min(this.#laneCount + 1, LANE_COUNT_MAX);
    const lane: Lane = {
      address,
      writer: null,
      calls: { ticket: 0, left: 0 },
      nextNumber: this.#laneCount * LANE_NUMBERS - LANE_NUMBERS + 1,
      bytesStart: 0,
    };
    this.#lanes.set(address, lane);
    return lane;
  }

  #begin(lane: Lane): void {
    const { node } = this.#parts;
    lane.writer = lane.bytesStart === 0 ? new BundleWriter(node) : new BundleWriter(node, lane.bytesStart);
    lane.calls = { ticket: 0, left: 0 };
    this.#heldBytes += lane.writer.byteCount;
    this.#open.push(lane);
  }

  #finish(lane: Lane): void {
    const { address, writer, calls } = lane;
    assert(writer !== null, 'an open lane has a bundle');
    lane.writer = null;
    lane.bytesStart = Math.min(Math.ceil(writer.byteCount * BUFFER_SHARE), BUNDLE_BYTES_MAX);
    const bytes = writer.finish(lane.nextNumber++);
    this.#held.push({ address, bytes, ticket: calls.ticket, sinceMs: this.#parts.clock.monotonicMs() });
    // A turn that sends much does not wait for its end.
    if (this.#held.length > 1) this.#pump();
  }

  #pump(): void {
    const { carrier, subjectOf } = this.#parts;
    let at = 0;
    while (at < this.#held.length && this.#isConnected && this.#unconfirmedBytes < UNCONFIRMED_BYTES_MAX) {
      const { address, bytes, ticket } = this.#held[at++] as Held;
      carrier.send(subjectOf(address), bytes, ticket);
      this.#heldBytes -= bytes.byteLength;
      this.#unconfirmedBytes += bytes.byteLength;
      this.#unaskedBytes += bytes.byteLength;
      this.#bundles.add();
      if (this.#unaskedBytes >= CONFIRM_BYTES) this.#confirm();
    }
    if (at > 0) this.#held = this.#held.slice(at);
  }

  /** Asks whether what was sent has arrived at the server; then as much may follow. */
  #confirm(): void {
    const bytes = this.#unaskedBytes;
    const connection = this.#connection;
    this.#unaskedBytes = 0;
    this.#parts.carrier.confirm().then(
      () => {
        if (connection !== this.#connection) return;
        this.#unconfirmedBytes -= bytes;
        this.#pump();
      },
      () => {
        // The connection broke; the next one begins with nothing unconfirmed.
      },
    );
  }

  #dropStale(): void {
    const untilMs = this.#parts.clock.monotonicMs() - HELD_MS_MAX;
    let count = 0;
    while (count < this.#held.length && (this.#held[count] as Held).sinceMs < untilMs) {
      this.#heldBytes -= (this.#held[count] as Held).bytes.byteLength;
      count++;
    }
    if (count === 0) return;
    this.#held = this.#held.slice(count);
    this.#parts.counters.counter('bus_bundles_dropped', 'stale').add(count);
  }
}
