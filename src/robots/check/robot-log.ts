// What is left of one robot's log at the end of a run, for the verdict: where it stands, what it did last, what its client knows, and
// what could not be right when it came. Moves are folded into the latest, so a log does not grow with time; lines of chat are listed.
import type { AnswerFaults } from './answer-ledger.ts';
import type { SeenFault } from './seen-world.ts';
import type { Spot } from './view-rules.ts';

export const LINE_KINDS = { world: 1, nearby: 2, private: 3 } as const;

/** A line of chat that a robot said. Times are the run's, in milliseconds. */
export interface SaidLine {
  readonly sequence: number;
  /** A number of `LINE_KINDS`; of other channels the check knows only that nobody hears a line twice. */
  readonly kind: number;
  /** Of a private line: the robot to which it was said; else 0. */
  readonly to: number;
  readonly atMs: number;
  readonly spot: Spot;
  /** The robot had stood there for longer than a flush. */
  readonly hasStood: boolean;
  /** The server refused the line (142), or may have done so: nobody need hear it. */
  readonly isUnsure: boolean;
}

/** A time of the run, in milliseconds. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the robot's client knows: the same index is the same thing. */
export interface KnownData {
  readonly ids: BigInt64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface RobotLog {
  readonly number: number;
  readonly roleId: bigint;
  /**
   * `playing`: it is in the world at the end. `left`: it left the game early enough that nobody may know it any more. `lost`: its
   * connection ended otherwise, so nothing is judged of it.
   */
  readonly state: 'playing' | 'left' | 'lost';
  readonly spot: Spot;
  /** False when the server put it elsewhere while a move was on its way, and it has not moved since. */
  readonly isSpotSure: boolean;
  /** When it last moved or was moved. */
  readonly movedMs: number;
  readonly known: KnownData;
  /** Things in view that the server says it has not sent. */
  readonly left: number;
  /** Faults of what it saw, by kind. */
  readonly faults: Readonly<Partial<Record<SeenFault, number>>>;
  /** Lines that it heard twice, and lines that it heard after a later one of the same speaker and channel. */
  readonly linesDoubled: number;
  readonly linesOutOfOrder: number;
  /** Of the lines that it said: each comes back to it once, in order, or is refused. */
  readonly answers: AnswerFaults;
  /** Times of which the server said that messages to the robot may be missing. */
  readonly gaps: readonly Gap[];
  readonly said: readonly SaidLine[];
}
