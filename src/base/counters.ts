// Counts by name and reason: what an operator asks first. A counter is made once and added to without a look-up; the number
// of reasons of one counter is closed, so the registry cannot grow with what a peer sends.
import { assert } from './assert.ts';

export class Counter {
  readonly name: string;
  #value = 0;

  constructor(name: string) {
    this.name = name;
  }

  get value(): number {
    return this.#value;
  }

  add(count = 1): void {
    this.#value += count;
  }
}

export class Counters {
  readonly #counters = new Map<string, Counter>();
  readonly #countMax: number;

  constructor(options: { readonly countMax?: number } = {}) {
    this.#countMax = options.countMax ?? 4096;
  }

  /** The counter of that name, made on first asking. A reason is written as `name{reason}`. */
  counter(name: string, reason?: string): Counter {
    const key = reason === undefined ? name : `${name}{${reason}}`;
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      assert(this.#counters.size < this.#countMax, 'counter names are a closed set');
      counter = new Counter(key);
      this.#counters.set(key, counter);
    }
    return counter;
  }

  /** Every counter that has counted something, by name. */
  snapshot(): Record<string, number> {
    const entries = [...this.#counters.values()].filter((counter) => counter.value > 0);
    return Object.fromEntries(entries.map((counter) => [counter.name, counter.value] as const).sort());
  }
}
