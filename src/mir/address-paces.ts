// How often each address (each customer, see `customerOf`) comes. An address that was quiet for long is as good as unknown, so those that came longest ago are forgotten when there
// are more than the bound.
import type { Rate } from '../wire/index.ts';
import { ADDRESS_PACES_MAX } from './limits.ts';
import { PaceRule } from './pace.ts';

export class AddressPaces {
  readonly #rule: PaceRule;
  /** The arrival of each, the one that came longest ago first. */
  readonly #arrivals = new Map<string, number>();

  constructor(rate: Rate) {
    this.#rule = new PaceRule(rate);
  }

  get count(): number {
    return this.#arrivals.size;
  }

  /** Whether `address` may come once more. */
  allow(address: string, nowMs: number): boolean {
    const before = this.#arrivals.get(address) ?? 0;
    const next = this.#rule.next(before, nowMs);
    this.#arrivals.delete(address);
    this.#arrivals.set(address, next ?? before);
    if (this.#arrivals.size > ADDRESS_PACES_MAX) {
      for (const oldest of this.#arrivals.keys()) {
        this.#arrivals.delete(oldest);
        break;
      }
    }
    return next !== null;
  }
}
