// How often each address (each customer, see `customerOf`) may connect. When the table is full, the addresses that connected longest ago are forgotten: after a
// pause an address has the same rights as an unknown one.
import { type Rate, RateRule, RecentMap } from '../../base/index.ts';
import { ADDRESS_PACES_MAX } from './limits.ts';

export class AddressPaces {
  readonly #rule: RateRule;
  readonly #arrivals = new RecentMap<number>(ADDRESS_PACES_MAX);

  constructor(rate: Rate) {
    this.#rule = new RateRule(rate);
  }

  get count(): number {
    return this.#arrivals.size;
  }

  /** Whether `address` may come once more. */
  allow(address: string, nowMs: number): boolean {
    const before = this.#arrivals.peek(address) ?? 0;
    const after = this.#rule.after(before, nowMs);
    const isAllowed = this.#rule.allows(after, nowMs);
    this.#arrivals.set(address, isAllowed ? after : before);
    return isAllowed;
  }
}
