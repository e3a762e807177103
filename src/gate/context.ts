// What a handler is given: the module's scope, and the session that spoke with its account, its role and its live rows. Each
// session has one for each module, which serves all its messages.
import type { RowsOf } from '../store/index.ts';
import type { Scope, ServerMessage } from './scope.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';

/** Phases in which a session has a role; a message allowed in no other has a `ctx.role`. */
type RolePhase = 'entering' | 'gaming';
type AccountPhase = RolePhase | 'roleListing';

export type RoleIn<S extends string> = [S] extends [RolePhase] ? Role : Role | null;
export type AccountIn<S extends string> = [S] extends [AccountPhase] ? Account : Account | null;

export type RowsIn<T, S extends string> = [S] extends [RolePhase] ? RowsOf<T> : RowsOf<T> | null;

export interface Context<T, S extends string, Settings = unknown> extends Scope<T, Settings> {
  readonly session: Session;
  readonly account: AccountIn<S>;
  readonly role: RoleIn<S>;
  /**
   * The live rows of the role that speaks, by the names of the module's live tables. Reads and changes are of memory, at once. When the
   * handler returns, its changes become durable together; when it throws, they are undone. Null outside of the world.
   */
  readonly rows: RowsIn<T, S>;
  /** Makes the changes of live rows so far durable: before a reply says so, or before a wait. */
  commit(): Promise<void>;
  /** When the session has left, it refuses to write with `session-left`. */
  readonly store: Scope<T, Settings>['store'];

  /** Sends to the session that spoke. False when it is closing and nothing more is sent. */
  reply<M>(type: ServerMessage<M>, message: M): boolean;
}
