// What the actor layer needs of the process: the store's live owners, time, the log, and a way to send.
import type { Clock, Counters, Logger, Random, TimingWheel } from '../base/index.ts';
import type { Live } from '../store/index.ts';
import type { Output } from './output.ts';
import type { RemoteActors } from './remote.ts';
import type { Stream } from './stream.ts';

/** Where a test may let the process die. */
export type CrashStep = 'before-journal' | 'after-journal' | 'between-owners' | 'before-answer';
/** For tests: may end the process. */
export type CrashPoint = (step: CrashStep) => void;

/** The store, as far as actors use it. */
export type ActorStore = Pick<Live, 'commitTogether' | 'dueAlarms' | 'open'>;

export interface ActorHost {
  readonly live: ActorStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly counters: Counters;
  readonly wheel: Pick<TimingWheel, 'set' | 'clear'>;
  /** The game's time zone: `Europe/Berlin`. */
  readonly timeZone: string;
  /** Holds what a turn sends. */
  createOutput(): Output;
  /** Whether the role plays in this game now. */
  isPlaying(roleId: bigint): boolean;
  /** For bytes that are framed already, to the player of the role; null when nobody plays it. */
  streamOf(roleId: bigint): Stream | null;
  /** Runs `callback` when sockets have had their time. */
  later(callback: () => void): void;
  readonly crashPoint?: CrashPoint;
  /** Owners in other processes of the game; absent when this process is the only one. */
  readonly remote?: RemoteActors | undefined;
}
