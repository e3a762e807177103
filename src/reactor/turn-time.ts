// The time of the present turn, read once: reading a clock for each frame of a turn costs more than framing it. What came in one turn
// came at the same time, as far as rates and silences are concerned.
import type { Clock } from '../base/index.ts';

export class TurnTime {
  readonly #clock: Clock;
  #nowMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#nowMs = clock.monotonicMs();
  }

  /** When the turn began, or when input that was held back was delivered. */
  get nowMs(): number {
    return this.#nowMs;
  }

  refresh(): void {
    this.#nowMs = this.#clock.monotonicMs();
  }
}
