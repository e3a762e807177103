// A map of bounded size. When it is full, a new entry replaces the entry that was set longest ago.
import { assert } from './assert.ts';

export class RecentMap<V> {
  readonly #countMax: number;
  /** In the order of their last `set`, oldest first. */
  readonly #entries = new Map<string, V>();

  constructor(countMax: number) {
    assert(countMax >= 1, 'a recent map holds at least one entry');
    this.#countMax = countMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value; does not make the entry newer. */
  peek(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** Sets the value and makes the entry the newest. */
  set(key: string, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#countMax) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, value);
  }

  /** Oldest first. */
  entries(): IterableIterator<[string, V]> {
    return this.#entries.entries();
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
