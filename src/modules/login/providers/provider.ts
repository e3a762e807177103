// The contract of a sign-in provider: credentials in, verdict out. Credentials are the fields of the classic message 410,
// whatever the provider; one that needs less ignores the rest. A provider never throws for what a client sent, never logs
// or returns a secret, and bounds its own work; one whose check takes long answers `busy` instead of queueing without limit.
// It does not ban, count failures or know sessions: the login module does that before and after.
import type { PlatformProfile } from '../../../gate/index.ts';
import type { AuthFailure } from '../login.failures.ts';
import type { PasswordBook } from './password-book.ts';
import type { TicketLedger } from './ticket-ledger.ts';
import type { VisitorIds } from './visitor-ids.ts';

/** All fields of `user_auth_c2s` (410). */
export interface Credentials {
  readonly username: string;
  readonly userid: string;
  readonly time: string;
  readonly cm: string;
  readonly flag: string;
  readonly userip: string;
  readonly type: string;
  readonly sid: string;
  readonly serverid: number;
  readonly openid: string;
  readonly openkey: string;
  readonly appid: string;
  readonly pf: string;
  readonly pfkey: string;
}

/** The stored data that providers read and write. */
export interface ProviderStore extends TicketLedger, PasswordBook, VisitorIds {}

/** One attempt: when it is made, and the store of the session that makes it. */
export interface Moment {
  readonly wallMs: number;
  readonly store: ProviderStore;
  /** The address of the client; left out when it is not known. */
  readonly address?: string;
  /** Whether the client still waits: a provider that queues leaves out those that have left. Left out: it does. */
  readonly isWanted?: () => boolean;
}

/** `adult` is what the platform states, or null where the provider cannot tell. `profile` is left out by a provider that knows none. */
export type Verdict =
  | { readonly ok: true; readonly account: string; readonly adult: boolean | null; readonly profile?: PlatformProfile }
  | { readonly ok: false; readonly reason: AuthFailure };

export interface Provider {
  /** What a client puts in `type` to choose it. */
  readonly name: string;
  /**
   * Whether credentials can be guessed, as passwords can. Otherwise a check is cheap and the credential as long as a
   * key, so the lock of an address does not apply.
   */
  readonly isGuessable: boolean;
  verify(credentials: Credentials, at: Moment): Promise<Verdict> | Verdict;
  /**
   * Under which key failures of this attempt lock the account that it names, or null when there is nothing to guess
   * (a ticket's key is 256 bits) or nothing is named. Two providers never share a key, so that failing at one does not
   * lock the other.
   */
  lockKey(credentials: Credentials): string | null;
}

export function accepted(account: string, adult: boolean | null = null): Verdict {
  return { ok: true, account, adult };
}

export function refused(reason: AuthFailure): Verdict {
  return { ok: false, reason };
}

/** Credentials with every field empty but those given: for messages that carry fewer, and for tests. */
export function emptyCredentials(given: Partial<Credentials>): Credentials {
  const empty = { username: '', userid: '', time: '', cm: '', flag: '', userip: '', type: '', sid: '', serverid: 0 };
  return { ...empty, openid: '', openkey: '', appid: '', pf: '', pfkey: '', ...given };
}

/** Why a signed time, in seconds since 1970, is refused: it is behind our clock or ahead of it by more than the window. */
export function windowFault(seconds: number, wallMs: number, windowSeconds: number): 'expired' | 'clock-skew' | null {
  const age = wallMs / 1000 - seconds;
  if (Math.abs(age) <= windowSeconds) return null;
  return age > 0 ? 'expired' : 'clock-skew';
}
