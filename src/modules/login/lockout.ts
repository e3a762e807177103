// Slows down guessing at sign-in: too many failures for an account, or from an address, lock it for a time that doubles with each
// lock (see `GuessLock`). A locked address holds back guesses at passwords only. It does not hold back a credential that nobody can
// guess (a ticket, a signature), nor an account that signed in from there lately: such an account is counted apart, so that neither
// strangers nor neighbours can lock a player out. This class decides which outcome counts against what; it does not ban.
import {
  assert,
  type Clock,
  type Counters,
  customerOf,
  GuessLock,
  type Logger,
  TrustedAddresses,
} from '../../base/index.ts';
import {
  FAILURE_WINDOW_MS,
  FAILURES_PER_ACCOUNT_MAX,
  FAILURES_PER_ADDRESS_MAX,
  LOCK_MS,
  LOCK_MS_MAX,
  LOCKOUT_ENTRIES_MAX,
  TRUSTED_ADDRESSES_PER_ACCOUNT,
} from './lockout-limits.ts';
import type { AuthFailure } from './login.failures.ts';
import type { Verdict } from './providers/provider.ts';

export interface AttemptClaim {
  /** The provider's key for the account that is named; null when none is. */
  readonly lockKey: string | null;
  /** The peer's address as text. */
  readonly address: string;
  /** Whether trying credentials could find the right one. */
  readonly isGuessable: boolean;
}

/** One sign-in under way. `settle` is called once with its verdict, or with null when it was given up (socket gone). */
export interface Attempt {
  settle(verdict: Verdict | null): void;
}

export type AttemptStart =
  | { readonly ok: true; readonly attempt: Attempt }
  | { readonly ok: false; readonly reason: Extract<AuthFailure, 'account-locked' | 'address-locked' | 'busy'> };

export interface LockoutOptions {
  /** Failures count together when they lie within this time of the first. */
  readonly windowMs: number;
  readonly accountFailuresMax: number;
  readonly addressFailuresMax: number;
  /** The first lock; each further one lasts twice as long, up to `lockMsMax`. */
  readonly lockMs: number;
  readonly lockMsMax: number;
  readonly entriesMax: number;
}

const DEFAULTS: LockoutOptions = {
  windowMs: FAILURE_WINDOW_MS,
  accountFailuresMax: FAILURES_PER_ACCOUNT_MAX,
  addressFailuresMax: FAILURES_PER_ADDRESS_MAX,
  lockMs: LOCK_MS,
  lockMsMax: LOCK_MS_MAX,
  entriesMax: LOCKOUT_ENTRIES_MAX,
};

/**
 * Only a wrong credential is a guess. What is malformed, expired, used up or meant for another server finds nothing out, and a
 * player's neighbour may send it for days: it counts against nobody.
 */
const isGuess = (verdict: Verdict | null): boolean => verdict?.ok === false && verdict.reason === 'wrong-credentials';

/** The settings that an operator finds in the line about a lock. */
const SETTINGS = { account: 'auth.lockout.accountFailuresMax', address: 'auth.lockout.addressFailuresMax' } as const;

export class Lockout {
  readonly #counters: Counters;
  readonly #log: Logger;
  readonly #options: LockoutOptions;
  readonly #accounts: GuessLock;
  readonly #addresses: GuessLock;
  readonly #trusted: TrustedAddresses;

  constructor(
    { clock, counters, log }: { readonly clock: Clock; readonly counters: Counters; readonly log: Logger },
    options: Partial<LockoutOptions> = {},
  ) {
    this.#options = { ...DEFAULTS, ...options };
    const { accountFailuresMax, addressFailuresMax, ...rest } = this.#options;
    const rule = { ...rest, windowFrom: 'first' } as const;
    this.#counters = counters;
    this.#log = log;
    this.#accounts = new GuessLock(clock, {
      ...rule,
      wrongMax: accountFailuresMax,
      countsPending: true,
      isCleared: true,
    });
    // A whole internet café may sign in at once after a restart; and one right password is no excuse for a guessing program.
    this.#addresses = new GuessLock(clock, {
      ...rule,
      wrongMax: addressFailuresMax,
      countsPending: false,
      isCleared: false,
    });
    this.#trusted = new TrustedAddresses({
      accountsMax: rest.entriesMax,
      perAccountMax: TRUSTED_ADDRESSES_PER_ACCOUNT,
    });
  }

  /** How many accounts and addresses are remembered. */
  get entryCount(): number {
    return this.#accounts.size + this.#addresses.size + this.#trusted.size;
  }

  /** Asked before the expensive check. */
  begin(claim: AttemptClaim): AttemptStart {
    const { lockKey, isGuessable } = claim;
    const customer = customerOf(claim.address);
    const isTrusted = lockKey !== null && this.#trusted.has(lockKey, customer);
    // Neither an account nor an address holds a line end.
    const accountKey = isTrusted ? `${lockKey}\n${customer}` : lockKey;
    const reason = this.#refusal(accountKey, isGuessable && !isTrusted ? customer : null);
    if (reason !== null) {
      this.#counters.counter('login_held_off', reason).add();
      return { ok: false, reason };
    }
    if (accountKey !== null) this.#accounts.begin(accountKey);
    let isSettled = false;
    const settle = (verdict: Verdict | null) => {
      assert(!isSettled, 'an attempt is settled once');
      isSettled = true;
      const isWrong = isGuess(verdict);
      if (isWrong) this.#fail('address', customer, claim);
      if (accountKey === null || lockKey === null) return;
      if (isWrong) this.#fail('account', accountKey, claim);
      else this.#accounts.settle(accountKey, verdict?.ok === true ? 'right' : 'unknown');
      if (verdict?.ok === true) this.#trusted.add(lockKey, customer);
    };
    return { ok: true, attempt: { settle } };
  }

  /** `customer` is null when a lock of the address does not hold the attempt back. */
  #refusal(accountKey: string | null, customer: string | null): Extract<AttemptStart, { ok: false }>['reason'] | null {
    if (customer !== null && this.#addresses.state(customer) === 'locked') return 'address-locked';
    const state = accountKey === null ? 'open' : this.#accounts.state(accountKey);
    return state === 'locked' ? 'account-locked' : state === 'full' ? 'busy' : null;
  }

  #fail(kind: 'account' | 'address', key: string, { lockKey, address }: AttemptClaim): void {
    const lock = kind === 'account' ? this.#accounts : this.#addresses;
    if (!lock.settle(key, 'wrong')) return;
    this.#counters.counter('login_locked', kind).add();
    // A line of `info` is never dropped, and this one is needed: each stands for as many failures as lock.
    this.#log.info(`sign-in: too many failures, so the ${kind} is locked`, {
      address,
      account: lockKey,
      failures: kind === 'account' ? this.#options.accountFailuresMax : this.#options.addressFailuresMax,
      lockedSeconds: Math.ceil(lock.lockedMs(key) / 1_000),
      setting: SETTINGS[kind],
    });
  }
}
