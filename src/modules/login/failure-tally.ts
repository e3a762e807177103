// Failed sign-ins since the last report, by reason and by address, for one line of the log a minute: a quarter of a million failures
// are one line, and the addresses with the most failures are in it. Bounded: it keeps a limited number of addresses and forgets
// the ones that failed longest ago.
import { customerOf, type Logger, RecentMap } from '../../base/index.ts';
import { FAILING_ADDRESSES_MAX, FAILING_ADDRESSES_SHOWN } from './lockout-limits.ts';
import type { AuthFailure } from './login.failures.ts';

export class FailureTally {
  readonly #reasons = new Map<AuthFailure, number>();
  #addresses = new RecentMap<number>(FAILING_ADDRESSES_MAX);
  #count = 0;

  add(address: string, reason: AuthFailure): void {
    const customer = customerOf(address);
    this.#count++;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    this.#addresses.set(customer, (this.#addresses.peek(customer) ?? 0) + 1);
  }

  /** Logs the failures since the last report, if there were any. */
  report(log: Logger): void {
    if (this.#count === 0) return;
    const most = [...this.#addresses.entries()].sort(([, one], [, other]) => other - one);
    log.info('sign-ins failed', {
      failures: this.#count,
      reasons: Object.fromEntries(this.#reasons),
      addresses: most.length,
      most: Object.fromEntries(most.slice(0, FAILING_ADDRESSES_SHOWN)),
    });
    this.#count = 0;
    this.#reasons.clear();
    this.#addresses = new RecentMap(FAILING_ADDRESSES_MAX);
  }
}
