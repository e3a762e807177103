// How fast those that wait get on: an average of what was seen lately, and what a position means in time.
import { PACE_HALF_LIFE_MS } from './limits.ts';

export class Pace {
  /** Events a second. */
  #perSecond = 0;
  #isKnown = false;
  #count = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  add(): void {
    this.#count++;
  }

  /** Takes in what was counted since the last call. */
  sweep(nowMs: number): void {
    const passedMs = nowMs - this.#sinceMs;
    if (passedMs <= 0) return;
    const seen = (this.#count * 1_000) / passedMs;
    const kept = 2 ** (-passedMs / PACE_HALF_LIFE_MS);
    if (this.#isKnown) this.#perSecond = this.#perSecond * kept + seen * (1 - kept);
    else if (this.#count > 0) {
      this.#isKnown = true;
      this.#perSecond = seen;
    }
    this.#count = 0;
    this.#sinceMs = nowMs;
  }

  /** Forgets what it saw: the next wait is another one. */
  reset(nowMs: number): void {
    this.#isKnown = false;
    this.#perSecond = 0;
    this.#count = 0;
    this.#sinceMs = nowMs;
  }

  /** How long the one at this position waits; null while nobody knows. Milliseconds. */
  estimateMs(position: number): number | null {
    return this.#isKnown && this.#perSecond > 0 ? (position * 1_000) / this.#perSecond : null;
  }
}
