// When each robot sends its heartbeats: all at one rate, evenly spread, fixed before the first is sent. A late answer moves
// nothing, so the time that a beat waits for its turn is part of its latency.
import { assert } from '../../base/index.ts';

export interface BeatScheduleOptions {
  readonly startMs: number;
  readonly robots: number;
  /** Beats of one robot each second. */
  readonly perSecond: number;
  readonly seconds: number;
}

/** A beat's place: which robot sends it, and as which of its own. */
export interface BeatPlace {
  readonly robot: number;
  readonly sequence: number;
}

export class BeatSchedule {
  readonly startMs: number;
  readonly endMs: number;
  /** Beats of all robots. */
  readonly beatCount: number;
  readonly #robots: number;
  readonly #spacingMs: number;

  constructor(options: BeatScheduleOptions) {
    const { startMs, robots, perSecond, seconds } = options;
    assert(robots >= 1 && perSecond > 0 && seconds > 0, 'a schedule has robots, a rate and a length');
    this.startMs = startMs;
    this.endMs = startMs + seconds * 1000;
    this.#robots = robots;
    this.#spacingMs = 1000 / (perSecond * robots);
    this.beatCount = Math.max(1, Math.round(seconds * perSecond * robots));
  }

  /** Robots take turns, so beat `beat` of all is robot `beat % robots`'s. */
  place(beat: number): BeatPlace {
    return { robot: beat % this.#robots, sequence: Math.floor(beat / this.#robots) };
  }

  /** The moment at which a beat is to be sent. */
  dueMs({ robot, sequence }: BeatPlace): number {
    return this.startMs + (sequence * this.#robots + robot) * this.#spacingMs;
  }
}
