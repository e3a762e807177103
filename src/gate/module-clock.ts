// The clock as a module sees it. What a timer of a game throws is logged with the module and the place that set the timer;
// the process and all other timers go on. A broken invariant of jadegate still ends the process.
import {
  type Cancel,
  type Clock,
  currentTrace,
  endOnBroken,
  type Logger,
  messageOf,
  runTraced,
  stackOf,
} from '../base/index.ts';

/** Node's timers go no further. */
const PERIOD_MS_MAX = 2 ** 31 - 1;

export class ModuleClock implements Clock {
  readonly #clock: Clock;
  readonly #module: string;
  readonly #log: Logger;

  constructor(clock: Clock, { module, log }: { readonly module: string; readonly log: Logger }) {
    this.#clock = clock;
    this.#module = module;
    this.#log = log;
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, callback: () => unknown): Cancel {
    if (!Number.isFinite(delayMs)) throw new RangeError(`a delay is a number of milliseconds, not ${delayMs}`);
    return this.#clock.after(delayMs, this.#guarded(callback));
  }

  every(periodMs: number, callback: () => unknown): Cancel {
    if (!(periodMs > 0 && periodMs <= PERIOD_MS_MAX)) {
      throw new RangeError(`a period is longer than 0 ms and at most 24 days, not ${periodMs} ms`);
    }
    return this.#clock.every(periodMs, this.#guarded(callback));
  }

  #guarded(callback: () => unknown): () => void {
    const setBy = currentTrace()?.place;
    const failed = (error: unknown): void => this.#failed(error, setBy);
    return () => {
      try {
        const result = runTraced({ module: this.#module, place: 'a timer' }, callback);
        // The callback may be an async function: its type allows that.
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
  }

  #failed(error: unknown, setBy: string | undefined): void {
    endOnBroken(error);
    this.#log.error(`a timer failed: ${messageOf(error)}`, { setBy, stack: stackOf(error) });
  }
}
