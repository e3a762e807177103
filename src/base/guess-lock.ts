// Slows down guessing: too many wrong guesses for one key (an account, an address) lock it for a while. The caller asks
// before the expensive check and reports the outcome after it. One `GuessLock` applies one rule; the caller decides
// what a key is and which locks apply to a guess. Bounded: it keeps a limited number of keys and forgets the oldest; a
// restart forgets all.
import { assert } from './assert.ts';
import type { Clock } from './clock.ts';
import { RecentMap } from './recent-map.ts';

export interface GuessRule {
  /** This many wrong guesses lock the key. */
  readonly wrongMax: number;
  /** Wrong guesses count together when they lie within this time of the first, or each within this time of the one before. */
  readonly windowMs: number;
  readonly windowFrom: 'first' | 'previous';
  /** The first lock; each further one lasts twice as long, up to `lockMsMax`. Good behaviour for that long forgives earlier locks. */
  readonly lockMs: number;
  readonly lockMsMax: number;
  readonly entriesMax: number;
  /** Whether pending guesses count as wrong, so that many at once do not slip through. */
  readonly countsPending: boolean;
  /** Whether a right guess clears the key's earlier wrong ones. */
  readonly isCleared: boolean;
}

/** `full`: the pending guesses would lock the key if they were wrong. */
export type GuessState = 'open' | 'full' | 'locked';

/** Right, wrong, or unknown (cancelled, or failed by a fault of ours). */
export type GuessOutcome = 'right' | 'wrong' | 'unknown';

interface Tally {
  wrong: number;
  windowEndMs: number;
  lockedUntilMs: number;
  locks: number;
  pending: number;
}

/** Enough for any lock to reach its longest. */
const DOUBLINGS_MAX = 32;

export class GuessLock {
  readonly #clock: Clock;
  readonly #rule: GuessRule;
  readonly #tallies: RecentMap<Tally>;

  constructor(clock: Clock, rule: GuessRule) {
    assert(rule.lockMs > 0 && rule.lockMs <= rule.lockMsMax, 'locks grow up to their longest');
    this.#clock = clock;
    this.#rule = rule;
    this.#tallies = new RecentMap(rule.entriesMax);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#tallies.size;
  }

  /** Whether one more guess may be checked. */
  state(key: string): GuessState {
    const tally = this.#tallies.peek(key);
    if (tally === undefined) return 'open';
    const nowMs = this.#clock.monotonicMs();
    if (tally.lockedUntilMs > nowMs) return 'locked';
    const wrong = tally.windowEndMs > nowMs ? tally.wrong : 0;
    return wrong + tally.pending >= this.#rule.wrongMax ? 'full' : 'open';
  }

  /** How much longer the key is locked, in milliseconds; 0 when it is not. */
  lockedMs(key: string): number {
    return Math.max(0, (this.#tallies.peek(key)?.lockedUntilMs ?? 0) - this.#clock.monotonicMs());
  }

  /** A guess is being checked; `settle` follows. */
  begin(key: string): void {
    if (this.#rule.countsPending) this.#tally(key).pending++;
  }

  /** The outcome of a guess, also of one that never began. True when it locked the key. */
  settle(key: string, outcome: GuessOutcome): boolean {
    const tally = this.#tally(key);
    // A tally that was forgotten and created again does not include this guess.
    tally.pending = Math.max(0, tally.pending - 1);
    if (outcome === 'right' && this.#rule.isCleared) Object.assign(tally, { wrong: 0, locks: 0, lockedUntilMs: 0 });
    const isLockedNow = outcome === 'wrong' && this.#addWrong(tally);
    // A tally that holds nothing need not be kept.
    if (tally.pending === 0 && tally.wrong === 0 && tally.locks === 0) this.#tallies.delete(key);
    return isLockedNow;
  }

  #addWrong(tally: Tally): boolean {
    const { wrongMax, windowMs, windowFrom, lockMs, lockMsMax } = this.#rule;
    const nowMs = this.#clock.monotonicMs();
    const isOver = tally.windowEndMs <= nowMs;
    if (isOver) {
      if (tally.lockedUntilMs + lockMsMax <= nowMs) tally.locks = 0;
      tally.wrong = 0;
    }
    if (isOver || windowFrom === 'previous') tally.windowEndMs = nowMs + windowMs;
    tally.wrong++;
    if (tally.wrong < wrongMax) return false;
    tally.lockedUntilMs = nowMs + Math.min(lockMsMax, lockMs * 2 ** Math.min(tally.locks, DOUBLINGS_MAX));
    tally.locks++;
    tally.wrong = 0;
    tally.windowEndMs = 0;
    return true;
  }

  #tally(key: string): Tally {
    const tally = this.#tallies.peek(key) ?? { wrong: 0, windowEndMs: 0, lockedUntilMs: 0, locks: 0, pending: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }
}

/**
 * The addresses that signed in to an account lately. Locking accounts would let strangers lock a player out; guesses from a trusted
 * address are therefore counted apart from those of the rest of the world.
 */
export class TrustedAddresses {
  readonly #perAccountMax: number;
  /** The latest address last. */
  readonly #addresses: RecentMap<readonly string[]>;

  constructor({ accountsMax, perAccountMax }: { readonly accountsMax: number; readonly perAccountMax: number }) {
    this.#perAccountMax = perAccountMax;
    this.#addresses = new RecentMap(accountsMax);
  }

  /** How many accounts trust an address. */
  get size(): number {
    return this.#addresses.size;
  }

  has(account: string, address: string): boolean {
    return this.#addresses.peek(account)?.includes(address) === true;
  }

  add(account: string, address: string): void {
    const others = (this.#addresses.peek(account) ?? []).filter((other) => other !== address);
    this.#addresses.set(account, [...others, address].slice(-this.#perAccountMax));
  }
}
