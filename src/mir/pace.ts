// A rate as one number (ITU-T I.371): the moment at which a sender of exactly the allowed rate would send next. Who is ahead of it by more than the
// burst is refused.
import type { Rate } from '../wire/index.ts';

export class PaceRule {
  readonly #intervalMs: number;
  readonly #aheadMs: number;

  constructor(rate: Rate) {
    this.#intervalMs = 1000 / rate.perSecond;
    // A microsecond more, so that rounding never costs the last of a burst.
    this.#aheadMs = (rate.burst - 1) * this.#intervalMs + 0.001;
  }

  /** The new arrival after one more at `nowMs`, or null when it is too early. Nobody's first arrival is 0. */
  next(arrivalMs: number, nowMs: number): number | null {
    const from = Math.max(arrivalMs, nowMs);
    return from - nowMs > this.#aheadMs ? null : from + this.#intervalMs;
  }
}
