// Rate limits of one session: one number a limit, its arrival (see `RateRule`), and no timers.
import type { RateRule } from '../base/index.ts';

/** The slots of a session that belong to no message: the rate over all messages, of refused ones, and of those about links. */
export const SESSION_SLOT = 0;
export const REFUSALS_SLOT = 1;
export const LINK_SLOT = 2;
export const FIRST_MESSAGE_SLOT = 3;

const FREE = -1;

/**
 * The limits of one session, one slot a rule. A slot whose arrival has passed is as good as new, so only slots that are ahead
 * have a place here: of some hundred rules a client uses two or three within their intervals.
 */
export class RateLimits {
  /** Pairs of a slot and its arrival; it grows, to at most a pair a rule, while more slots are ahead than there are places. */
  readonly #places = [FREE, 0, FREE, 0, FREE, 0, FREE, 0];

  /** Counts one message against `slot` and says whether it is within the rate. A refused message is not counted. */
  allow(slot: number, rule: RateRule, nowMs: number): boolean {
    const places = this.#places;
    const at = this.#find(slot, nowMs);
    const afterMs = rule.after(places[at] === slot ? (places[at + 1] ?? 0) : nowMs, nowMs);
    if (!rule.allows(afterMs, nowMs)) return false;
    places[at] = slot;
    places[at + 1] = afterMs;
    return true;
  }

  /** How long until the next message against `slot` is within the rate. Milliseconds; counts nothing. */
  waitMs(slot: number, rule: RateRule, nowMs: number): number {
    const at = this.#find(slot, nowMs);
    const afterMs = rule.after(this.#places[at] === slot ? (this.#places[at + 1] ?? 0) : nowMs, nowMs);
    return rule.allows(afterMs, nowMs) ? 0 : Math.ceil(afterMs - nowMs - rule.aheadMs);
  }

  /** Pairs of a slot and how many milliseconds it is ahead: another process restores them. */
  save(nowMs: number): (readonly [slot: number, aheadMs: number])[] {
    const saved: [number, number][] = [];
    for (let at = 0; at < this.#places.length; at += 2) {
      const aheadMs = (this.#places[at + 1] ?? 0) - nowMs;
      if (this.#places[at] !== FREE && aheadMs > 0) saved.push([this.#places[at] ?? FREE, aheadMs]);
    }
    return saved;
  }

  restore(slot: number, arrivalMs: number): void {
    const at = this.#find(slot, 0);
    this.#places[at] = slot;
    this.#places[at + 1] = arrivalMs;
  }

  /** The place of the slot, or else a free one. */
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
