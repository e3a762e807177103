// What a handler is given: the session that spoke, its account and role, the module's tables, and ways to answer. One is made
// per session and module, and serves all its messages.
import type { Clock, Logger } from '../base/index.ts';
import type { AccessOf, LiveTable, LiveTableAccess, Store, Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';

/** Phases in which a session has a role; a message allowed in no other has a `ctx.role`. */
type RolePhase = 'entering' | 'gaming';
type AccountPhase = RolePhase | 'roleListing';

export type RoleIn<S extends string> = [S] extends [RolePhase] ? Role : Role | null;
export type AccountIn<S extends string> = [S] extends [AccountPhase] ? Account : Account | null;

/** What a module can do with the store: its own tables, and procedures over any. */
export type ModuleStore<T> = TablesAccess<T> & Pick<Store, 'run' | 'query'>;

/** The accessors of a module's tables, by the names the module gave them. */
export type TablesAccess<T> = { readonly [K in keyof T]: T[K] extends Table ? AccessOf<T[K]> : never };

/** The live tables of a module, of the role that is played. */
export type LiveTables<T> = {
  readonly [K in keyof T]: T[K] extends LiveTable ? LiveTableAccess<T[K]> : never;
};

export type LiveIn<T, S extends string> = [S] extends [RolePhase] ? LiveTables<T> : LiveTables<T> | null;

export interface Context<T, S extends string> {
  readonly session: Session;
  readonly account: AccountIn<S>;
  readonly role: RoleIn<S>;
  /**
   * The live rows of the role that is played, by the names of the module's live tables: in memory, acknowledged by the journal.
   * When the session has left, they refuse with `role-not-live`.
   */
  readonly live: LiveIn<T, S>;
  /** When the session has left, it refuses to write with `session-left`. */
  readonly store: ModuleStore<T>;
  readonly clock: Clock;
  readonly log: Logger;

  /** Sends to the session that spoke. False when it is closing and nothing more is sent. */
  reply<M>(type: MessageType<M>, message: M): boolean;
  /** Sends to whoever plays `roleId` in this gate; false when nobody does. */
  send<M>(roleId: bigint, type: MessageType<M>, message: M): boolean;
  /** Sends to every session in the world, encoded once. Returns how many were sent to. */
  broadcast<M>(type: MessageType<M>, message: M): number;
}
