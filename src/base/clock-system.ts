// The machine's clock. No other file reads it.
import { performance } from 'node:perf_hooks';
import { assert } from './assert.ts';
import type { Clock } from './clock.ts';

/** Node fires a timer with a longer delay (24.8 days) at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, callback) {
    assert(Number.isFinite(delayMs), 'a delay is a number of milliseconds');
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, TIMER_MS_MAX);
      timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : callback()), stepMs);
      timer.unref();
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, callback) {
    assert(periodMs > 0 && periodMs <= TIMER_MS_MAX, 'a period is longer than 0 ms and shorter than 24 days');
    const timer = setInterval(callback, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
