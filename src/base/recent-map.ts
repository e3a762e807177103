// A map of bounded size that forgets the entry longest untouched when a new one needs its place.
import { assert } from './assert.ts';

export class RecentMap<V> {
  readonly #countMax: number;
  /** In the order of their last `set`, oldest first. */
  readonly #entries = new Map<string, V>();

  constructor(countMax: number) {
    assert(countMax >= 1, 'a map of recent things holds one');
    this.#countMax = countMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value, without touching it. */
  peek(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** Puts the value in and makes it the latest. */
  set(key: string, value: V): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#countMax) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
