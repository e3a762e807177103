// (interface first; body follows)
import type { Clock, Counters } from '../../base/index.ts';
import type { AuthFailure } from './providers/auth-failure.ts';
import type { Verdict } from './providers/provider.ts';

/** One sign-in under way. `settle` is called once with its verdict, or with null when it was given up (socket gone). */
export interface Attempt {
  settle(verdict: Verdict | null): void;
}

export type AttemptStart =
  | { readonly ok: true; readonly attempt: Attempt }
  | { readonly ok: false; readonly reason: AuthFailure };

export interface LockoutOptions {
  readonly windowMs: number;
  readonly accountFailuresMax: number;
  readonly addressFailuresMax: number;
  readonly lockMs: number;
  readonly lockMsMax: number;
  readonly entriesMax: number;
}

export class Lockout {
  constructor(
    _dependencies: { readonly clock: Clock; readonly counters: Counters },
    _options: Partial<LockoutOptions> = {},
  ) {}

  /** Asked before the expensive check. `lockKey` is the provider's, `address` the peer's as text. */
  begin(_lockKey: string | null, _address: string): AttemptStart {
    return { ok: true, attempt: { settle() {} } };
  }
}
