// The time that a session spends without a link, waiting for its client: since when, until when, and which hooks of modules hear of
// it. Only a session that can be resumed has one.
import type { Clock } from '../base/index.ts';
import type { Framing } from '../wire/index.ts';
import type { LinkHooks } from './link-hooks.ts';
import type { Resumed } from './module.ts';

export class SessionPark {
  readonly hooks: LinkHooks;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** Of the last link. */
  #framing: Framing;
  #startMs = 0;
  #endMs = 0;
  /** Whether the client did not come in time. */
  isOver = false;

  constructor(hooks: LinkHooks, clock: Pick<Clock, 'monotonicMs'>, framing: Framing) {
    this.hooks = hooks;
    this.#clock = clock;
    this.#framing = framing;
  }

  /** The link is lost; the session waits for `parkMs`. */
  begin(parkMs: number): void {
    this.#startMs = this.#clock.monotonicMs();
    this.#endMs = this.#startMs + parkMs;
  }

  /** The client was given a time to come: returns how long the session waits now. */
  extend(waitMs: number): number {
    const nowMs = this.#clock.monotonicMs();
    this.#endMs = Math.max(nowMs, this.#endMs) + waitMs;
    return this.#endMs - nowMs;
  }

  /** The session has a link of this framing; `wasParked`: it had none. */
  end(framing: Framing, wasParked: boolean): Pick<Resumed, 'awayMs' | 'hasNewFraming'> {
    const hasNewFraming = framing !== this.#framing;
    this.#framing = framing;
    return { hasNewFraming, awayMs: wasParked ? this.#clock.monotonicMs() - this.#startMs : 0 };
  }
}
