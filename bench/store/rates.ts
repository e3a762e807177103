// Rates of the store's benchmarks: callers that each send the next request after an answer.
import { performance } from 'node:perf_hooks';

/** Callers at once; also the size of a floor's group. */
export const CALLERS = 256;

/** Calls `act` for 0 to `count` - 1, CALLERS at once. */
export async function callers(count: number, act: (at: number) => Promise<unknown>, atOnce = CALLERS): Promise<void> {
  let next = 0;
  async function caller(): Promise<void> {
    while (next < count) await act(next++);
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, caller));
}

export async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startMs);
}

/** The median time of `count` calls, one after the other, in milliseconds. */
export async function medianMs(count: number, act: (at: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < count; at++) {
    const startMs = performance.now();
    await act(at);
    times.push(performance.now() - startMs);
  }
  return Number(median(times).toFixed(3));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
