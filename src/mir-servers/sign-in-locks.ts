// Slows guessing down: too many wrong passwords for an account from one address, for an account from anywhere, or from one address for any account, and for a while none is
// looked at. Unlike in the originals, trying again does not make the while longer, and strangers cannot lock a player out: an address that signed in to the account lately is not
// held up by what others do. It is memory of one process and forgets all at a restart.
import { type Clock, type Counters, customerOf, RecentMap } from '../base/index.ts';
import {
  LOCK_MS,
  LOCKS_MAX,
  WRONG_PER_ACCOUNT_AND_ADDRESS_MAX,
  WRONG_PER_ACCOUNT_MAX,
  WRONG_PER_ADDRESS_MAX,
} from './limits.ts';

/** One password or answer that is being looked at. */
export interface Attempt {
  /** Once; null when it could not be known, or there is no such account: whoever wants to know which there are can ask by registering. */
  settle(isRight: boolean | null): void;
}

interface Tally {
  wrong: number;
  /** Not settled yet: they count as wrong where many at once would slip through. */
  pending: number;
  windowEndMs: number;
  lockedUntilMs: number;
}

interface Rule {
  readonly key: string;
  readonly wrongMax: number;
  /** Whether those under way count as wrong. Not for an address: a whole internet café may sign in at once after a restart. */
  readonly isPendingWrong: boolean;
}

export class SignInLocks {
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #tallies = new RecentMap<Tally>(LOCKS_MAX);
  /** Account and address of sign-ins that went well. */
  readonly #trusted = new RecentMap<true>(LOCKS_MAX);

  constructor(parts: { readonly clock: Clock; readonly counters: Counters }) {
    this.#clock = parts.clock;
    this.#counters = parts.counters;
  }

  /** Asked before the expensive check. Null while it is locked. */
  begin(account: string, address: string): Attempt | null {
    const customer = customerOf(address);
    // Neither an account nor an address holds a line end.
    const pair = `${account}\n${customer}`;
    const rules: Rule[] = [
      { key: pair, wrongMax: WRONG_PER_ACCOUNT_AND_ADDRESS_MAX, isPendingWrong: true },
      { key: `\n${customer}`, wrongMax: WRONG_PER_ADDRESS_MAX, isPendingWrong: false },
    ];
    if (this.#trusted.peek(pair) === undefined)
      rules.push({ key: account, wrongMax: WRONG_PER_ACCOUNT_MAX, isPendingWrong: true });
    if (rules.some((rule) => this.#isLocked(rule))) {
      this.#counters.counter('mir_sign_ins_locked').add();
      return null;
    }
    for (const { key } of rules) this.#change(key, (tally) => tally.pending++);
    return {
      settle: (isRight) => {
        for (const rule of rules) this.#settle(rule, isRight);
        if (isRight !== true) return;
        this.#trusted.set(pair, true);
        this.#change(pair, (tally) => {
          tally.wrong = 0;
        });
      },
    };
  }

  #isLocked({ key, wrongMax, isPendingWrong }: Rule): boolean {
    const tally = this.#tallies.peek(key);
    if (tally === undefined) return false;
    const nowMs = this.#clock.monotonicMs();
    const wrong = tally.windowEndMs > nowMs ? tally.wrong : 0;
    return tally.lockedUntilMs > nowMs || wrong + (isPendingWrong ? tally.pending : 0) >= wrongMax;
  }

  #settle({ key, wrongMax }: Rule, isRight: boolean | null): void {
    this.#change(key, (tally) => {
      // Forgotten and made anew in between, it knows nothing of this attempt.
      tally.pending = Math.max(0, tally.pending - 1);
      if (isRight !== false) return;
      const nowMs = this.#clock.monotonicMs();
      if (tally.windowEndMs <= nowMs) tally.wrong = 0;
      tally.windowEndMs = nowMs + LOCK_MS;
      tally.wrong++;
      if (tally.wrong < wrongMax) return;
      tally.wrong = 0;
      tally.lockedUntilMs = nowMs + LOCK_MS;
    });
  }

  #change(key: string, change: (tally: Tally) => void): void {
    const tally = this.#tallies.peek(key) ?? { wrong: 0, pending: 0, windowEndMs: 0, lockedUntilMs: 0 };
    change(tally);
    this.#tallies.set(key, tally);
  }
}
