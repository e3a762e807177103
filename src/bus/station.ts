// What this process serves at one address: calls and messages by name. It drops a bundle that comes twice, counts those that were
// lost, and skips what a newer release sends and this one does not know.
import { assert, type Counter, type Counters, RecentMap } from '../base/index.ts';
import { BundleReader, FRAME_KIND, type Frame } from './frame.ts';
import { SENDERS_MAX } from './limits.ts';

/** Where a call or a message came from. */
export interface Origin {
  /** The process that sent it. */
  readonly sender: string;
  /** Of a call: how long its caller waits. Milliseconds. */
  readonly deadlineMs: number;
}

/** Answers a call. It may throw a `BusError`, which its caller gets; anything else is `bus-failed` there and logged here. */
export type CallHandler = (body: Uint8Array, origin: Origin) => Uint8Array | Promise<Uint8Array>;
/** Takes a message, at once: what it begins must be bounded by its own means. */
export type MessageHandler = (body: Uint8Array, origin: Origin) => void;

export interface Handlers {
  readonly calls?: Readonly<Record<string, CallHandler>>;
  readonly messages?: Readonly<Record<string, MessageHandler>>;
}

/** What a station does with frames. */
export interface StationEvents {
  message(handler: MessageHandler, frame: Frame, sender: string): void;
  /** `handler` is undefined when this release has no such call. */
  called(handler: CallHandler | undefined, frame: Frame, sender: string): void;
  answered(frame: Frame): void;
}

/** More bundles than this are missing only where a sender began to count anew. */
const LOST_MAX = 2 ** 31;

export class Station {
  readonly #isGroup: boolean;
  readonly #counters: Counters;
  readonly #bundles: Counter;
  readonly #frames: Counter;
  readonly #events: StationEvents;
  readonly #calls = new Map<string, CallHandler>();
  readonly #messages = new Map<string, MessageHandler>();
  readonly #numbers = new RecentMap<number>(SENDERS_MAX);

  constructor(
    events: StationEvents,
    { counters, isGroup }: { readonly counters: Counters; readonly isGroup: boolean },
  ) {
    this.#events = events;
    this.#counters = counters;
    this.#isGroup = isGroup;
    this.#bundles = counters.counter('bus_bundles_received');
    this.#frames = counters.counter('bus_frames_received');
  }

  get isEmpty(): boolean {
    return this.#calls.size === 0 && this.#messages.size === 0;
  }

  add({ calls = {}, messages = {} }: Handlers): void {
    for (const [name, handler] of Object.entries(calls)) {
      assert(!this.#calls.has(name), 'a call has one handler at an address');
      this.#calls.set(name, handler);
    }
    for (const [name, handler] of Object.entries(messages)) {
      assert(!this.#messages.has(name), 'a message has one handler at an address');
      this.#messages.set(name, handler);
    }
  }

  remove({ calls = {}, messages = {} }: Handlers): void {
    for (const name of Object.keys(calls)) this.#calls.delete(name);
    for (const name of Object.keys(messages)) this.#messages.delete(name);
  }

  /** Takes a bundle, whatever it holds. */
  received(bytes: Uint8Array): void {
    const reader = new BundleReader(bytes);
    const head = reader.head();
    if (typeof head === 'string') {
      this.#counters.counter('bus_malformed', head).add();
      return;
    }
    if (!this.#isNew(head.sender, head.number)) return;
    this.#bundles.add();
    for (let frame = reader.next(); frame !== null; frame = reader.next()) {
      if (typeof frame === 'string') {
        this.#counters.counter('bus_malformed', frame).add();
        return;
      }
      this.#frames.add();
      this.#take(frame, head.sender);
    }
  }

  #isNew(sender: string, number: number): boolean {
    const last = this.#numbers.peek(sender);
    if (last !== undefined && number <= last) {
      this.#counters.counter('bus_bundles_dropped', 'repeated').add();
      return false;
    }
    const lost = last === undefined ? 0 : number - last - 1;
    // The other members of a group have the bundles that are missing here.
    if (lost > 0 && lost < LOST_MAX && !this.#isGroup) this.#counters.counter('bus_bundles_lost').add(lost);
    this.#numbers.set(sender, number);
    return true;
  }

  #take(frame: Frame, sender: string): void {
    switch (frame.kind) {
      case FRAME_KIND.message: {
        const handler = this.#messages.get(frame.name);
        if (handler === undefined) this.#counters.counter('bus_frames_skipped', 'message').add();
        else this.#events.message(handler, frame, sender);
        break;
      }
      case FRAME_KIND.call:
        this.#events.called(this.#calls.get(frame.name), frame, sender);
        break;
      case FRAME_KIND.answer:
      case FRAME_KIND.refusal:
        this.#events.answered(frame);
        break;
      default:
        this.#counters.counter('bus_frames_skipped', 'kind').add();
    }
  }
}
