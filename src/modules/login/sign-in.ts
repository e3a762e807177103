// One attempt to sign in, whichever message asked for it: the lock-out decides whether it may be made, the provider checks it, the
// verdict is counted, and the session moves on. When it is refused, the client learns the number of the reason and nothing more.
import { type Clock, type Counters, type Logger, messageOf } from '../../base/index.ts';
import type { Account, Session } from '../../gate/index.ts';
import type { FailureTally } from './failure-tally.ts';
import type { Lockout } from './lockout.ts';
import type { AuthFailure } from './login.failures.ts';
import { type Moment, type ProviderStore, refused, type Verdict } from './providers/provider.ts';

export interface SignInDependencies {
  readonly lockout: Lockout;
  readonly failures: FailureTally;
  readonly serverIds: readonly number[];
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
}

export interface AttemptRequest {
  readonly address: string;
  readonly serverId: number;
  readonly lockKey: string | null;
  /** Whether trying credentials could find the right one: see `Provider`. */
  readonly isGuessable: boolean;
  /** Of the session that signs in. */
  readonly store: ProviderStore;
  /** Whether the session still waits; left out: it does. */
  readonly isWanted?: () => boolean;
  verify(at: Moment): Promise<Verdict> | Verdict;
}

export class SignIn {
  readonly #dependencies: SignInDependencies;

  constructor(dependencies: SignInDependencies) {
    this.#dependencies = dependencies;
  }

  /** Checks one attempt and counts it; never throws. */
  async attempt(request: AttemptRequest): Promise<Verdict> {
    const verdict = await this.#judge(request);
    if (!verdict.ok) return this.refuse(request.address, verdict.reason);
    this.#dependencies.counters.counter('sign_ins', 'ok').add();
    return verdict;
  }

  /** Counts a refusal. */
  refuse(address: string, reason: AuthFailure): Verdict {
    this.#dependencies.failures.add(address, reason);
    this.#dependencies.counters.counter('sign_ins', reason).add();
    return refused(reason);
  }

  /** Moves the session into its account, displacing an earlier session of it. */
  async complete(session: Session, account: Account): Promise<void> {
    if ((await session.signIn(account)) || session.isWaiting) return;
    // Another session signed in to the account later, while this one waited for its place.
    session.close('other-login');
  }

  async #judge(request: AttemptRequest): Promise<Verdict> {
    const { lockout, serverIds, clock, log } = this.#dependencies;
    if (!serverIds.includes(request.serverId)) return refused('unknown-server');
    const start = lockout.begin(request);
    if (!start.ok) return refused(start.reason);
    let verdict = refused('unavailable');
    try {
      const { store, address, isWanted = () => true } = request;
      verdict = await request.verify({ wallMs: clock.wallMs(), store, address, isWanted });
    } catch (error) {
      log.error(`a sign-in provider failed: ${messageOf(error)}`);
    } finally {
      start.attempt.settle(verdict);
    }
    return verdict;
  }
}
