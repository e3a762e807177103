// All sessions of a gate, by account and by role. An account has one session: a new one closes the old one and waits until it
// has left (within the bounds of leaving). So two sessions never play one role, and no client has to repeat a sign-in.
import { assert, type Counter } from '../base/index.ts';
import { CLAIM_ROUNDS_MAX } from './limits.ts';
import type { Session } from './session.ts';

/** What the directory needs of the sessions that it holds. */
export type Claimant = Pick<Session, 'account' | 'close' | 'isClosing' | 'role' | 'whenLeft'>;

export class Directory<S extends Claimant> {
  readonly #sessions = new Set<S>();
  readonly #byAccount = new Map<string, S>();
  readonly #byRole = new Map<bigint, S>();
  readonly #displaced: Counter;

  constructor(displaced: Counter) {
    this.#displaced = displaced;
  }

  /** Sessions that have not left yet, closing ones included. */
  get sessionCount(): number {
    return this.#sessions.size;
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

  sessions(): Iterable<S> {
    return this.#sessions.values();
  }

  /** The sessions that play a role. */
  roles(): Iterable<S> {
    return this.#byRole.values();
  }

  enter(session: S): void {
    this.#sessions.add(session);
  }

  /** The session has left: its place, its account and its role are free. */
  leave(session: S): void {
    if (session.role !== null) this.releaseRole(session.role.id, session);
    if (session.account !== null) this.releaseAccount(session.account.name, session);
    this.#sessions.delete(session);
  }

  /**
   * Makes `session` the session of `account`; closes the one that had it and waits until it has left. False when `session`
   * itself closed meanwhile, or when new sessions keep displacing each other.
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
