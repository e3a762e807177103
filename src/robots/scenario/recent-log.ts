// The latest entries of a robot's log, in a ring.
import { LOG_ENTRIES_MAX } from './limits.ts';
import type { LogEntry } from './scenario-robot.ts';

export class RecentLog {
  readonly #entries: LogEntry[] = [];
  /** The oldest, once the ring is full. */
  #oldest = 0;

  add(entry: LogEntry): void {
    if (this.#entries.length < LOG_ENTRIES_MAX) this.#entries.push(entry);
    else {
      this.#entries[this.#oldest] = entry;
      this.#oldest = (this.#oldest + 1) % LOG_ENTRIES_MAX;
    }
  }

  /** The oldest first. */
  list(): readonly LogEntry[] {
    return [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)];
  }
}
