// Whether the wall clock may decide about a deletion for good. A machine may start with a wrong date, or its date may jump: such a clock
// looks like any other, so the wall clock alone deletes nothing. It is trusted when this process has run for STEADY_MS while wall
// clock and monotonic clock went alike; until then an operator has the time to see the warning and to correct the date.
import type { Clock, Logger } from '../../base/index.ts';
import { CLOCK_DRIFT_MS_MAX, STEADY_MS } from './role-limits.ts';

export class SteadyClock {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
  readonly #log: Pick<Logger, 'warn'>;
  #sinceMs: number;
  /** Wall time less monotonic time: the same for as long as the two go alike. */
  #offsetMs: number;

  constructor(clock: Pick<Clock, 'monotonicMs' | 'wallMs'>, log: Pick<Logger, 'warn'>) {
    this.#clock = clock;
    this.#log = log;
    this.#sinceMs = clock.monotonicMs();
    this.#offsetMs = clock.wallMs() - this.#sinceMs;
  }

  /** Checked regularly. */
  get isTrusted(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const offsetMs = this.#clock.wallMs() - nowMs;
    const driftMs = offsetMs - this.#offsetMs;
    // Slow corrections of a time service are no jump.
    this.#offsetMs = offsetMs;
    if (Math.abs(driftMs) > CLOCK_DRIFT_MS_MAX) {
      const seconds = Math.round(driftMs / 1_000);
      this.#log.warn('the wall clock jumped: deleted roles are not purged until it has been steady again', { seconds });
      this.#sinceMs = nowMs;
    }
    return nowMs - this.#sinceMs >= STEADY_MS;
  }
}
