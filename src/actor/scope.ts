// What all code of a module is given, whether a message, a call, a timer or an operator caused it: the module's settings and
// tables, the clock, the log, other modules' offers, actors, and ways to send. Handlers are given a `Context` and actors a `Self`,
// which are a scope with a turn.
import type { Clock, Logger, Random } from '../base/index.ts';
import type { AccessOf, LiveTable, Store, Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { Offer } from './offer.ts';
import type { Answer, AtOnce } from './plain.ts';
import type { AnyDefinition, AnyRef, CallOptions, KeyFor, Ref, Shares } from './ref.ts';
import type { Undone } from './rollback.ts';

/** What a module can do with the store: its own tables that no owner has, and procedures and queries over any. */
export type ModuleStore<T> = TablesAccess<T> & Pick<Store, 'run' | 'query'>;

/** The accessors of a module's tables, by the names the module gave them. Live rows are those of an owner: see `rows`. */
export type TablesAccess<T> = {
  readonly [K in keyof T as T[K] extends LiveTable ? never : K]: T[K] extends Table ? AccessOf<T[K]> : never;
};

/** A message that only the server sends: no state allows it to a client. */
export type ServerMessage<M> = MessageType<M, never>;

export interface Scope<T, Settings> {
  /** The module's own settings, checked by its schema. */
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Tables that no owner has, procedures, queries. Transactions of their own: a turn that fails does not undo them. */
  readonly store: ModuleStore<T>;
  /** What another module offers. The module names it in `uses`, so that a missing one is reported before the server starts. */
  use<V>(offer: Offer<V>): V;
  /** An actor, or a role's part: `await scope.actor(guild, 7n).apply({ roleId })`. */
  actor<D extends AnyDefinition>(definition: D, key: KeyFor<D>): Ref<D>;
  /**
   * Runs `change` over the rows of all of them: whole or not at all. It may run more than once, and it must not wait. Rows that
   * were read before it may have changed: read them inside. Rejects with `ActorError`.
   */
  together<const Refs extends readonly AnyRef[], const R extends Answer = undefined>(
    refs: Refs,
    change: (...shares: Shares<Refs>) => R,
    ...options: AtOnce<R> extends [] ? [options?: CallOptions] : AtOnce<R>
  ): Promise<Undone<R>>;
  /** Sends to the player of the role; nobody may play it. In a turn it goes out when the turn has committed. */
  send<M>(roleId: bigint, type: ServerMessage<M>, message: M): void;
  /** Sends to every session in the world, encoded once. In a turn it goes out when the turn has committed. */
  broadcast<M>(type: ServerMessage<M>, message: M): void;
}

export interface Turn {
  /** Makes what the turn has done so far durable and lets it out: before waiting for the world outside. */
  commit(): Promise<void>;
}
