// Slows down guessing: too many wrong passwords for an account from one address, for an account from anywhere, or from one address for
// any account, and for a while no password of that kind is checked (see `GuessLock`). Unlike in the originals, trying again does not
// make the while longer, and strangers cannot lock a player out: an address that signed in to the account lately is not held up by
// what others do.
import { type Clock, type Counters, customerOf, GuessLock, TrustedAddresses } from '../../base/index.ts';
import {
  LOCK_MS,
  LOCKS_MAX,
  TRUSTED_ADDRESSES_PER_ACCOUNT,
  WRONG_PER_ACCOUNT_AND_ADDRESS_MAX,
  WRONG_PER_ACCOUNT_MAX,
  WRONG_PER_ADDRESS_MAX,
} from './limits.ts';

/** One password or answer that is being checked. */
export interface Attempt {
  /** Once; null when it could not be known, or there is no such account: which accounts there are anybody can find out by registering. */
  settle(isRight: boolean | null): void;
}

const RULE = {
  windowMs: LOCK_MS,
  windowFrom: 'previous',
  lockMs: LOCK_MS,
  lockMsMax: LOCK_MS,
  entriesMax: LOCKS_MAX,
  countsPending: true,
  isCleared: false,
} as const;

export class SignInLocks {
  readonly #counters: Counters;
  readonly #pairs: GuessLock;
  readonly #addresses: GuessLock;
  readonly #accounts: GuessLock;
  readonly #trusted = new TrustedAddresses({ accountsMax: LOCKS_MAX, perAccountMax: TRUSTED_ADDRESSES_PER_ACCOUNT });

  constructor({ clock, counters }: { readonly clock: Clock; readonly counters: Counters }) {
    this.#counters = counters;
    this.#pairs = new GuessLock(clock, { ...RULE, wrongMax: WRONG_PER_ACCOUNT_AND_ADDRESS_MAX, isCleared: true });
    // A whole internet café may sign in at once after a restart.
    this.#addresses = new GuessLock(clock, { ...RULE, wrongMax: WRONG_PER_ADDRESS_MAX, countsPending: false });
    this.#accounts = new GuessLock(clock, { ...RULE, wrongMax: WRONG_PER_ACCOUNT_MAX });
  }

  /**
   * Checks one password or answer; null while it is locked. `check` says whether it was right (null: unknown, or there is no such account: anybody
   * can find out by registering which accounts exist).
   */
  async attempt<Result>(
    account: string,
    address: string,
    check: () => Promise<{ readonly isRight: boolean | null; readonly result: Result }>,
  ): Promise<Result | null> {
    const attempt = this.begin(account, address);
    if (attempt === null) return null;
    let isRight: boolean | null = null;
    try {
      const checked = await check();
      isRight = checked.isRight;
      return checked.result;
    } finally {
      attempt.settle(isRight);
    }
  }

  /** Asked before the expensive check. Null while it is locked. */
  begin(account: string, address: string): Attempt | null {
    const customer = customerOf(address);
    // Neither an account nor an address holds a line end.
    const pair = { lock: this.#pairs, key: `${account}\n${customer}` };
    const neighbours = { lock: this.#addresses, key: customer };
    // Neither neighbours nor strangers lock out an account that signed in from here lately.
    const isTrusted = this.#trusted.has(account, customer);
    const guesses = isTrusted ? [pair, neighbours] : [pair, neighbours, { lock: this.#accounts, key: account }];
    if ((isTrusted ? [pair] : guesses).some(({ lock, key }) => lock.state(key) !== 'open')) {
      this.#counters.counter('mir_sign_ins_locked').add();
      return null;
    }
    for (const { lock, key } of guesses) lock.begin(key);
    return {
      settle: (isRight) => {
        const outcome = isRight === null ? 'unknown' : isRight ? 'right' : 'wrong';
        for (const { lock, key } of guesses) lock.settle(key, outcome);
        if (isRight === true) this.#trusted.add(account, customer);
      },
    };
  }
}
