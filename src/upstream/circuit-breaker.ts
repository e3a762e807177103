// Stops asking a service that does not answer well, so that neither its callers nor the service itself wait for nothing. Closed: every
// request goes out, and the share of failures is counted over a moving window. Open: none goes out for a while. Half-open: one probe at
// a time goes out; enough good ones in a row close the breaker, a bad one opens it for twice as long. It sets no timer: time passes
// when it is asked. A result that belongs to an earlier state changes nothing.
import { assert, Backoff, type Clock, type Random } from '../base/index.ts';
import {
  BREAKER_CALLS_MIN,
  BREAKER_FAILED_SHARE,
  BREAKER_OPEN_MS,
  BREAKER_PARTS,
  BREAKER_PROBES,
  BREAKER_WINDOW_MS,
} from './limits.ts';

export type BreakerState =
  | { readonly is: 'closed' }
  /** Nothing goes out for `forMs` more. */
  | { readonly is: 'open'; readonly forMs: number }
  | { readonly is: 'half-open' };

/** Requests in the window. */
export interface BreakerWindow {
  readonly calls: number;
  readonly failed: number;
}

/** A request that may go out. `settle` is called once. */
export interface Permit {
  settle(isWell: boolean): void;
}

export interface BreakerWatcher {
  /** `window` is why; null after a probe that failed. */
  opened(forMs: number, window: BreakerWindow | null): void;
  closed(): void;
}

interface Part {
  /** Which part of time it counts; an older one counts as empty. */
  number: number;
  calls: number;
  failed: number;
}

const PART_MS = BREAKER_WINDOW_MS / BREAKER_PARTS;

export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #watcher: BreakerWatcher;
  readonly #backoff: Backoff;
  readonly #parts: Part[] = Array.from({ length: BREAKER_PARTS }, () => ({ number: -1, calls: 0, failed: 0 }));
  /** When it may be probed; null while it is closed. */
  #openUntilMs: number | null = null;
  /** Probes that succeeded in a row. */
  #probes = 0;
  #isProbing = false;
  /** Counts the changes between open and closed: a permit of an earlier one is stale. */
  #era = 0;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }, watcher: BreakerWatcher) {
    this.#clock = clock;
    this.#watcher = watcher;
    this.#backoff = new Backoff(BREAKER_OPEN_MS, random);
  }

  get state(): BreakerState {
    if (this.#openUntilMs === null) return { is: 'closed' };
    const forMs = this.#openUntilMs - this.#clock.monotonicMs();
    return forMs > 0 ? { is: 'open', forMs } : { is: 'half-open' };
  }

  get window(): BreakerWindow {
    const oldest = this.#partNumber() - BREAKER_PARTS;
    let [calls, failed] = [0, 0];
    for (const part of this.#parts) {
      if (part.number <= oldest) continue;
      calls += part.calls;
      failed += part.failed;
    }
    return { calls, failed };
  }

  /** Null when no request may go out now. */
  begin(): Permit | null {
    const { is } = this.state;
    if (is === 'open' || (is === 'half-open' && this.#isProbing)) return null;
    const era = this.#era;
    if (is === 'half-open') this.#isProbing = true;
    let isSettled = false;
    return {
      settle: (isWell) => {
        assert(!isSettled, 'a request has one outcome');
        isSettled = true;
        if (era !== this.#era) return;
        if (is === 'half-open') this.#probed(isWell);
        else this.#count(isWell);
      },
    };
  }

  #count(isWell: boolean): void {
    const number = this.#partNumber();
    const part = this.#parts[number % BREAKER_PARTS] as Part;
    if (part.number !== number) Object.assign(part, { number, calls: 0, failed: 0 });
    part.calls++;
    if (isWell) return;
    part.failed++;
    const { window } = this;
    if (window.calls >= BREAKER_CALLS_MIN && window.failed >= window.calls * BREAKER_FAILED_SHARE) this.#open(window);
  }

  #probed(isWell: boolean): void {
    this.#isProbing = false;
    if (!isWell) {
      this.#open(null);
      return;
    }
    this.#probes++;
    if (this.#probes < BREAKER_PROBES) return;
    this.#openUntilMs = null;
    this.#era++;
    this.#backoff.reset();
    for (const part of this.#parts) part.number = -1;
    this.#watcher.closed();
  }

  #open(window: BreakerWindow | null): void {
    const forMs = this.#backoff.nextMs();
    this.#openUntilMs = this.#clock.monotonicMs() + forMs;
    this.#probes = 0;
    this.#isProbing = false;
    this.#era++;
    this.#watcher.opened(forMs, window);
  }

  #partNumber(): number {
    return Math.floor(this.#clock.monotonicMs() / PART_MS);
  }
}
