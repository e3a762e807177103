// The process that `leaderboard` measures: prints its figures as JSON.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { SeededRandom, silentLogger } from '../../src/base/index.ts';
import { leaderboard, RankedList } from '../../src/modules/leaderboards/index.ts';
import { ROLE_NUMBER_MIN, roleIdOf } from '../../src/store/index.ts';
import { startTestServer } from '../../src/testing.ts';

const places = Number(process.argv[2]);
const QUERIES = Math.min(places, 5_000);
/** Calls at a time: more would find the inbox of the board full. */
const AT_ONCE = 500;
const random = new SeededRandom(20_261_130);
const compare = (one: number, other: number): number => one - other;
const first = roleIdOf({ serverId: 1, number: ROLE_NUMBER_MIN });

const figures = { ...order(), ...(await board()) };
console.log(JSON.stringify(figures));

/** Moves of entries of a full order, and of a sorted array. Microseconds of processor time. */
function order(): Record<string, number> {
  const entries = Array.from({ length: places }, (_, at) => at * 4);
  const before = heap();
  const list = new RankedList(compare, entries);
  const bytesPerEntry = (heap() - before) / places;
  const moves = Array.from(
    { length: QUERIES },
    () => [random.below(places) * 4, random.below(places) * 4 + 1] as const,
  );
  const listUs = cpuUs(moves.length, () => {
    for (const [from, to] of moves) {
      list.remove(from);
      list.insert(to);
      list.rankOf(to);
    }
  });
  const sorted = [...entries];
  const arrayUs = cpuUs(moves.length, () => {
    for (const [from, to] of moves) {
      const at = indexIn(sorted, from);
      if (sorted[at] === from) sorted.splice(at, 1);
      sorted.splice(indexIn(sorted, to), 0, to);
      indexIn(sorted, to);
    }
  });
  return { orderBytesPerEntry: round(bytesPerEntry), orderMoveUs: round(listUs), arrayMoveUs: round(arrayUs) };
}

async function board(): Promise<Record<string, number>> {
  const settings = { leaderboards: { boards: [{ name: 'arena' }] } };
  await using server = await startTestServer({ settings, log: silentLogger });
  const arena = () => server.scope.actor(leaderboard, 'arena');
  await arena().page({ roleId: first, from: 1, count: 1, isFormer: false });
  const before = heap();
  const recordUs = await cpuUsOf(places, (at) => arena().record({ roleId: first + BigInt(at), score: score() }));
  await server.flush();
  const bytesPerPlace = (heap() - before) / places;
  const betterUs = await cpuUsOf(QUERIES, () => arena().record({ roleId: someRole(), score: score() }));
  const asked = { count: 10, isFormer: false };
  const pageUs = await cpuUsOf(QUERIES, () => {
    return arena().page({ ...asked, roleId: someRole(), from: 1 + random.below(places) });
  });
  const aroundUs = await cpuUsOf(QUERIES, () => arena().around({ ...asked, roleId: someRole() }));
  await server.flush();
  await server.crash();
  const startMs = performance.now();
  await arena().around({ ...asked, roleId: first });
  const wakeMs = performance.now() - startMs;
  const micros = { recordUs, betterUs, pageUs, aroundUs };
  const rounded = Object.fromEntries(Object.entries(micros).map(([name, us]) => [name, round(us)]));
  return { bytesPerPlace: round(bytesPerPlace), ...rounded, wakeMs: round(wakeMs) };
}

function score(): bigint {
  return BigInt(random.below(1_000_000_000));
}

function someRole(): bigint {
  return first + BigInt(random.below(places));
}

async function cpuUsOf(count: number, call: (at: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < count; at += AT_ONCE) {
    const calls = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, index) => call(at + index));
    await Promise.all(calls);
  }
  return usedUs(before) / count;
}

function cpuUs(count: number, run: () => void): number {
  const before = process.cpuUsage();
  run();
  return usedUs(before) / count;
}

function usedUs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** The first place whose number is not below `wanted`. */
function indexIn(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
