// Durable transactions a second through the store (a procedure of five inserts) against the floor: the same rows by prepared
// inserts in group commits on one thread, and nothing else. Both write files of one directory, in turns, so that both meet
// the same disk; a group of the floor is as large as the number of callers that the store has at once.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { Counters, silentLogger, systemClock } from '../src/base/index.ts';
import { openStore, roleIdOf, type Store, sqliteBody } from '../src/store/index.ts';
import type { BenchOptions } from './main.ts';
import { benchTables, createBenchRole } from './store/procedures.ts';
import type { FloorOrder } from './store/sqlite-floor.ts';

const CALLERS = 256;
const ROUNDS = 8;
const ROLES_A_ROUND = 30_000;
const SERVER_ID = 1;
const ROLE_NUMBER_FIRST = 10_000_001;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const rounds = options.quick ? 1 : ROUNDS;
  const roles = options.quick ? 500 : ROLES_A_ROUND;
  const directory = mkdtempSync(join(tmpdir(), 'store-bench-'));
  try {
    const measured: { store: number; floor: number }[] = [];
    const store = await open(join(directory, 'store.sqlite'));
    const floor = await openFloor(join(directory, 'floor.sqlite'));
    for (let round = 0; round < rounds; round++) {
      const first = round * roles;
      const floorRate = await rate(roles, () => floorRound(floor, { first, count: roles, group: CALLERS }));
      const storeRate = await rate(roles, () => storeRound(store, first, roles));
      // The first round is for the compilers of both threads.
      if (round > 0 || options.quick) measured.push({ store: storeRate, floor: floorRate });
      console.error(
        `round ${round + 1} of ${rounds}: store ${Math.round(storeRate)}/s, floor ${Math.round(floorRate)}/s`,
      );
    }
    await store.close();
    await floor.terminate();
    return figuresOf(measured);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function figuresOf(measured: readonly { store: number; floor: number }[]): Readonly<Record<string, unknown>> {
  return {
    transactionsPerSecond: Math.round(median(measured.map(({ store }) => store))),
    floor: Math.round(median(measured.map(({ floor }) => floor))),
    ratio: Number(median(measured.map(({ store, floor }) => store / floor)).toFixed(3)),
    insertsPerTransaction: 5,
    callers: CALLERS,
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
}

function open(file: string): Promise<Store> {
  return openStore({
    body: sqliteBody({ at: { file } }),
    tables: benchTables,
    serverIds: [SERVER_ID],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}

/** The floor writes into tables that the store has made. */
async function openFloor(file: string): Promise<Worker> {
  const store = await open(file);
  await store.close();
  return new Worker(new URL('./store/sqlite-floor.ts', import.meta.url), { workerData: { file } });
}

async function floorRound(floor: Worker, order: FloorOrder): Promise<void> {
  floor.postMessage(order);
  await once(floor, 'message');
}

async function storeRound(store: Store, first: number, count: number): Promise<void> {
  let next = first;
  async function caller(): Promise<void> {
    while (next < first + count) {
      const number = next++;
      const roleId = roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST + number });
      await store.run(createBenchRole, { roleId, account: `account-${number}`, name: `name-${number}` });
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startMs);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
