// The machine's clock, in any JavaScript runtime. No other file reads it.
import { assert } from './assert.ts';
import type { Clock } from './clock.ts';

/** A timer with a longer delay (24.8 days) fires at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

// In Node the global is a getter.
const { performance } = globalThis;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, callback) {
    assert(Number.isFinite(delayMs), 'a delay is a number of milliseconds');
    let timer: ReturnType<typeof setTimeout>;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, TIMER_MS_MAX);
      timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : callback()), stepMs);
      letProcessEnd(timer);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, callback) {
    assert(periodMs > 0 && periodMs <= TIMER_MS_MAX, 'a period is longer than 0 ms and shorter than 24 days');
    const timer = setInterval(callback, periodMs);
    letProcessEnd(timer);
    return () => clearInterval(timer);
  },
};

/** In Node a timer keeps the process alive; in a browser it is a number. */
function letProcessEnd(timer: unknown): void {
  (timer as { readonly unref?: () => void }).unref?.();
}
