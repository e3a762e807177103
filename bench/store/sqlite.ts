// SQLite: creations through the store against the same rows by prepared inserts in group commits on one thread, and nothing else.
// Both write files of one directory, in turns, so that both meet the same disk.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { openStore, type Store, sqliteBody } from '../../src/store/index.ts';
import { benchTables } from './procedures.ts';
import { CALLERS, type Contest, createRoles, figuresOf, rate, SERVER_ID } from './rates.ts';
import type { FloorOrder } from './sqlite-floor.ts';

export async function benchSqlite(options: {
  readonly rounds: number;
  readonly roles: number;
}): Promise<Readonly<Record<string, unknown>>> {
  const { rounds, roles } = options;
  const directory = mkdtempSync(join(tmpdir(), 'store-bench-'));
  try {
    const measured: Contest[] = [];
    const store = await open(join(directory, 'store.sqlite'));
    const floor = await openFloor(join(directory, 'floor.sqlite'));
    for (let round = 0; round < rounds; round++) {
      const first = round * roles;
      const floorRate = await rate(roles, () => floorRound(floor, { first, count: roles, group: CALLERS }));
      const storeRate = await rate(roles, () => createRoles(store, { first, count: roles }));
      // The first round is for the compilers of both threads.
      if (round > 0 || rounds === 1) measured.push({ store: storeRate, floor: floorRate });
      console.error(
        `sqlite, round ${round + 1} of ${rounds}: store ${Math.round(storeRate)}/s, floor ${Math.round(floorRate)}/s`,
      );
    }
    await store.close();
    await floor.terminate();
    return { create: figuresOf(measured) };
  } finally {
    rmSync(directory, { recursive: true });
  }
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
  return new Worker(new URL('./sqlite-floor.ts', import.meta.url), { workerData: { file } });
}

async function floorRound(floor: Worker, order: FloorOrder): Promise<void> {
  floor.postMessage(order);
  await once(floor, 'message');
}
