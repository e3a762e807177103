// What all code of a module is given, whether a message, a timer or an operator called it: the scope that actors have too, and the
// sessions of this process. Handlers are given a `Context`, which adds the session that spoke.
import type { Scope as ActorScope } from '../actor/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import type { Session, Who } from './session.ts';

export interface Scope<T, Settings> extends ActorScope<T, Settings> {
  /** The sessions in this process, those included that are closing. */
  sessions(who: Who): readonly Session[];
  /**
   * Closes these sessions with `reason`, and with `text` in place of its words. Returns how many. In a turn they are closed when the
   * turn is durable, after what it has sent them, and not at all if it is undone.
   */
  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number;
}
