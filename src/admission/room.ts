// Where players wait for a place, and where the places of all are counted. `LocalRoom` is the body for one process. A body for several
// gates counts for all of them: so the room answers by calling the guest, in the same call or later.

/** A player that asks for a place, as the room sees it. */
export interface Guest {
  /** It waits, and this is where it is; again when that has changed, and once in a while. Null: nobody knows how long. */
  waits(position: number, estimateMs: number | null): void;
  /** It has a place from now on, until `release`. The last call. */
  called(waitedMs: number): void;
  /** It has waited as long as it may; its place in the order is kept as if it were away. The last call. */
  late(position: number): void;
  /** So many wait that nobody else may. The last call. */
  full(): void;
  /** Another guest has come under the same key, and has its place in the order. The last call. */
  replaced(): void;
}

export interface Entrance {
  /** Of the game: the lowest comes first. Returning players come before all ranks. */
  readonly rank: number;
  /** How long it waits at most. Milliseconds. */
  readonly patienceMs: number;
}

export interface RoomStatus {
  /** Null: without a cap. */
  readonly placesMax: number | null;
  readonly placesTaken: number;
  readonly waiting: number;
  /** Of these, those that are away, whose places in the order are kept. */
  readonly away: number;
  /** How long the first of them waits already; null when nobody waits. Milliseconds. */
  readonly longestMs: number | null;
}

/** What an operator may change while the room is used. */
export interface RoomLimits {
  /** Players with a place; null for no cap. */
  readonly placesMax: number | null;
  /** Players that wait, those that are away included. One with a place always may. */
  readonly waitingMax: number;
  readonly keepMs: number;
  /** How long after leaving a player comes before others. Milliseconds. */
  readonly returningMs: number;
}

export interface Room {
  readonly status: RoomStatus;
  /** How long a place in the order is kept for one that is away. Milliseconds. */
  readonly keepMs: number;
  /** Asks for a place under this key. A key that is in the order already keeps its place there. */
  enter(key: string, guest: Guest, entrance: Entrance): void;
  /** Whether the key is in the order, its guest there or away. */
  isWaiting(key: string): boolean;
  /** Whether the key has a place, or had one lately. */
  isReturning(key: string): boolean;
  /** The guest's connection is lost. */
  away(key: string): void;
  /** The key does not want to wait any more, or may not. */
  quit(key: string): void;
  rank(key: string, rank: number): void;
  /** The key has a place from now on, whatever the cap: its player is in already, and came from another process. */
  adopt(key: string): void;
  /** One that was called, or adopted, has left. */
  release(key: string): void;
  /** A place is another key's from now on: the player has taken another name. */
  rename(from: string, to: string): void;
  /** From now on; whoever is in stays. */
  change(limits: RoomLimits): void;
  stop(): void;
}
