// The bus within one process, and between the parts of a test: endpoints of one hub. Bundles are delivered in order when the turn of
// the event loop is over, and a slow endpoint loses what comes beyond its bound, as at a NATS server.
import { pick, type Random } from '../base/index.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { BODY_BYTES_MAX, MEMORY_INBOX_BYTES_MAX } from './limits.ts';

interface Subscription {
  readonly endpoint: MemoryCarrier;
  readonly subject: string;
  readonly group: string | null;
  readonly received: (bytes: Uint8Array) => void;
  isOver: boolean;
}

export class MemoryHub {
  readonly #subscriptions = new Map<string, Set<Subscription>>();
  readonly #random: Random;
  readonly #later: (callback: () => void) => void;

  /** `later` calls back when the turn of the event loop is over. */
  constructor(random: Random, later: (callback: () => void) => void) {
    this.#random = random;
    this.#later = later;
  }

  createCarrier(): Carrier {
    return new MemoryCarrier(this, this.#later);
  }

  add(subscription: Subscription): void {
    const { subject } = subscription;
    this.#subscriptions.set(subject, (this.#subscriptions.get(subject) ?? new Set()).add(subscription));
  }

  remove(subscription: Subscription): void {
    subscription.isOver = true;
    const all = this.#subscriptions.get(subscription.subject);
    all?.delete(subscription);
    if (all?.size === 0) this.#subscriptions.delete(subscription.subject);
  }

  /** Those that a bundle goes to: all without a group, and one of each group. */
  receivers(subject: string): readonly Subscription[] {
    const all = this.#subscriptions.get(subject);
    if (all === undefined) return [];
    const groups = Map.groupBy(all, ({ group }) => group);
    return [...groups].flatMap(([group, members]) => (group === null ? members : [pick(this.#random, members)]));
  }
}

class MemoryCarrier implements Carrier {
  readonly description = 'the bus in memory';
  readonly messageBytesMax = BODY_BYTES_MAX * 2;
  readonly #hub: MemoryHub;
  readonly #later: (callback: () => void) => void;
  readonly #subscriptions = new Set<Subscription>();
  #events: CarrierEvents | null = null;
  #inbox: { readonly to: Subscription; readonly bytes: Uint8Array }[] = [];
  #inboxBytes = 0;
  #dropped = 0;
  #isClosed = false;

  constructor(hub: MemoryHub, later: (callback: () => void) => void) {
    this.#hub = hub;
    this.#later = later;
  }

  start(events: CarrierEvents): void {
    this.#events = events;
    events.connected();
  }

  send(subject: string, bytes: Uint8Array, ticket: number): void {
    if (this.#isClosed) return;
    const receivers = this.#hub.receivers(subject);
    for (const to of receivers) to.endpoint.deliver(to, bytes);
    if (receivers.length === 0 && ticket > 0) this.#later(() => this.#events?.nobody(ticket));
  }

  deliver(to: Subscription, bytes: Uint8Array): void {
    if (this.#inboxBytes + bytes.byteLength > MEMORY_INBOX_BYTES_MAX) {
      this.#dropped++;
      return;
    }
    this.#inboxBytes += bytes.byteLength;
    this.#inbox.push({ to, bytes });
    if (this.#inbox.length === 1) this.#later(() => this.#deliverAll());
  }

  #deliverAll(): void {
    const inbox = this.#inbox;
    const dropped = this.#dropped;
    this.#inbox = [];
    this.#inboxBytes = 0;
    this.#dropped = 0;
    if (dropped > 0) this.#events?.slow(dropped);
    for (const { to, bytes } of inbox) if (!to.isOver) to.received(bytes);
  }

  subscribe(subject: string, group: string | null, received: (bytes: Uint8Array) => void): () => void {
    const subscription: Subscription = { endpoint: this, subject, group, received, isOver: false };
    this.#subscriptions.add(subscription);
    this.#hub.add(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      this.#hub.remove(subscription);
    };
  }

  confirm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const subscription of this.#subscriptions) this.#hub.remove(subscription);
    this.#subscriptions.clear();
    return Promise.resolve();
  }
}
