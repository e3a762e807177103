// Pings of WebSocket clients that send none themselves, so that proxies on the way do not cut a player who does nothing: most cut after
// a minute without a byte. A session that can be resumed has pings of its own. All links have the same period, so those that are due
// are the first of a list, and a link has no timer.
import type { Cancel, Clock } from '../base/index.ts';
import type { SessionLink } from './session-link.ts';

/** Which WebSocket clients are sent pings. */
export type PingedClients = 'all' | 'browsers' | 'none';

export interface WebSocketPingOptions {
  readonly clients: PingedClients;
  /** Milliseconds. */
  readonly everyMs: number;
  /** Whether pings and pongs are life for the deadline of `gaming`. */
  readonly areLife: boolean;
}

export const WEBSOCKET_PINGS: WebSocketPingOptions = { clients: 'browsers', everyMs: 45_000, areLife: false };

/** How exact the period is. */
const SWEEP_MS = 1_000;

export class WebSocketPings {
  readonly #clock: Clock;
  readonly #options: WebSocketPingOptions;
  /** When each is due, the next one first. */
  readonly #dueMs = new Map<SessionLink, number>();
  #stop: Cancel | null = null;

  constructor(clock: Clock, options: WebSocketPingOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Links that are pinged. */
  get count(): number {
    return this.#dueMs.size;
  }

  upgraded(link: SessionLink, isBrowser: boolean): void {
    const { clients } = this.#options;
    if (clients === 'none' || (clients === 'browsers' && !isBrowser)) return;
    this.add(link);
  }

  /** Pings a link from now on: that of a page, or one that another process pinged. */
  add(link: SessionLink): void {
    this.#dueMs.set(link, this.#clock.monotonicMs() + this.#options.everyMs);
    this.#stop ??= this.#clock.every(SWEEP_MS, () => this.#sweep());
  }

  has(link: SessionLink): boolean {
    return this.#dueMs.has(link);
  }

  /** A control frame of the client came. */
  alive(link: SessionLink): void {
    if (this.#options.areLife) link.owner?.touch(this.#clock.monotonicMs());
  }

  closed(link: SessionLink): void {
    this.#dueMs.delete(link);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    this.#dueMs.clear();
  }

  #sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [link, dueMs] of this.#dueMs) {
      if (dueMs > nowMs) return;
      this.#dueMs.delete(link);
      // The session's own pings reach further: they find a dead link.
      if (link.owner?.resume === null && link.connection.ping()) this.add(link);
    }
  }
}
