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

const FREE = -1;

/**
 * The limits of one session, one slot a rule. A slot whose arrival is over is as good as new, so only those that are ahead have
 * a place here: of some hundred rules a client touches two or three within their intervals.
 */
export class RateLimits {
  /** Pairs of a slot and its arrival; it grows, to at most a pair a rule, while more slots are ahead than there are places. */
  readonly #places = [FREE, 0, FREE, 0, FREE, 0, FREE, 0];

  /** Counts one message against `slot` and says whether it is within the rate. A refused message is not counted. */
  allow(slot: number, rule: RateRule, nowMs: number): boolean {
    const places = this.#places;
    const at = this.#find(slot, nowMs);
    const arrivalMs = places[at] === slot ? Math.max(places[at + 1] ?? 0, nowMs) : nowMs;
    if (arrivalMs - nowMs > rule.aheadMs) return false;
    places[at] = slot;
    places[at + 1] = arrivalMs + rule.intervalMs;
    return true;
  }

  /** Where the slot is, or else where it may be put. */
  #find(slot: number, nowMs: number): number {
    const places = this.#places;
    let free = places.length;
    for (let at = 0; at < places.length; at += 2) {
      if (places[at] === slot) return at;
      if ((places[at + 1] ?? 0) <= nowMs) free = at;
    }
    return free;
  }
}
