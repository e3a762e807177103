// Counts by name and reason: the first thing that an operator looks at. A counter is created once and then incremented
// without a look-up. The reasons of a counter are a closed set, so a peer cannot make the registry grow.
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

  /** The counter of that name, created on the first call. A reason is written as `name{reason}`. */
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

  /** Every counter above zero, by name. */
  snapshot(): Record<string, number> {
    const entries = [...this.#counters.values()].filter((counter) => counter.value > 0);
    return Object.fromEntries(entries.map((counter) => [counter.name, counter.value] as const).sort());
  }
}
