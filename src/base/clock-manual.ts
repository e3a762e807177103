// A clock that moves only when a test or a simulation moves it. Timers fire in the order of their due times; timers due
// at the same time fire in the order in which they were set.
import { assert } from './assert.ts';
import type { Cancel, Clock } from './clock.ts';
import { HeapTimer, TimerHeap } from './timer-heap.ts';

export class ManualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #isAdvancing = false;
  #startWallMs: number;
  readonly #timers = new TimerHeap();

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
    assert(periodMs > 0, 'a period is longer than 0 ms');
    return this.#add({ delayMs: periodMs, periodMs, callback });
  }

  /** The due time of the next timer, or null when none is set. */
  nextDueMs(): number | null {
    return this.#timers.first()?.dueMs ?? null;
  }

  /** Sets the wall clock forward or, with a number below 0, back. Timers do not notice. */
  jumpWall(ms: number): void {
    this.#startWallMs += ms;
  }

  /** Moves time forward by `ms` and fires each timer at its own due time. */
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
    const timers = this.#timers;
    for (let timer = timers.first(); timer !== null && timer.dueMs <= targetMs; timer = timers.first()) {
      this.#nowMs = timer.dueMs;
      if (timer.periodMs === null) timers.remove(timer);
      else timers.move(timer, timer.dueMs + timer.periodMs);
      timer.callback();
    }
    this.#nowMs = targetMs;
  }

  #add(timer: { delayMs: number; periodMs: number | null; callback: () => void }): Cancel {
    const { delayMs, periodMs, callback } = timer;
    assert(Number.isFinite(delayMs), 'a delay is a number of milliseconds');
    const dueMs = this.#nowMs + Math.max(0, delayMs);
    const entry = new HeapTimer({ dueMs, order: this.#order++, periodMs, callback });
    this.#timers.add(entry);
    return () => this.#timers.remove(entry);
  }
}
