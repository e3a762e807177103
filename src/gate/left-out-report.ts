// Tells operators when clients are left without many messages, because they read too slowly or are away: one line a minute while it is
// so, with the messages that it was most. A few are usual: each connection that is lost leaves a few out.
import type { Logger } from '../base/index.ts';
import { LEFT_OUT_NAMES_MAX, LEFT_OUT_REPORT_MIN } from './limits.ts';
import type { MessageCounters } from './session-pressure.ts';

export class LeftOutReport {
  readonly #counters: MessageCounters;
  readonly #log: Logger;
  #before: ReadonlyMap<string, number> = new Map();

  constructor(counters: MessageCounters, log: Logger) {
    this.#counters = counters;
    this.#log = log;
  }

  /** Once a minute. */
  report(): void {
    const counts = this.#counters.byName();
    const grown = [...counts].map(([name, count]) => [name, count - (this.#before.get(name) ?? 0)] as const);
    this.#before = counts;
    const total = grown.reduce((sum, [, count]) => sum + count, 0);
    if (total < LEFT_OUT_REPORT_MIN) return;
    const most = grown.toSorted((one, other) => other[1] - one[1]).slice(0, LEFT_OUT_NAMES_MAX);
    const text = `in the last minute clients were left without ${total} messages that may be left out, because they read too slowly or are away; if it goes on, look at the network and at what the game sends`;
    this.#log.warn(text, Object.fromEntries(most));
  }
}
