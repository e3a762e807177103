// In development: names handlers that keep the server from everybody else. The handlers of one turn of the reactor run one after the
// other, so the end of one is the beginning of the next, and the clock is read once for each.
import type { Clock, Logger } from '../base/index.ts';
import type { DispatchEntry } from './dispatch-table.ts';
import { BLOCKED_MS_MAX } from './limits.ts';

export class BlockedWatch {
  readonly #clock: Clock;
  readonly #log: Logger;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A handler begins outside of a turn of the reactor. */
  begin(): void {
    this.#endMs = this.#clock.monotonicMs();
  }

  /** A handler has returned, or waits from now on. `turnMs`: when the turn began that brought its message, if it ran in that turn. */
  ran(entry: DispatchEntry, turnMs = Number.NEGATIVE_INFINITY): void {
    const startMs = Math.max(turnMs, this.#endMs);
    this.#endMs = this.#clock.monotonicMs();
    const ms = this.#endMs - startMs;
    if (ms <= BLOCKED_MS_MAX) return;
    const { module, place } = entry.traced.trace;
    this.#log.warn(`${place} blocked the server for ${Math.round(ms)} ms`, { module });
  }
}
