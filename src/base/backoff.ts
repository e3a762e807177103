// How long to wait before the next try: twice as long after each failure, up to a bound. With a `Random` each wait is drawn from
// half of the step to all of it, so that clients that lost the same server do not come back in the same moment.
// It only computes: the caller sets the timer.
import { assert } from './assert.ts';
import type { Random } from './random.ts';

export interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
}

export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: Random | null;
  #stepMs: number;

  /** Without `random` the waits are exactly the steps. */
  constructor(options: BackoffOptions, random: Random | null = null) {
    assert(options.minMs >= 1 && options.minMs <= options.maxMs, 'a back-off grows from at least 1 ms to its maximum');
    this.#options = options;
    this.#random = random;
    this.#stepMs = options.minMs;
  }

  /** The next wait. */
  nextMs(): number {
    const stepMs = this.#stepMs;
    this.#stepMs = Math.min(this.#options.maxMs, stepMs * 2);
    if (this.#random === null) return stepMs;
    const halfMs = Math.ceil(stepMs / 2);
    return halfMs + this.#random.below(stepMs - halfMs + 1);
  }

  /** The attempt succeeded: the next wait is the shortest again. */
  reset(): void {
    this.#stepMs = this.#options.minMs;
  }
}
