// All sessions of a gate, by account and by role. An account has one session: a new one closes the old one and waits until it
// has left (within the bounds of leaving). So two sessions never play one role, and no client has to repeat a sign-in. However
// many sign in to one account at the same time, the latest gets it: an earlier one that still waits gives up, having closed nobody
// that the latest would not have closed.
import { assert, BigintMap, type Counter } from '../base/index.ts';
import type { Session, Who } from './session.ts';

/** What the directory needs of the sessions that it holds. */
export type Claimant = Pick<Session, 'account' | 'address' | 'close' | 'isClosing' | 'phase' | 'role'>;

export class Directory<S extends Claimant> {
  readonly #sessions = new Set<S>();
  readonly #byAccount = new Map<string, S>();
  readonly #byRole = new BigintMap<S>();
  /** The latest session that waits for an account's holder to leave. */
  readonly #waiting = new Map<string, { readonly session: S; readonly settle: (isClaimed: boolean) => void }>();
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

  /** Closing ones included: they have not left yet. */
  find(who: Who): readonly S[] {
    if ('isAddress' in who) return [...this.#sessions].filter(({ address }) => who.isAddress(address));
    const found = 'account' in who ? this.findAccount(who.account) : this.findRole(who.roleId);
    return found === undefined ? [] : [found];
  }

  sessions(): Iterable<S> {
    return this.#sessions.values();
  }

  /** The sessions that play a role. */
  roles(): Iterable<S> {
    return this.#byRole.values();
  }

  /** The sessions that are in the world. */
  *inWorld(): Generator<S> {
    for (const session of this.#sessions) if (session.phase === 'gaming') yield session;
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
   * itself closed meanwhile, or when a later session claimed the account.
   */
  claimAccount(account: string, session: S): Promise<boolean> {
    if (session.isClosing) return Promise.resolve(false);
    this.#waiting.get(account)?.settle(false);
    this.#waiting.delete(account);
    const holder = this.#byAccount.get(account);
    if (holder === undefined || holder === session) {
      this.#byAccount.set(account, session);
      return Promise.resolve(true);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.set(account, { session, settle: resolve });
    if (!holder.isClosing) this.#displaced.add();
    holder.close('other-login');
    return promise;
  }

  /** Frees the account if `session` has it, and gives it to the session that waits for it. */
  releaseAccount(account: string, session: S): void {
    if (this.#byAccount.get(account) !== session) return;
    this.#byAccount.delete(account);
    const next = this.#waiting.get(account);
    if (next === undefined) return;
    this.#waiting.delete(account);
    const isClaimed = !next.session.isClosing;
    if (isClaimed) this.#byAccount.set(account, next.session);
    next.settle(isClaimed);
  }

  /** Whether the session may claim the role. Otherwise a game lets it enter with the role of another account. */
  isFree(id: bigint, session: S): boolean {
    const holder = this.#byRole.get(id);
    return holder === undefined || holder === session;
  }

  claimRole(id: bigint, session: S): void {
    assert(this.isFree(id, session), 'a role belongs to one account, and an account has one session');
    this.#byRole.set(id, session);
  }

  releaseRole(id: bigint, session: S): void {
    if (this.#byRole.get(id) === session) this.#byRole.delete(id);
  }
}
