// Slows down guessing: too many failures for an account, or from an address, lock it for a time that doubles with each lock.
// Asked before the expensive check, told after it. Bounded: it remembers so many accounts and addresses and forgets those
// longest untouched. It is memory of one process and forgets all at restart; bans that stay are not its matter.
//
// Locking accounts lets a stranger lock a player out. So an address that signed in to an account lately is counted apart from
// the rest of the world: strangers' failures do not lock it out.
import type { Clock, Counters } from '../../base/index.ts';
import { assert, RecentMap } from '../../base/index.ts';
import { addressBlock } from './address-block.ts';
import {
  FAILURE_WINDOW_MS,
  FAILURES_PER_ACCOUNT_MAX,
  FAILURES_PER_ADDRESS_MAX,
  LOCK_MS,
  LOCK_MS_MAX,
  LOCKOUT_ENTRIES_MAX,
  TRUSTED_ADDRESSES_PER_ACCOUNT,
} from './lockout-limits.ts';
import type { AuthFailure } from './providers/auth-failure.ts';
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

/** Failures of one account, one address, or one account from an address that it trusts. */
interface Tally {
  failures: number;
  windowEndMs: number;
  lockedUntilMs: number;
  locks: number;
  /** Attempts whose verdict is not known yet: they count as if they would fail, or many at once would slip through. */
  pending: number;
}

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
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #options: LockoutOptions;
  readonly #accounts: RecentMap<Tally>;
  readonly #addresses: RecentMap<Tally>;
  /** The addresses that signed in to an account lately, the latest last. */
  readonly #trusted: RecentMap<readonly string[]>;

  constructor(
    dependencies: { readonly clock: Clock; readonly counters: Counters },
    options: Partial<LockoutOptions> = {},
  ) {
    this.#clock = dependencies.clock;
    this.#counters = dependencies.counters;
    this.#options = { ...DEFAULTS, ...options };
    assert(
      this.#options.lockMs > 0 && this.#options.lockMs <= this.#options.lockMsMax,
      'locks grow up to their longest',
    );
    this.#accounts = new RecentMap(this.#options.entriesMax);
    this.#addresses = new RecentMap(this.#options.entriesMax);
    this.#trusted = new RecentMap(this.#options.entriesMax);
  }

  /** How many accounts and addresses are remembered. */
  get entryCount(): number {
    return this.#accounts.size + this.#addresses.size + this.#trusted.size;
  }

  /** Asked before the expensive check. `lockKey` is the provider's, `address` the peer's as text. */
  begin(lockKey: string | null, address: string): AttemptStart {
    const block = addressBlock(address);
    const accountKey = lockKey === null ? null : this.#accountKey(lockKey, block);
    const reason = this.#refusal(accountKey, block);
    if (reason !== null) {
      this.#counters.counter('login_held_off', reason).add();
      return { ok: false, reason };
    }
    if (accountKey !== null) this.#tally(this.#accounts, accountKey).pending++;
    let isSettled = false;
    const settle = (verdict: Verdict | null) => {
      assert(!isSettled, 'an attempt is settled once');
      isSettled = true;
      this.#settle({ lockKey, accountKey, block }, verdict);
    };
    return { ok: true, attempt: { settle } };
  }

  /** Counts a failure of a message that never became an attempt (it named no server of ours, say). */
  failed(address: string, reason: AuthFailure): void {
    if (COUNTS[reason] !== undefined) this.#fail('address', addressBlock(address));
  }

  #refusal(accountKey: string | null, block: string): 'account-locked' | 'address-locked' | 'busy' | null {
    const nowMs = this.#clock.monotonicMs();
    if ((this.#addresses.peek(block)?.lockedUntilMs ?? 0) > nowMs) return 'address-locked';
    const tally = accountKey === null ? undefined : this.#accounts.peek(accountKey);
    if (tally === undefined) return null;
    if (tally.lockedUntilMs > nowMs) return 'account-locked';
    const failures = tally.windowEndMs > nowMs ? tally.failures : 0;
    return failures + tally.pending >= this.#options.accountFailuresMax ? 'busy' : null;
  }

  #settle(of: { lockKey: string | null; accountKey: string | null; block: string }, verdict: Verdict | null): void {
    if (of.accountKey !== null) {
      const tally = this.#tally(this.#accounts, of.accountKey);
      // Forgotten and made anew in between, it knows nothing of this attempt.
      tally.pending = Math.max(0, tally.pending - 1);
    }
    if (verdict === null) this.#dropIdle(of.accountKey);
    else if (verdict.ok) this.#succeed(of);
    else {
      const counts = COUNTS[verdict.reason];
      if (counts !== undefined) this.#fail('address', of.block);
      if (counts === 'both' && of.accountKey !== null) this.#fail('account', of.accountKey);
      this.#dropIdle(of.accountKey);
    }
  }

  #succeed(of: { lockKey: string | null; accountKey: string | null; block: string }): void {
    if (of.lockKey === null || of.accountKey === null) return;
    const tally = this.#tally(this.#accounts, of.accountKey);
    Object.assign(tally, { failures: 0, locks: 0, lockedUntilMs: 0 });
    this.#dropIdle(of.accountKey);
    const others = (this.#trusted.peek(of.lockKey) ?? []).filter((block) => block !== of.block);
    this.#trusted.set(of.lockKey, [...others, of.block].slice(-TRUSTED_ADDRESSES_PER_ACCOUNT));
  }

  #fail(kind: 'account' | 'address', key: string): void {
    const { windowMs, lockMs, lockMsMax, accountFailuresMax, addressFailuresMax } = this.#options;
    const tally = this.#tally(kind === 'account' ? this.#accounts : this.#addresses, key);
    const nowMs = this.#clock.monotonicMs();
    if (tally.windowEndMs <= nowMs) {
      // Good behaviour for as long as the longest lock forgives earlier locks.
      if (tally.lockedUntilMs + lockMsMax <= nowMs) tally.locks = 0;
      tally.failures = 0;
      tally.windowEndMs = nowMs + windowMs;
    }
    tally.failures++;
    if (tally.failures < (kind === 'account' ? accountFailuresMax : addressFailuresMax)) return;
    tally.lockedUntilMs = nowMs + Math.min(lockMsMax, lockMs * 2 ** Math.min(tally.locks, 32));
    tally.locks++;
    tally.failures = 0;
    tally.windowEndMs = 0;
    this.#counters.counter('login_locked', kind).add();
  }

  /** A tally that says nothing need not be kept. */
  #dropIdle(accountKey: string | null): void {
    if (accountKey === null) return;
    const tally = this.#accounts.peek(accountKey);
    if (tally?.pending === 0 && tally.failures === 0 && tally.locks === 0) this.#accounts.delete(accountKey);
  }

  #tally(tallies: RecentMap<Tally>, key: string): Tally {
    const tally = tallies.peek(key) ?? { failures: 0, windowEndMs: 0, lockedUntilMs: 0, locks: 0, pending: 0 };
    tallies.set(key, tally);
    return tally;
  }

  #accountKey(lockKey: string, block: string): string {
    const isTrusted = this.#trusted.peek(lockKey)?.includes(block) === true;
    // Neither an account nor an address holds a line end.
    return isTrusted ? `${lockKey}\n${block}` : lockKey;
  }
}
