// How often an address and a link may send a token or ticket that nobody has: guesses, as a client has one that is right, or none.
import { type Clock, customerOf, RateRule, RecentMap } from '../base/index.ts';
import { WRONG_TOKEN_ADDRESSES_MAX, WRONG_TOKENS, WRONG_TOKENS_MAX } from './limits.ts';

const GUESS_RULE = new RateRule(WRONG_TOKENS);

interface Guesser {
  readonly address: string;
}

export class TokenGuesses {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #byLink = new WeakMap<object, number>();
  readonly #byAddress = new RecentMap<number>(WRONG_TOKEN_ADDRESSES_MAX);

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Counts a wrong token; false when its link or its address sent too many. */
  isAllowed(newcomer: Guesser): boolean {
    const nowMs = this.#clock.monotonicMs();
    const guesses = (this.#byLink.get(newcomer) ?? 0) + 1;
    this.#byLink.set(newcomer, guesses);
    const customer = customerOf(newcomer.address);
    const afterMs = GUESS_RULE.after(this.#byAddress.peek(customer) ?? nowMs, nowMs);
    const isAllowed = GUESS_RULE.allows(afterMs, nowMs);
    if (isAllowed) this.#byAddress.set(customer, afterMs);
    return isAllowed && guesses <= WRONG_TOKENS_MAX;
  }

  /** Forgets addresses that have been quiet. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [customer, afterMs] of this.#byAddress.entries()) {
      if (afterMs > nowMs) return;
      this.#byAddress.delete(customer);
    }
  }
}
