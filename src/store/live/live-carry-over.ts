// Moves changes that the database refuses to a new journal record: they would keep the oldest segment, and with it all later ones.
import { type Logger, messageOf } from '../../base/index.ts';
import type { LiveEntry } from './live-entry.ts';

export class CarryOver {
  readonly #log: Logger;
  /** A failure is logged once, until it works again. */
  #hasFailed = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `oldestEnd`: where the oldest segment ends. */
  run(stuck: readonly LiveEntry[], oldestEnd: number): void {
    for (const entry of stuck) {
      const isOld = (entry.memory.firstSequence ?? oldestEnd) < oldestEnd;
      if (isOld && entry.state.changes === 'waiting') void this.#carry(entry);
    }
  }

  async #carry({ memory, id }: LiveEntry): Promise<void> {
    try {
      await memory.carryOver();
      this.#hasFailed = false;
    } catch (thrown) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      const what = `refused changes could not be moved to a new journal segment: ${messageOf(thrown)}`;
      this.#log.warn(`${what}. Old segments stay, and it is tried again`, { owner: id.text });
    }
  }
}
