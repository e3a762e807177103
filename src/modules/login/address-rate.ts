// How often one address may make something: visitors, or accounts. An IPv6 network of one customer counts as one address.
import { type Clock, customerOf, RateRule, RecentMap } from '../../base/index.ts';
import { RATED_ADDRESSES_MAX } from './login-limits.ts';

export interface AddressLimits {
  readonly perMinuteMax: number;
  readonly burst: number;
}

export class AddressRate {
  readonly #clock: Clock;
  readonly #rule: RateRule;
  /** By address: its arrival (see `RateRule`). */
  readonly #arrivals = new RecentMap<number>(RATED_ADDRESSES_MAX);

  constructor(clock: Clock, { perMinuteMax, burst }: AddressLimits) {
    this.#clock = clock;
    this.#rule = new RateRule({ perSecond: perMinuteMax / 60, burst });
  }

  /** Counts one more, unless it is above the rate. */
  enter(address: string): boolean {
    const customer = customerOf(address);
    const nowMs = this.#clock.monotonicMs();
    const afterMs = this.#rule.after(this.#arrivals.peek(customer) ?? Number.NEGATIVE_INFINITY, nowMs);
    if (!this.#rule.allows(afterMs, nowMs)) return false;
    this.#arrivals.set(customer, afterMs);
    return true;
  }
}
