// The purge of a process: it counts the time that the store has been run, notes roles that were deleted since, and deletes for good
// what is due.
import { type Clock, inPortions, type Logger, type Tick } from '../../base/index.ts';
import type { Store } from '../../store/index.ts';
import { noteDeleted, purgeRoles } from './purge.procedures.ts';
import type { RoleBookOptions } from './role-book.ts';
import { NOTE_COUNT_MAX, NOTE_PERIOD_MS_MAX, NOTE_PERIODS, PURGE_COUNT_MAX } from './role-limits.ts';
import { RunTime } from './run-time.ts';

export interface PurgeDependencies {
  readonly store: Pick<Store, 'run'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'wallMs'>;
  readonly log: Pick<Logger, 'warn'>;
}

export class Purge {
  readonly #store: Pick<Store, 'run'>;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly runTime: RunTime;
  readonly #restoreMs: number;
  /** The next search for deleted roles, by the count: a search reads all deleted roles, so most runs have none. */
  #noteAtRanMs = 0;

  constructor(dependencies: PurgeDependencies, { restoreMs }: Pick<RoleBookOptions, 'restoreMs'>) {
    this.#store = dependencies.store;
    this.#clock = dependencies.clock;
    this.runTime = new RunTime(dependencies);
    this.#restoreMs = restoreMs;
  }

  /** Begins to count the time of this process. */
  async start(): Promise<void> {
    await this.runTime.step();
  }

  /** Resolves to the number of roles that were deleted for good. */
  async run(tick: Pick<Tick, 'isStopping'>): Promise<number> {
    const ranMs = await this.runTime.step();
    if (ranMs >= this.#noteAtRanMs) {
      await inPortions(tick, () => this.#store.run(noteDeleted, { ranMs, countMax: NOTE_COUNT_MAX }));
      this.#noteAtRanMs = ranMs + Math.min(this.#restoreMs / NOTE_PERIODS, NOTE_PERIOD_MS_MAX);
    }
    const args = {
      deletedBeforeMs: this.#clock.wallMs() - this.#restoreMs,
      seenBeforeRanMs: ranMs - this.#restoreMs,
      countMax: PURGE_COUNT_MAX,
    };
    return inPortions(tick, async () => (await this.#store.run(purgeRoles, args)).length);
  }
}
