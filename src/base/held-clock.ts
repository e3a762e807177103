// A clock whose callbacks can be held back: while it is held, what is due waits, and comes when it goes on. Its time goes on all along.
import type { Cancel, Clock } from './clock.ts';

interface Timer {
  readonly callback: () => void;
  isCancelled: boolean;
}

export class HeldClock implements Clock {
  readonly #clock: Clock;
  /** Null while it is not held. A period that is due several times is here once. */
  #due: Set<Timer> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(): void {
    this.#due ??= new Set();
  }

  release(): void {
    const due = this.#due ?? [];
    this.#due = null;
    for (const timer of due) this.#fire(timer);
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { callback, isCancelled: false };
    return cancelOf(
      timer,
      this.#clock.after(delayMs, () => this.#fire(timer)),
    );
  }

  every(periodMs: number, callback: () => void): Cancel {
    const timer = { callback, isCancelled: false };
    return cancelOf(
      timer,
      this.#clock.every(periodMs, () => this.#fire(timer)),
    );
  }

  #fire(timer: Timer): void {
    if (timer.isCancelled) return;
    if (this.#due === null) timer.callback();
    else this.#due.add(timer);
  }
}

function cancelOf(timer: Timer, cancel: Cancel): Cancel {
  return () => {
    timer.isCancelled = true;
    cancel();
  };
}
