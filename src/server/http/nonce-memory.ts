// Which nonces of signed requests were used. A request is accepted while its time is within the window, before and after ours, so a nonce
// counts for twice the window at most. It is remembered for at least that long, in two generations, and then forgotten with all of its
// generation. When a generation is full, requests are refused rather than forgotten.
import type { Clock } from '../../base/index.ts';

export class NonceMemory {
  readonly #clock: Clock;
  readonly #generationMs: number;
  readonly #countMax: number;
  #present = new Set<string>();
  #previous: ReadonlySet<string> = new Set();
  /** When the present generation becomes the previous one. */
  #untilMs: number;

  constructor(clock: Clock, options: { readonly windowSeconds: number; readonly countMax: number }) {
    this.#clock = clock;
    this.#generationMs = options.windowSeconds * 2_000;
    this.#countMax = options.countMax;
    this.#untilMs = clock.monotonicMs() + this.#generationMs;
  }

  /** `used`: it was used before. `full`: it cannot be remembered. */
  use(nonce: string): 'fresh' | 'used' | 'full' {
    this.#turn();
    if (this.#present.has(nonce) || this.#previous.has(nonce)) return 'used';
    if (this.#present.size >= this.#countMax) return 'full';
    this.#present.add(nonce);
    return 'fresh';
  }

  #turn(): void {
    const lateMs = this.#clock.monotonicMs() - this.#untilMs;
    if (lateMs < 0) return;
    // After a long silence the present generation is too old as well.
    this.#previous = lateMs < this.#generationMs ? this.#present : new Set();
    this.#present = new Set();
    this.#untilMs = this.#clock.monotonicMs() + this.#generationMs;
  }
}
