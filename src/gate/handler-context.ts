// The context that handlers are given: made on a session's first message to a module, and kept with the session. When the session
// has left, it refuses writes: a handler that still runs must not write for a role that somebody else may play by then.
import type { Clock, Logger, Random } from '../base/index.ts';
import type { LiveRole, WriteGuard } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { Context, LiveTables } from './context.ts';
import type { GameCloseReason } from './game-reason.ts';
import { GateError } from './gate-error.ts';
import type { ModuleScope } from './module-scope.ts';
import type { Offer } from '../actor/index.ts';
import type { ModuleStore } from './scope.ts';
import type { Session, Who } from './session.ts';
import type { Account, Role } from './session-state.ts';

export class HandlerContext implements Context<unknown, string>, WriteGuard {
  readonly session: Session;
  readonly #scope: ModuleScope;
  #store: ModuleStore<unknown> | null = null;
  /** The live tables, and the role that they belong to. */
  #live: { readonly role: LiveRole; readonly tables: LiveTables<unknown> } | null = null;
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

  get live(): LiveTables<unknown> | null {
    const role = this.session.live;
    if (role === null) return null;
    if (this.#live?.role !== role) {
      const tables = this.#scope.liveTables.map(([name, table]) => [name, role.table(table)]);
      // The names and tables are those of the module, which its context is typed by.
      this.#live = { role, tables: Object.fromEntries(tables) as LiveTables<unknown> };
    }
    return this.#live.tables;
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
