// The frame of a run: robots start at a steady pace, progress is reported now and then, and a signal ends the run early. Waits of
// the run go through here, so that the signal ends them too.
import type { Clock } from '../../base/index.ts';
import { PROGRESS_MS } from './limits.ts';

export interface RunFrameOptions {
  /** Ends the run early; what was measured is reported. */
  readonly signal?: AbortSignal | undefined;
  readonly rampPerSecond: number;
  readonly onProgress: () => void;
}

export class RunFrame {
  readonly #clock: Clock;
  readonly #options: RunFrameOptions;
  readonly #aborted = Promise.withResolvers<void>();
  /** Each ends one wait early. Bounded by the waits under way. */
  readonly #wakes = new Set<() => void>();
  #startMs = 0;

  constructor(clock: Clock, options: RunFrameOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  get isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** Since the run began. */
  get elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startMs;
  }

  /** The whole run. It reports progress until `play` is over, whichever way. */
  async run(play: () => Promise<void>): Promise<void> {
    const { signal, onProgress } = this.#options;
    const abort = (): void => {
      this.#aborted.resolve();
      for (const wake of this.#wakes) wake();
    };
    signal?.addEventListener('abort', abort);
    if (this.isAborted) abort();
    const stopReporting = this.#clock.every(PROGRESS_MS, onProgress);
    this.#startMs = this.#clock.monotonicMs();
    try {
      await play();
    } finally {
      stopReporting();
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Waits for the turn of the robot with this index (from 0). Gives the moment of the turn. */
  async turnOf(index: number): Promise<number> {
    const dueMs = this.#startMs + (index * 1000) / this.#options.rampPerSecond;
    const waitMs = dueMs - this.#clock.monotonicMs();
    if (waitMs > 0) await this.sleep(waitMs);
    return dueMs;
  }

  /** Until the time is over or the run is aborted. Of 0 ms it gives the loop back once. */
  async sleep(ms: number): Promise<void> {
    if (this.isAborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakes.add(resolve);
    const cancel = this.#clock.after(ms, resolve);
    await promise;
    cancel();
    this.#wakes.delete(resolve);
  }

  /** For a few waits of a run: each is remembered until the run is aborted. */
  async unlessAborted(wait: Promise<unknown>): Promise<void> {
    await Promise.race([wait, this.#aborted.promise]);
  }
}
