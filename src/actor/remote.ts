// Owners in other processes of the game, as this layer sees them: where they are, and how calls and tells reach them. What carries them
// is not known here (`src/nodes`); without it, every owner is in this process.
import type { OwnerId } from '../store/index.ts';

/** A call or a tell, between the process that makes it and the one that has the owner. */
export interface RemoteCall {
  readonly owner: OwnerId;
  /** The definition and its method. */
  readonly part: string;
  readonly method: string;
  /** Plain data, copied. */
  readonly args: unknown;
  readonly once: string | null;
  /** How long the caller waits. Milliseconds. */
  readonly deadlineMs: number;
  /** The owners whose turns wait for the answer, the first caller first. */
  readonly chain: readonly string[];
}

export interface RemoteActors {
  /** The process that has the owner, or is to have it; null for this one. */
  placeOf(owner: OwnerId): string | null;
  /** Resolves to the answer, or rejects with an `ActorError`: within the deadline of the call. */
  call(place: string, call: RemoteCall): Promise<unknown>;
  /** Throws an `ActorError` when it certainly does not arrive. */
  tell(place: string, call: RemoteCall): void;
  /** An actor here has a member, or watches an owner, that is not here: reports to the system when it is gone, once. */
  follow(owner: OwnerId): void;
  /** The owner that others may follow is gone from this process: it sleeps, or the player has left the role. */
  gone(owner: string, reason: string): void;
  /** A session of this process plays the role from now on. */
  entered(roleId: bigint): void;
  /** It does not any more. */
  left(roleId: bigint, reason: string): void;
}
