// A network of packets for simulations of the resuming client: each link delivers in order, with delays, until it is cut; then what is
// under way arrives up to some packet and no further, and the two ends notice at different times, or one of them never.
import { type ManualClock, SeededRandom } from '../base/index.ts';
import type { Link, LinkDialer, LinkHandler } from './client-link.ts';

const DELAY_MS_MAX = 40;
/** Of one link in three, towards the server: an attempt arrives after the client has given the link up. */
const SLOW_MS_MAX = 20_000;
const OPEN_MS_MAX = 100;
/** How long an end may take to notice. */
const NOTICE_MS_MAX = 20_000;

/** The server's end. */
export interface ServerEnd {
  packet(bytes: Uint8Array): void;
  ended(): void;
}

/** What the server does with its end of a link. */
export interface ServerSide {
  send(bytes: Uint8Array): void;
  /** Ends it in order: what was sent arrives. */
  close(): void;
}

export interface ModelNetworkOptions {
  readonly clock: ManualClock;
  readonly seed: number;
  readonly accept: (side: ServerSide) => ServerEnd;
}

interface Direction {
  /** Nothing arrives before this, so that packets stay in order. */
  readyMs: number;
  /** Nothing arrives after this. */
  endMs: number;
  delayMsMax: number;
}

export class ModelNetwork {
  readonly clock: ManualClock;
  readonly random: SeededRandom;
  /** Whether links can be opened. */
  isReachable = true;
  /** Whether some links are slow, once the client has opened the first. */
  isEverSlow = false;
  /** A planted fault: packets of earlier links reach the newest one. */
  mixesLinks = false;
  readonly links = new Set<ModelLink>();
  readonly #accept: (side: ServerSide) => ServerEnd;
  newestHandler: LinkHandler | null = null;

  constructor({ clock, seed, accept }: ModelNetworkOptions) {
    this.clock = clock;
    this.random = new SeededRandom(seed);
    this.#accept = accept;
  }

  readonly dial: LinkDialer = (handler) => {
    const link = new ModelLink(this, handler);
    this.links.add(link);
    this.clock.after(this.random.below(OPEN_MS_MAX), () => link.open(this.isReachable ? this.#accept : null));
    return link;
  };

  /** Cuts every open link. `isSilent`: neither end learns of it. */
  cut(isSilent: boolean): void {
    for (const link of this.links) link.cut(isSilent);
  }
}

export class ModelLink implements Link {
  readonly #network: ModelNetwork;
  readonly #handler: LinkHandler;
  readonly #up: Direction = { readyMs: 0, endMs: Number.POSITIVE_INFINITY, delayMsMax: DELAY_MS_MAX };
  readonly #down: Direction = { readyMs: 0, endMs: Number.POSITIVE_INFINITY, delayMsMax: DELAY_MS_MAX };
  #server: ServerEnd | null = null;
  #isOpen = false;
  #isClientDone = false;
  #isServerDone = false;
  isCongested = false;
  readonly remoteAddress = null;

  constructor(network: ModelNetwork, handler: LinkHandler) {
    this.#network = network;
    this.#handler = handler;
    if (network.isEverSlow && network.random.below(3) === 0) this.#up.delayMsMax = SLOW_MS_MAX;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(accept: ((side: ServerSide) => ServerEnd) | null): void {
    if (this.#isClientDone) return;
    if (accept === null) {
      this.#endClient();
      return;
    }
    this.#isOpen = true;
    this.#network.newestHandler = this.#handler;
    this.#server = accept({
      send: (bytes) => this.#travel(this.#down, () => this.#toClient(bytes)),
      close: () => {
        this.#isServerDone = true;
        this.#travel(this.#down, () => this.#endClient());
      },
    });
    this.#handler.opened();
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#isOpen) return;
    const packet = Uint8Array.from(bytes.subarray(start, end));
    this.#travel(this.#up, () => {
      if (!this.#isServerDone) this.#server?.packet(packet);
    });
  }

  close(): void {
    this.#isOpen = false;
    this.#travel(this.#up, () => this.#endServer());
    this.#network.clock.after(0, () => this.#endClient());
  }

  destroy(): void {
    if (this.#isClientDone) return;
    this.#isOpen = false;
    if (this.#up.delayMsMax === DELAY_MS_MAX) this.#up.endMs = Math.min(this.#up.endMs, this.#soonMs());
    this.#later(NOTICE_MS_MAX, () => this.#endServer());
    this.#network.clock.after(0, () => this.#endClient());
  }

  /** The network breaks. */
  cut(isSilent: boolean): void {
    if (!this.#isOpen) return;
    for (const direction of [this.#up, this.#down]) direction.endMs = Math.min(direction.endMs, this.#soonMs());
    if (isSilent) return;
    this.#later(NOTICE_MS_MAX, () => this.#endServer());
    this.#later(DELAY_MS_MAX, () => this.#endClient());
  }

  #soonMs(): number {
    return this.#network.clock.monotonicMs() + this.#network.random.below(DELAY_MS_MAX);
  }

  #later(withinMs: number, what: () => void): void {
    this.#network.clock.after(DELAY_MS_MAX + this.#network.random.below(withinMs), what);
  }

  #travel(direction: Direction, arrive: () => void): void {
    const { clock, random } = this.#network;
    direction.readyMs = Math.max(direction.readyMs, clock.monotonicMs() + random.below(direction.delayMsMax));
    clock.after(direction.readyMs - clock.monotonicMs(), () => {
      if (clock.monotonicMs() <= direction.endMs) arrive();
    });
  }

  #toClient(bytes: Uint8Array): void {
    const { mixesLinks, newestHandler } = this.#network;
    const handler = mixesLinks ? (newestHandler ?? this.#handler) : this.#handler;
    if (!this.#isClientDone || mixesLinks) handler.packet(bytes, 0, bytes.length);
  }

  #endClient(): void {
    if (this.#isClientDone) return;
    this.#isClientDone = true;
    this.#isOpen = false;
    this.#network.links.delete(this);
    this.#handler.ended({ reason: 'peer-reset', errno: -104 });
  }

  #endServer(): void {
    if (this.#isServerDone) return;
    this.#isServerDone = true;
    this.#server?.ended();
  }
}
