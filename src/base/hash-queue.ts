// Bounds slow work: how much of it runs at once and how much may wait; the rest is rejected. First in, first out. It
// sets no timeout on running work, since hashing always ends.
import { assert } from './assert.ts';

export class HashQueue {
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: { readonly atOnce: number; readonly waitingMax: number }) {
    assert(options.atOnce >= 1 && options.waitingMax >= 0, 'a queue runs at least one at a time');
    this.#atOnce = options.atOnce;
    this.#waitingMax = options.waitingMax;
  }

  /** The result of `work`, or null when the queue was full and `work` was not started. */
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

  /** The place goes straight to the next work that waits, so that a later call cannot take it. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
