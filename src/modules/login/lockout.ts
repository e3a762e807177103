// Slows down guessing at sign-in: too many failures for an account, or from an address, lock it for a time that doubles with each
// lock (see `GuessLock`). An address that signed in to an account lately is counted apart, so that strangers cannot lock a player
// out. This is which outcome counts against what; bans that stay are not its matter.
import { assert, type Clock, type Counters, customerOf, GuessLock, TrustedAddresses } from '../../base/index.ts';
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

/** What each reason counts against. Those of ours (busy, unavailable), of bans and of locks count against nobody. */
const COUNTS: Readonly<Partial<Record<AuthFailure, 'both' | 'address'>>> = {
  'wrong-credentials': 'both',
  expired: 'address',
  replayed: 'address',
  malformed: 'address',
  'unknown-server': 'address',
  'wrong-server': 'address',
};

export class Lockout {
  readonly #counters: Counters;
  readonly #accounts: GuessLock;
  readonly #addresses: GuessLock;
  readonly #trusted: TrustedAddresses;

  constructor(
    { clock, counters }: { readonly clock: Clock; readonly counters: Counters },
    options: Partial<LockoutOptions> = {},
  ) {
    const { accountFailuresMax, addressFailuresMax, ...rest } = { ...DEFAULTS, ...options };
    const rule = { ...rest, windowFrom: 'first' } as const;
    this.#counters = counters;
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

  /** Asked before the expensive check. `lockKey` is the provider's, `address` the peer's as text. */
  begin(lockKey: string | null, address: string): AttemptStart {
    const customer = customerOf(address);
    const accountKey = lockKey === null ? null : this.#accountKey(lockKey, customer);
    const reason = this.#refusal(accountKey, customer);
    if (reason !== null) {
      this.#counters.counter('login_held_off', reason).add();
      return { ok: false, reason };
    }
    if (accountKey !== null) this.#accounts.begin(accountKey);
    let isSettled = false;
    const settle = (verdict: Verdict | null) => {
      assert(!isSettled, 'an attempt is settled once');
      isSettled = true;
      const counts = verdict === null || verdict.ok ? undefined : COUNTS[verdict.reason];
      if (counts !== undefined) this.#fail('address', customer);
      if (accountKey === null) return;
      if (counts === 'both') this.#fail('account', accountKey);
      else this.#accounts.settle(accountKey, verdict?.ok === true ? 'right' : 'unknown');
      if (lockKey !== null && verdict?.ok === true) this.#trusted.add(lockKey, customer);
    };
    return { ok: true, attempt: { settle } };
  }

  /** Counts a failure of a message that never became an attempt (it named no server of ours, say). */
  failed(address: string, reason: AuthFailure): void {
    if (COUNTS[reason] !== undefined) this.#fail('address', customerOf(address));
  }

  #refusal(accountKey: string | null, customer: string): Extract<AttemptStart, { ok: false }>['reason'] | null {
    if (this.#addresses.state(customer) === 'locked') return 'address-locked';
    const state = accountKey === null ? 'open' : this.#accounts.state(accountKey);
    return state === 'locked' ? 'account-locked' : state === 'full' ? 'busy' : null;
  }

  #fail(kind: 'account' | 'address', key: string): void {
    const lock = kind === 'account' ? this.#accounts : this.#addresses;
    if (lock.settle(key, 'wrong')) this.#counters.counter('login_locked', kind).add();
  }

  #accountKey(lockKey: string, customer: string): string {
    // Neither an account nor an address holds a line end.
    return this.#trusted.has(lockKey, customer) ? `${lockKey}\n${customer}` : lockKey;
  }
}
