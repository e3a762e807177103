// The time of the present turn, read once: reading a clock for each frame of a turn costs more than framing it. What came in one turn
// came at the same time, as far as rates and silences are concerned. A turn in which nobody asks reads no clock.
import type { Clock } from '../base/index.ts';

export class TurnTime {
  readonly #clock: Clock;
  #nowMs = 0;
  #isRead = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of the turn, or of the release of input that was held back: when it was first asked for. */
  get nowMs(): number {
    if (!this.#isRead) {
      this.#nowMs = this.#clock.monotonicMs();
      this.#isRead = true;
    }
    return this.#nowMs;
  }

  /** A turn begins, or input that was held back is delivered. */
  renew(): void {
    this.#isRead = false;
  }
}
