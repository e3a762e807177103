// How many visitors may be made: the key of visitors lies in every client, so each sign-in of a stranger would otherwise be an account
// and a role for good. There is a rate by address, and a limit on visitors that have not played yet. That number is counted in
// the database once a minute and raised here in between, so several nodes together may exceed it by what they add in a minute.
import type { Clock } from '../../base/index.ts';
import { AddressRate } from './address-rate.ts';
import type { VISITOR_DEFAULTS } from './login-limits.ts';

export type VisitorLimits = { readonly [K in keyof typeof VISITOR_DEFAULTS]: number };

/** Which setting refuses a visitor. */
export type VisitorRefusal = 'auth.visitor.perMinuteMax' | 'auth.visitor.unplayedMax';

export class VisitorAdmission {
  readonly limits: VisitorLimits;
  readonly #rate: AddressRate;
  #unplayedCount = 0;

  constructor(clock: Clock, limits: VisitorLimits) {
    this.limits = limits;
    this.#rate = new AddressRate(clock, limits);
  }

  /** Counts a new visitor, or returns the setting that refuses it. */
  enter(address: string): VisitorRefusal | null {
    if (this.#unplayedCount >= this.limits.unplayedMax) return 'auth.visitor.unplayedMax';
    if (!this.#rate.enter(address)) return 'auth.visitor.perMinuteMax';
    this.#unplayedCount++;
    return null;
  }

  /** A visitor was in the world for the first time. */
  played(): void {
    this.#unplayedCount = Math.max(0, this.#unplayedCount - 1);
  }

  /** The database's number of visitors that have not played yet. */
  counted(unplayedCount: number): void {
    this.#unplayedCount = unplayedCount;
  }
}
