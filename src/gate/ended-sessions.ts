// Sessions that ended and could be resumed: why, and how many of their clients' packets took effect, so that a client that comes too
// late knows what was done. Bounded in count and time; the oldest is forgotten first.
import type { Clock } from '../base/index.ts';
import { RecentMap } from '../base/index.ts';
import { ENDED_SESSION_MS, ENDED_SESSIONS_MAX } from './limits.ts';
import type { TokenHashes } from './resume-token.ts';

export interface EndedSession {
  readonly hashes: TokenHashes;
  /** A code of `RESUME_REFUSAL`. */
  readonly code: number;
  readonly done: number;
  readonly endedMs: number;
}

export class EndedSessions {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #bySelector = new RecentMap<EndedSession>(ENDED_SESSIONS_MAX);

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#bySelector.size;
  }

  add(selector: string, ended: Omit<EndedSession, 'endedMs'>): void {
    this.#bySelector.set(selector, { ...ended, endedMs: this.#clock.monotonicMs() });
  }

  find(selector: string): EndedSession | null {
    return this.#bySelector.peek(selector) ?? null;
  }

  all(): Iterable<readonly [selector: string, ended: EndedSession]> {
    return this.#bySelector.entries();
  }

  restore(selector: string, ended: EndedSession): void {
    this.#bySelector.set(selector, ended);
  }

  /** Forgets those whose time is over. */
  sweep(): void {
    const untilMs = this.#clock.monotonicMs() - ENDED_SESSION_MS;
    for (const [selector, { endedMs }] of this.#bySelector.entries()) {
      if (endedMs > untilMs) return;
      this.#bySelector.delete(selector);
    }
  }
}
