// What a handler is given: the module's scope, and the session that spoke with its account, its role and its live rows. Each
// session has one for each module, which serves all its messages.
import type { LiveTable, LiveTableAccess } from '../store/index.ts';
import type { Scope, ServerMessage } from './scope.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';

/** Phases in which a session has a role; a message allowed in no other has a `ctx.role`. */
type RolePhase = 'entering' | 'gaming';
type AccountPhase = RolePhase | 'roleListing';

export type RoleIn<S extends string> = [S] extends [RolePhase] ? Role : Role | null;
export type AccountIn<S extends string> = [S] extends [AccountPhase] ? Account : Account | null;

/** The live tables of a module, of the role that is played. */
export type LiveTables<T> = {
  readonly [K in keyof T]: T[K] extends LiveTable ? LiveTableAccess<T[K]> : never;
};

export type LiveIn<T, S extends string> = [S] extends [RolePhase] ? LiveTables<T> : LiveTables<T> | null;

export interface Context<T, S extends string, Settings = unknown> extends Scope<T, Settings> {
  readonly session: Session;
  readonly account: AccountIn<S>;
  readonly role: RoleIn<S>;
  /**
   * The live rows of the role that is played, by the names of the module's live tables: in memory, acknowledged by the journal.
   * When the session has left, they refuse with `role-not-live`.
   */
  readonly live: LiveIn<T, S>;
  /** When the session has left, it refuses to write with `session-left`. */
  readonly store: Scope<T, Settings>['store'];

  /** Sends to the session that spoke. False when it is closing and nothing more is sent. */
  reply<M>(type: ServerMessage<M>, message: M): boolean;
}
