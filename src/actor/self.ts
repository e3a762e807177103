// What the methods of an actor, and of a role's part, are given: a scope with a turn, and the owner's own rows.
import type { RowsOf } from '../store/index.ts';
import type { Waits } from './plain.ts';
import type { AnyRef, Me } from './ref.ts';
import type { Scope, ServerMessage, Turn } from './scope.ts';
import type { Stream } from './stream.ts';

type None = Record<never, never>;

export interface SendOptions {
  /** A role that is left out. */
  readonly except?: bigint;
}

/** The roles that an actor addresses as one. In memory: neither undone nor kept. */
export interface Members {
  /** The role hears `send` until it leaves the game; then the hook `left` runs, at once if nobody plays it. At most `membersMax`. */
  add(roleId: bigint): void;
  remove(roleId: bigint): void;
  has(roleId: bigint): boolean;
  readonly count: number;
  list(): readonly bigint[];
  /** Encoded once for all. Goes out when the turn has committed. */
  send<M>(type: ServerMessage<M>, message: M, options?: SendOptions): void;
  /**
   * For bytes that the actor has encoded itself, and that leave at once. Null when the role is no member, or when nobody plays it.
   * Ask for it in each turn.
   */
  stream(roleId: bigint): Stream | null;
}

export interface ActorTick {
  readonly lateMs: number;
  /** Ticks that were due and not run. They are not made up for. */
  readonly missed: number;
}

export interface Due {
  /** When it was due. */
  readonly at: Date;
  readonly lateMs: number;
  /** 1, or more when earlier tries threw. */
  readonly attempt: number;
}

/** What was watched, by the ref that it was watched with. */
export interface Gone {
  readonly name: string;
  readonly key: bigint | number | string;
}

export interface Alarms<Name extends string> {
  /** Durable with the turn. One of a name; setting it again moves it. Wakes the actor, after a restart too. */
  set(name: Name, at: Date | { readonly inMs: number }): void;
  clear(name: Name): void;
  /** When it is due. In its own function that is the present one, which goes when the function returns. */
  get(name: Name): Date | null;
}

export interface Self<Key, Tables, State, Alarm extends string, Settings> extends Scope<None, Settings>, Turn {
  readonly key: Key;
  /** This actor, for `together`; it cannot be called from its own turn. */
  readonly me: Me<Key, Tables>;
  readonly rows: RowsOf<Tables>;
  /** Memory only: lost when it sleeps or crashes, and not undone when a turn throws. */
  state: State;
  readonly members: Members;
  readonly alarms: Alarms<Alarm>;
  /** In memory, keeps the actor awake, lost by a crash. A turn of its own. Returns what cancels it. */
  after(delayMs: number, run: (self: Self<Key, Tables, State, Alarm, Settings>) => Waits<void>): () => void;
  /**
   * Runs the hook `gone` once, when the actor has gone to sleep, was destroyed or is awake elsewhere; at once when it is not awake in
   * this process. Of a role: when nobody plays it here any more. In memory, and neither of the two stays awake for it. Watching
   * something twice is watching it once.
   */
  watch(ref: AnyRef): void;
  /** The hook does not run for it any more. */
  unwatch(ref: AnyRef): void;
  /** With this turn's commit its rows, alarms and receipts are deleted and it stops. */
  destroy(): void;
}

/** A role, as its own part sees it: played by somebody or by nobody. */
export interface RoleSelf<Tables, Settings> extends Scope<None, Settings>, Turn {
  readonly key: bigint;
  /** This role, for `together`. */
  readonly me: Me<bigint, Tables>;
  readonly rows: RowsOf<Tables>;
  readonly isPlaying: boolean;
  /** To its own client; nothing when nobody plays it. */
  reply<M>(type: ServerMessage<M>, message: M): void;
}
