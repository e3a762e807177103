// The clock of one run of a test's server, over the clock of the test: its timers end with the run, and wait while the run is stalled.
import { type Cancel, type Clock, currentTrace } from '../base/index.ts';
import type { Life } from './life.ts';

export class LifeClock implements Clock {
  readonly #clock: Clock;
  readonly #cancels = new Set<Cancel>();
  /** Callbacks that are due while the run is stalled; null while it runs. */
  #stalled: Set<() => void> | null = null;
  #hasFired = false;
  #gamesTimers = 0;

  constructor(clock: Clock, life: Life) {
    this.#clock = clock;
    life.atEnd(() => {
      for (const cancel of this.#cancels) cancel();
    });
  }

  /** Whether code of the game has set timers that have not fired yet. */
  get hasGamesTimers(): boolean {
    return this.#gamesTimers > 0;
  }

  get isStalled(): boolean {
    return this.#stalled !== null;
  }

  /** Whether a timer that is set once has fired since this was asked last. */
  takeFired(): boolean {
    const hasFired = this.#hasFired;
    this.#hasFired = false;
    return hasFired;
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, callback: () => void): Cancel {
    const count = currentTrace() === null ? 0 : 1;
    this.#gamesTimers += count;
    const forget = (): void => {
      if (this.#cancels.delete(cancel)) this.#gamesTimers -= count;
    };
    const stop = this.#clock.after(delayMs, () => {
      forget();
      this.#hasFired = true;
      this.#fire(callback);
    });
    const cancel = (): void => {
      forget();
      stop();
      this.#stalled?.delete(callback);
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  every(periodMs: number, callback: () => void): Cancel {
    const stop = this.#clock.every(periodMs, () => this.#fire(callback));
    const cancel = (): void => {
      this.#cancels.delete(cancel);
      stop();
      this.#stalled?.delete(callback);
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  /** From now on no timer fires, as in a process that hangs. */
  stall(): void {
    this.#stalled ??= new Set();
  }

  /** Fires what was due meanwhile, each once. */
  resume(): void {
    const stalled = this.#stalled ?? [];
    this.#stalled = null;
    for (const callback of stalled) callback();
  }

  #fire(callback: () => void): void {
    if (this.#stalled === null) callback();
    else this.#stalled.add(callback);
  }
}
