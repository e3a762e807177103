// How long the store has been run in all its life, by monotonic clocks. Each process adds its own steps to one durable count. When
// several processes run on one database, none counts a moment again: a process raises the count to its value at the last step and what
// has passed since, and leaves it when others raised it that far. So the count never runs faster than time.
import type { Clock, Logger } from '../../base/index.ts';
import type { Store } from '../../store/index.ts';
import { countRun } from './purge.procedures.ts';
import { CLOCK_JUMP_MS_MIN } from './role-limits.ts';

export interface RunTimeDependencies {
  readonly store: Pick<Store, 'run'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
  readonly log: Pick<Logger, 'warn'>;
}

export class RunTime {
  readonly #dependencies: RunTimeDependencies;
  /** The count at the last step, and the monotonic time of that step. The first step adds nothing. */
  #last: { readonly ranMs: number; readonly atMs: number } | null = null;
  /** Wall time less monotonic time: the same for as long as the two go alike. */
  #offsetMs: number;

  constructor(dependencies: RunTimeDependencies) {
    this.#dependencies = dependencies;
    this.#offsetMs = this.#offset();
  }

  /** Adds what has passed since the last step. Resolves to the milliseconds that the store has been run. */
  async step(): Promise<number> {
    const { store, clock } = this.#dependencies;
    this.#warnOfJump();
    const elapsedMs = this.#last === null ? 0 : Math.floor(clock.monotonicMs() - this.#last.atMs);
    const ranMs = await store.run(countRun, { lastRanMs: this.#last?.ranMs ?? 0, elapsedMs });
    // After the answer: the count may be of any moment before it.
    this.#last = { ranMs, atMs: clock.monotonicMs() };
    return ranMs;
  }

  /** Slow corrections by a time service are no jump. */
  #warnOfJump(): void {
    const offsetMs = this.#offset();
    const jumpMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    if (Math.abs(jumpMs) <= CLOCK_JUMP_MS_MIN) return;
    const message =
      'the wall clock jumped: check the date of this machine. No deleted role is purged earlier, but players may not be able to restore theirs';
    this.#dependencies.log.warn(message, { seconds: Math.round(jumpMs / 1_000) });
  }

  #offset(): number {
    const { clock } = this.#dependencies;
    return clock.wallMs() - clock.monotonicMs();
  }
}
