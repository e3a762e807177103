// How long to wait before the next try: longer after each failure up to a bound, and never the same for two gates, so that a server that comes
// back is not met by all of them in one moment.
import { assert, type Random } from '../base/index.ts';

export interface BackOffOptions {
  readonly minMs: number;
  readonly maxMs: number;
}

export class BackOff {
  readonly #options: BackOffOptions;
  readonly #random: Random;
  #stepMs: number;

  constructor(random: Random, options: BackOffOptions) {
    assert(options.minMs >= 1 && options.minMs <= options.maxMs, 'waits grow');
    this.#options = options;
    this.#random = random;
    this.#stepMs = options.minMs;
  }

  /** From half of the step to all of it; then the step doubles. */
  nextMs(): number {
    const stepMs = this.#stepMs;
    this.#stepMs = Math.min(this.#options.maxMs, stepMs * 2);
    const half = Math.ceil(stepMs / 2);
    return half + this.#random.below(stepMs - half + 1);
  }

  /** It worked. */
  reset(): void {
    this.#stepMs = this.#options.minMs;
  }
}
