// Counts by kind, such as failures by their reason. Bounded: past the bound all further kinds share one count.
import { KINDS_MAX } from './limits.ts';

const OTHER = 'other';

export class Kinds {
  readonly #counts = new Map<string, number>();

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  add(kind: string, count = 1): void {
    const isKnown = this.#counts.has(kind) || this.#counts.size < KINDS_MAX;
    const key = isKnown ? kind : OTHER;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** The most frequent kind first. */
  sorted(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort((left, right) => right[1] - left[1]));
  }
}
