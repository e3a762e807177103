// What one process of a scenario's run knows at the end: plain data, as it goes to the process that judges.
import type { HeardData, RobotLog } from '../check/index.ts';

export interface StagePart {
  readonly logs: RobotLog[];
  /** What `ended` returned, of the robots that did not fail. */
  readonly results: unknown[];
  readonly heard: HeardData;
  /** Histograms, encoded. */
  readonly moveLatency: string;
  readonly lineLatency: string;
  readonly latencies: readonly (readonly [name: string, histogram: string])[];
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  /** Faults that were found when they came, in words: the first of each robot. */
  readonly findings: string[];
  moves: number;
  lines: number;
  /** Of each client: the things in view that it waited for, on average over its frames, at most, and at the end. */
  readonly lefts: (readonly [mean: number, max: number, end: number])[];
  /** Things and lines beyond the bounds of the check. */
  unchecked: number;
  readonly isQuiet: boolean;
  /** False when the run was interrupted before its robots rested. */
  readonly isSettled: boolean;
}
