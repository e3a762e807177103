// Who is here: sessions by account and by role. One account has one session: a newcomer closes the one before and waits until
// it has left (within the bounds of leaving), so that two sessions do not play one role, and nobody has to repeat a sign-in.
import { assert, type Counter } from '../base/index.ts';
import { CLAIM_ROUNDS_MAX } from './limits.ts';
import type { Session } from './session.ts';

/** What the directory needs of the sessions that it holds. */
export type Claimant = Pick<Session, 'isClosing' | 'whenLeft' | 'close'>;

export class Directory<S extends Claimant> {
  readonly #byAccount = new Map<string, S>();
  readonly #byRole = new Map<bigint, S>();
  readonly #displaced: Counter;

  constructor(displaced: Counter) {
    this.#displaced = displaced;
  }

  get accountCount(): number {
    return this.#byAccount.size;
  }

  get roleCount(): number {
    return this.#byRole.size;
  }

  findAccount(name: string): S | undefined {
    return this.#byAccount.get(name);
  }

  findRole(id: bigint): S | undefined {
    return this.#byRole.get(id);
  }

  /** Everyone who plays a role now. */
  roles(): Iterable<S> {
    return this.#byRole.values();
  }

  /**
   * Makes `session` the session of `account`. The session that had it is closed and waited for. False when `session` itself
   * closed meanwhile, or when newcomers keep displacing each other.
   */
  async claimAccount(account: string, session: S): Promise<boolean> {
    for (let round = 0; round < CLAIM_ROUNDS_MAX; round++) {
      if (session.isClosing) return false;
      const holder = this.#byAccount.get(account);
      if (holder === undefined || holder === session) {
        this.#byAccount.set(account, session);
        return true;
      }
      this.#displaced.add();
      holder.close('other-login');
      await holder.whenLeft;
    }
    return false;
  }

  releaseAccount(account: string, session: S): void {
    if (this.#byAccount.get(account) === session) this.#byAccount.delete(account);
  }

  claimRole(id: bigint, session: S): void {
    const holder = this.#byRole.get(id);
    assert(holder === undefined || holder === session, 'a role belongs to one account, and an account has one session');
    this.#byRole.set(id, session);
  }

  releaseRole(id: bigint, session: S): void {
    if (this.#byRole.get(id) === session) this.#byRole.delete(id);
  }
}
