// A NATS server and the network around it for simulations: processes connect to it over links that delay, are cut and heal, all on one
// clock and from one seed. What a link has not carried when it breaks is lost; a bundle near that moment may come twice. Requests to
// the server (`ask`) go over the same links: one whose answer is lost may have been done.
import { chance, type ManualClock, pick, type Random } from '../base/index.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { BODY_BYTES_MAX } from './limits.ts';
import type { SimulatedClock } from './simulated-clock.fixture.ts';

/** How long a cut goes unnoticed: pings stay without answers for so long. Milliseconds. */
export const NOTICE_MS = 6_000;
/** How long `ask` waits. Milliseconds. */
const ASK_MS_MAX = 2_000;
/** Bundles that may come again after a reconnect. */
const REPEATED_MAX = 3;
const REPEAT_CHANCE = 4;

interface Subscription {
  readonly link: SimulatedLink;
  readonly subject: string;
  readonly group: string | null;
  readonly received: (bytes: Uint8Array) => void;
}

export interface NetworkOptions {
  readonly clock: ManualClock;
  readonly random: Random;
  /** One way over one link. Milliseconds. */
  readonly delayMsMin?: number;
  readonly delayMsMax?: number;
}

export class SimulatedNetwork {
  readonly clock: ManualClock;
  readonly random: Random;
  readonly #delayMs: readonly [number, number];
  readonly #subscriptions = new Set<Subscription>();

  constructor({ clock, random, delayMsMin = 1, delayMsMax = 1 }: NetworkOptions) {
    this.clock = clock;
    this.random = random;
    this.#delayMs = [delayMsMin, delayMsMax];
  }

  /** The way of a process to the server. It is up. */
  link(clock: SimulatedClock): SimulatedLink {
    return new SimulatedLink(this, clock);
  }

  delayMs(): number {
    const [min, max] = this.#delayMs;
    return min + this.random.below(max - min + 1);
  }

  subscribe(subscription: Subscription): void {
    this.#subscriptions.add(subscription);
  }

  unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
  }

  /** The server has lost the connection of the process. */
  forget(link: SimulatedLink): readonly Subscription[] {
    const own = [...this.#subscriptions].filter((each) => each.link === link);
    for (const each of own) this.#subscriptions.delete(each);
    return own;
  }

  /** A bundle has reached the server. Whether somebody subscribes. */
  publish(subject: string, bytes: Uint8Array): boolean {
    const all = [...this.#subscriptions].filter((each) => each.subject === subject);
    const groups = Map.groupBy(all, ({ group }) => group);
    const receivers = [...groups].flatMap(([group, members]) =>
      group === null ? members : [pick(this.random, members)],
    );
    for (const { link, received } of receivers) link.toProcess(() => received(bytes));
    return receivers.length > 0;
  }
}

/** What is under way in one direction, in order. */
interface Way {
  readonly queue: (() => void)[];
  /** When the last of it arrives. */
  lastMs: number;
}

export class SimulatedLink implements Carrier {
  readonly description = 'the simulated server';
  readonly messageBytesMax = BODY_BYTES_MAX * 2;
  readonly clock: SimulatedClock;
  readonly #network: SimulatedNetwork;
  readonly #up: Way = { queue: [], lastMs: 0 };
  readonly #down: Way = { queue: [], lastMs: 0 };
  readonly #wanted = new Set<Subscription>();
  readonly #connects = new Set<() => void>();
  #events: CarrierEvents | null = null;
  #recent: { readonly subject: string; readonly bytes: Uint8Array }[] = [];
  /** Rises when the connection breaks: what belongs to an earlier one is lost. */
  #connection = 0;
  #isCut = false;
  /** Whether both ends have noticed that it is cut. */
  #isNoticed = false;
  #cutCount = 0;
  #isClosed = false;

  constructor(network: SimulatedNetwork, clock: SimulatedClock) {
    this.#network = network;
    this.clock = clock;
  }

  get isUp(): boolean {
    return !this.#isCut;
  }

  start(events: CarrierEvents): void {
    this.#events = events;
    if (!this.#isNoticed) events.connected();
    else events.disconnected('the link is cut');
  }

  send(subject: string, bytes: Uint8Array, ticket: number): void {
    if (this.#isClosed || this.clock.isDead) return;
    this.#recent = [...this.#recent.slice(1 - REPEATED_MAX), { subject, bytes }];
    this.#toServer(() => {
      const isReceived = this.#network.publish(subject, bytes);
      if (!isReceived && ticket > 0) this.toProcess(() => this.#events?.nobody(ticket));
    });
  }

  subscribe(subject: string, group: string | null, received: (bytes: Uint8Array) => void): () => void {
    const subscription = { link: this, subject, group, received };
    this.#wanted.add(subscription);
    if (!this.#isNoticed) this.#network.subscribe(subscription);
    return () => {
      this.#wanted.delete(subscription);
      this.#network.unsubscribe(subscription);
    };
  }

  /** Calls back when the process is connected anew, until the returned function is called. */
  whenConnected(connected: () => void): () => void {
    this.#connects.add(connected);
    return () => this.#connects.delete(connected);
  }

  confirm(): Promise<void> {
    return this.ask(() => {});
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#network.forget(this);
    return Promise.resolve();
  }

  /** Has the server do something. Rejects when the answer does not come in time, whether it was done or not. */
  ask<Answer>(work: () => Answer): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const cancel = this.clock.after(ASK_MS_MAX, () => reject(new Error('the server did not answer in time')));
    const settle = (settled: () => void): void =>
      this.toProcess(() => {
        cancel();
        settled();
      });
    this.#toServer(() => {
      try {
        const answer = work();
        settle(() => resolve(answer));
      } catch (error) {
        settle(() => reject(error));
      }
    });
    return promise;
  }

  /** From the server to the process. */
  toProcess(arrive: () => void): void {
    this.#carry(this.#down, () => this.clock.run(arrive));
  }

  /** Nothing passes from now on. After some seconds both ends notice, and what was under way is lost. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    const cut = ++this.#cutCount;
    this.#network.clock.after(NOTICE_MS, () => {
      if (this.#isCut && cut === this.#cutCount) this.breakDown();
    });
  }

  /** Both ends notice that the connection is lost. */
  breakDown(): void {
    if (this.#isNoticed) return;
    this.#isCut = true;
    this.#isNoticed = true;
    this.#connection++;
    for (const way of [this.#up, this.#down]) {
      way.queue.length = 0;
      way.lastMs = 0;
    }
    this.#network.forget(this);
    this.clock.run(() => this.#events?.disconnected('the link was cut'));
  }

  /** The link works again. What was under way arrives, unless the cut was noticed; then the process connects anew. */
  heal(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    if (!this.#isNoticed) {
      for (const way of [this.#up, this.#down]) {
        const waiting = way.queue.splice(0);
        for (const arrive of waiting) this.#carry(way, arrive);
      }
      return;
    }
    this.#isNoticed = false;
    const connection = this.#connection;
    this.clock.run(() => {
      if (connection !== this.#connection || this.#isClosed) return;
      for (const each of this.#wanted) this.#network.subscribe(each);
      const { random } = this.#network;
      const repeated = chance(random, REPEAT_CHANCE) ? this.#recent : [];
      for (const { subject, bytes } of repeated) this.#toServer(() => this.#network.publish(subject, bytes));
      this.#events?.connected();
      for (const connected of this.#connects) connected();
    });
  }

  #toServer(arrive: () => void): void {
    if (this.clock.isDead) return;
    this.#carry(this.#up, arrive);
  }

  #carry(way: Way, arrive: () => void): void {
    if (this.#isNoticed) return;
    if (this.#isCut) {
      way.queue.push(arrive);
      return;
    }
    const { clock } = this.#network;
    const connection = this.#connection;
    way.lastMs = Math.max(way.lastMs, clock.monotonicMs() + this.#network.delayMs());
    clock.after(way.lastMs - clock.monotonicMs(), () => {
      if (connection !== this.#connection) return;
      // Cut while it was under way.
      if (this.#isCut) way.queue.push(arrive);
      else arrive();
    });
  }
}
