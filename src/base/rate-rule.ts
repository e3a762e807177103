// A rate as arithmetic on one number: the generic cell rate algorithm (ITU-T I.371). A sender's state is its arrival, the moment
// at which a sender of exactly the allowed rate would send next; a sender further ahead than the burst is refused. No timers and
// no allocation: callers keep arrivals where they like, and a sender that is new or has been quiet has any moment of the past.

/** A rate: so many a second in the long run, with a burst of so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export class RateRule {
  /** Milliseconds between two events at the allowed rate. */
  readonly intervalMs: number;
  /** How far ahead of that rate a sender may be. */
  readonly aheadMs: number;

  constructor(rate: Rate) {
    this.intervalMs = 1000 / rate.perSecond;
    // One microsecond more, so that rounding never rejects the last of a burst.
    this.aheadMs = rate.burst * this.intervalMs + 0.001;
  }

  /** The arrival after `count` more events at `nowMs`. */
  after(arrivalMs: number, nowMs: number, count = 1): number {
    return Math.max(arrivalMs, nowMs) + count * this.intervalMs;
  }

  /** Whether a sender whose arrival would be `afterMs` is within the rate. Otherwise it is refused and keeps its arrival. */
  allows(afterMs: number, nowMs: number): boolean {
    return afterMs - nowMs <= this.aheadMs;
  }
}
