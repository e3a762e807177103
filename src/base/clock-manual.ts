// A clock that moves only when told to, for tests and simulation. Timers fire in the order of their moments, those of one
// moment in the order they were set.
import { assert } from './assert.ts';
import type { Cancel, Clock } from './clock.ts';

interface Timer {
  dueMs: number;
  readonly order: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
}

export class ManualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #isAdvancing = false;
  readonly #startWallMs: number;
  readonly #timers = new Set<Timer>();

  constructor(options: { readonly startWallMs?: number } = {}) {
    this.#startWallMs = options.startWallMs ?? Date.UTC(2026, 0, 1);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    return this.#add({ delayMs, periodMs: null, callback });
  }

  every(periodMs: number, callback: () => void): Cancel {
    assert(periodMs > 0, 'a period is longer than nothing');
    return this.#add({ delayMs: periodMs, periodMs, callback });
  }

  /** The moment of the next timer, or null when none is set. */
  nextDueMs(): number | null {
    return this.#next()?.dueMs ?? null;
  }

  /** Moves time forward by `ms`, firing each timer at its own moment on the way. */
  advance(ms: number): void {
    assert(ms >= 0, 'time does not go back');
    assert(!this.#isAdvancing, 'a callback does not advance the clock that calls it');
    this.#isAdvancing = true;
    try {
      this.#advanceTo(this.#nowMs + ms);
    } finally {
      this.#isAdvancing = false;
    }
  }

  #advanceTo(targetMs: number): void {
    for (let timer = this.#next(); timer !== null && timer.dueMs <= targetMs; timer = this.#next()) {
      this.#nowMs = timer.dueMs;
      if (timer.periodMs === null) this.#timers.delete(timer);
      else timer.dueMs += timer.periodMs;
      timer.callback();
    }
    this.#nowMs = targetMs;
  }

  #add(timer: { delayMs: number; periodMs: number | null; callback: () => void }): Cancel {
    assert(Number.isFinite(timer.delayMs), 'a delay is a number of milliseconds');
    const entry: Timer = {
      dueMs: this.#nowMs + Math.max(0, timer.delayMs),
      order: this.#order++,
      periodMs: timer.periodMs,
      callback: timer.callback,
    };
    this.#timers.add(entry);
    return () => this.#timers.delete(entry);
  }

  #next(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (next === null || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
