// The context that handlers are given: made on a session's first message to a module, and kept with the session. When the session
// has left, it refuses writes: a handler that still runs must not write for a role that somebody else may play by then.
import type { Clock, Logger, Random } from '../base/index.ts';
import type { LiveOwner, RowsOf, WriteGuard } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { Context } from './context.ts';
import type { GameCloseReason } from './game-reason.ts';
import { GateError } from './gate-error.ts';
import type { ModuleScope } from './module-scope.ts';
import type { Offer } from './offer.ts';
import type { ModuleStore } from './scope.ts';
import type { Session, Who } from './session.ts';
import type { Account, Role } from './session-state.ts';

export class HandlerContext implements Context<unknown, string>, WriteGuard {
  readonly session: Session;
  readonly #scope: ModuleScope;
  #store: ModuleStore<unknown> | null = null;
  /** The live rows, and the owner that they belong to. */
  #rows: { readonly owner: LiveOwner; readonly tables: RowsOf<unknown> } | null = null;
  #isEnded = false;

  constructor(session: Session, scope: ModuleScope) {
    this.session = session;
    this.#scope = scope;
  }

  get account(): Account | null {
    return this.session.account;
  }

  get role(): Role | null {
    return this.session.role;
  }

  get rows(): RowsOf<unknown> | null {
    const owner = this.session.live;
    if (owner === null) return null;
    if (this.#rows?.owner !== owner) {
      const tables = this.#scope.liveTables.map(([name, table]) => [name, owner.rows(table)]);
      // The names and tables are those of the module, which its context is typed by.
      this.#rows = { owner, tables: Object.fromEntries(tables) as RowsOf<unknown> };
    }
    return this.#rows.tables;
  }

  async commit(): Promise<void> {
    await this.session.live?.commit();
  }

  get store(): ModuleStore<unknown> {
    this.#store ??= this.#scope.fencedStore(this);
    return this.#store;
  }

  get settings(): unknown {
    return this.#scope.settings;
  }

  get clock(): Clock {
    return this.#scope.clock;
  }

  get random(): Random {
    return this.#scope.random;
  }

  get log(): Logger {
    return this.#scope.log;
  }

  use<V>(offer: Offer<V>): V {
    return this.#scope.use(offer);
  }

  reply<M>(type: MessageType<M>, message: M): boolean {
    return this.session.send(type, message);
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): boolean {
    return this.#scope.send(roleId, type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): number {
    return this.#scope.broadcast(type, message);
  }

  sessions(who: Who): readonly Session[] {
    return this.#scope.sessions(who);
  }

  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number {
    return this.#scope.kick(who, reason, text);
  }

  /** From now on it refuses to write. */
  end(): void {
    this.#isEnded = true;
  }

  assertWritable(): void {
    if (!this.#isEnded) return;
    const message = `session ${this.session.id} has left: its handler took too long and can no longer write`;
    throw new GateError('session-left', message);
  }
}
