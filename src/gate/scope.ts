// What all code of a module is given, whether a message, a timer or an operator called it: the module's settings and tables, the
// clock, the log, other modules' offers, and ways to send. Handlers are given a `Context`, which adds the session that spoke.
import type { Clock, Logger, Random } from '../base/index.ts';
import type { AccessOf, Store, Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import type { Offer } from './offer.ts';
import type { Session, Who } from './session.ts';

/** What a module can do with the store: its own tables, and procedures over any. */
export type ModuleStore<T> = TablesAccess<T> & Pick<Store, 'run' | 'query'>;

/** The accessors of a module's tables, by the names the module gave them. Live rows are used in turns of their owners: `ctx.rows`. */
export type TablesAccess<T> = {
  readonly [K in keyof T]: T[K] extends Table ? StoredAccessOf<T[K]> : never;
};

type StoredAccessOf<T extends Table> = T['isLive'] extends true ? never : AccessOf<T>;

/** A message that only the server sends: no state allows it to a client. */
export type ServerMessage<M> = MessageType<M, never>;

export interface Scope<T, Settings> {
  /** The module's own settings, checked by its schema. */
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly store: ModuleStore<T>;
  /** What another module offers. The module names it in `uses`, so that a missing one is reported before the server starts. */
  use<V>(offer: Offer<V>): V;
  /** Sends to the player of `roleId` in this process. False when nobody plays it here. */
  send<M>(roleId: bigint, type: ServerMessage<M>, message: M): boolean;
  /** Sends to every session in the world, encoded once. Returns the number of sessions. */
  broadcast<M>(type: ServerMessage<M>, message: M): number;
  /** The sessions in this process, those included that are closing. */
  sessions(who: Who): readonly Session[];
  /** Closes these sessions with `reason`, and with `text` in place of its words. Returns how many it closed. */
  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number;
}
