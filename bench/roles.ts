// Durable role creations a second through the gate, against the floor: the very same rows, read back from the database that the
// gate filled, by prepared inserts in group commits into a fresh file on the same disk. The server is a process of its own with
// its usual settings; the creators are in this one, and a group of the floor is as large as the number of creators at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { BenchOptions } from './main.ts';
import { Creators } from './roles/creators.ts';
import { insertAgain } from './roles/floor.ts';
import { startBenchServer } from './roles/server-process.ts';

/** Sessions that create at the same time. */
const CREATORS = 256;
/** As many as one session may send at once: the rate of the message is part of what is measured. */
const ROLES_A_SESSION = 4;
const SESSIONS = 1_500;
const ROUNDS = 5;

interface Round {
  readonly gate: number;
  readonly floor: number;
  readonly generatorCpu: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const rounds = options.quick ? 1 : ROUNDS;
  const sessions = options.quick ? 50 : SESSIONS;
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    const result = await measure(sessions);
    measured.push(result);
    const { gate, floor } = result;
    console.error(`round ${round} of ${rounds}: gate ${Math.round(gate)}/s, floor ${Math.round(floor)}/s`);
  }
  return {
    rolesPerSecond: Math.round(median(measured.map(({ gate }) => gate))),
    floor: Math.round(median(measured.map(({ floor }) => floor))),
    ratio: Number(median(measured.map(({ gate, floor }) => gate / floor)).toFixed(3)),
    creatorsAtOnce: CREATORS,
    /** Near 1 the creators, not the gate, are what was measured. */
    generatorCpu: Number(median(measured.map(({ generatorCpu }) => generatorCpu)).toFixed(2)),
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
}

async function measure(sessions: number): Promise<Round> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-roles-'));
  try {
    const server = await startBenchServer(directory, ROLES_A_SESSION);
    const creators = await Creators.signIn(server.port, sessions);
    const count = sessions * ROLES_A_SESSION;
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    await creators.create({ perSession: ROLES_A_SESSION, atOnce: CREATORS });
    const seconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(startCpu);
    await creators.close();
    await server.stop();
    const floorSeconds = insertAgain({ directory, group: CREATORS, count });
    return { gate: count / seconds, floor: count / floorSeconds, generatorCpu: (user + system) / 1e6 / seconds };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
