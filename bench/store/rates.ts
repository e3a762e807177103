// Rates of the store's benchmarks: callers that each ask for the next when they have an answer.
import { performance } from 'node:perf_hooks';
import { roleIdOf, type Store } from '../../src/store/index.ts';
import { createBenchRole } from './procedures.ts';

export const SERVER_ID = 1;
export const ROLE_NUMBER_FIRST = 10_000_001;
/** Callers at once; a group of a floor is as large. */
export const CALLERS = 256;

export interface Contest {
  readonly store: number;
  readonly floor: number;
}

/** Creates `count` roles, the first with that number. */
export function createRoles(
  store: Store,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> {
  return callers(count, async (at) => {
    const number = first + at;
    const roleId = roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST + number });
    await store.run(createBenchRole, { roleId, account: `account-${number}`, name: `name-${number}` });
  });
}

/** Calls `act` for 0 to `count` - 1, so many at once. */
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

export function figuresOf(measured: readonly Contest[]): Readonly<Record<string, number>> {
  return {
    perSecond: Math.round(median(measured.map(({ store }) => store))),
    floor: Math.round(median(measured.map(({ floor }) => floor))),
    ratio: Number(median(measured.map(({ store, floor }) => store / floor)).toFixed(3)),
  };
}
