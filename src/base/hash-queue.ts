// Bounds slow work: so many at once, so many waiting, the rest told to come again. First come, first served.
// It does not time out what runs: hashing always ends.
import { assert } from './assert.ts';

export class HashQueue {
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: { readonly atOnce: number; readonly waitingMax: number }) {
    assert(options.atOnce >= 1 && options.waitingMax >= 0, 'a queue lets one through at least');
    this.#atOnce = options.atOnce;
    this.#waitingMax = options.waitingMax;
  }

  /** The result of `work`, or null when the queue was full and it was never begun. */
  async run<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#running < this.#atOnce) this.#running++;
    else if (this.#waiting.length >= this.#waitingMax) return null;
    else await this.#turn();
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }

  /** The place goes straight to the next that waits, so that nobody slips in between. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
