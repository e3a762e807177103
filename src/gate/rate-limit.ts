// Rate limits of one session: one number a limit, no timers. The generic cell rate algorithm (ITU-T I.371): `arrival` is the
// moment at which a sender of exactly the allowed rate would send next; who is ahead of it by more than the burst is refused.
import type { Rate } from '../wire/index.ts';

/** A rate in the units the algorithm counts in. Made once per message type. */
export class RateRule {
  /** Milliseconds between two messages at the allowed rate. */
  readonly intervalMs: number;
  /** How far ahead of that rate a sender may be. */
  readonly aheadMs: number;

  constructor(rate: Rate) {
    this.intervalMs = 1000 / rate.perSecond;
    // A microsecond more, so that rounding never costs the last message of a burst.
    this.aheadMs = (rate.burst - 1) * this.intervalMs + 0.001;
  }
}

/** The limits of one session, one slot a rule. */
export class RateLimits {
  readonly #arrivalMs: Float64Array;

  constructor(count: number) {
    this.#arrivalMs = new Float64Array(count);
  }

  /** Counts one message against `slot` and says whether it is within the rate. A refused message is not counted. */
  allow(slot: number, rule: RateRule, nowMs: number): boolean {
    const arrivalMs = Math.max(this.#arrivalMs[slot] as number, nowMs);
    if (arrivalMs - nowMs > rule.aheadMs) return false;
    this.#arrivalMs[slot] = arrivalMs + rule.intervalMs;
    return true;
  }
}
