// What a handler is given: the module's scope, the session that spoke with its account and role, and the role's live rows. In the
// world a handler is a turn of the role: a transaction on these rows.
import type { LiveRowsOf, ServerMessage, Turn } from '../actor/index.ts';
import type { Place } from './place.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';

/** Phases in which a session has a role; a message allowed in no other has a `ctx.role`. */
type RolePhase = 'entering' | 'gaming';
type AccountPhase = RolePhase | 'roleListing';

export type RoleIn<S extends string> = [S] extends [RolePhase] ? Role : Role | null;
export type AccountIn<S extends string> = [S] extends [AccountPhase] ? Account : Account | null;
/** Before the world a session has no place; while it enters, it may have none yet. */
export type PlaceIn<S extends string> = [S] extends ['gaming']
  ? Place
  : [S] extends ['connecting' | 'connected' | 'authing' | 'roleListing']
    ? null
    : Place | null;
export type RowsIn<T, S extends string> = [S] extends [RolePhase] ? LiveRowsOf<T> : LiveRowsOf<T> | null;

/** It is closed with its turn: later uses throw `turn-over`. */
export interface Context<T, S extends string, Settings = unknown> extends Scope<T, Settings>, Turn {
  readonly session: Session;
  readonly account: AccountIn<S>;
  readonly role: RoleIn<S>;
  /** Where the role is now. Throws `place-unset` in the world when no module has set it. */
  readonly place: PlaceIn<S>;
  /**
   * The rows of the role that is played, by the names of the module's live tables: in memory, changed at once, committed when the
   * handler returns, and undone when it throws.
   */
  readonly rows: RowsIn<T, S>;
  /** When the session has left, it refuses to write with `session-left`. */
  readonly store: Scope<T, Settings>['store'];

  /** Sends to the session that spoke, when the turn has committed. False when it is closing and nothing more is sent. */
  reply<M>(type: ServerMessage<M>, message: M): boolean;
}
