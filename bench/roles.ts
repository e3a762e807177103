// Durable role creations a second through the gate, against the floor: the very same rows, read back from the database
// that the gate filled, written by prepared inserts in group commits into a fresh file on the same disk. The server is
// a process with its usual settings; the creators are in this process; and the floor commits as many roles at once as
// the gate did on average.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { BenchOptions } from './main.ts';
import { Creators } from './roles/creators.ts';
import { insertAgain } from './roles/floor.ts';
import { type BenchServer, startBenchServer } from './roles/server-process.ts';

/** Sessions that create at the same time. */
const CREATORS = 256;
/** As many as one session may send at once: the message's rate is part of the measurement. */
const ROLES_A_SESSION = 4;
const SESSIONS = 1_500;
/** Batches of sessions for one server; the first warms its code up and is not counted. */
const BATCHES = 5;
/** Servers, each on its own file, with a floor after each. */
const ROUNDS = 3;

interface Round {
  readonly gate: number;
  readonly floor: number;
  /** Roles of one commit. */
  readonly group: number;
  readonly generatorCpu: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const rounds = options.quick ? 1 : ROUNDS;
  const load = options.quick ? { sessions: 50, batches: 2 } : { sessions: SESSIONS, batches: BATCHES };
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    const result = await measure(load);
    measured.push(result);
    const { gate, floor } = result;
    console.error(`round ${round} of ${rounds}: gate ${Math.round(gate)}/s, floor ${Math.round(floor)}/s`);
  }
  return {
    rolesPerSecond: Math.round(median(measured.map(({ gate }) => gate))),
    floor: Math.round(median(measured.map(({ floor }) => floor))),
    ratio: Number(median(measured.map(({ gate, floor }) => gate / floor)).toFixed(3)),
    creatorsAtOnce: CREATORS,
    rolesPerCommit: Math.round(median(measured.map(({ group }) => group))),
    /** Near 1 the creators were measured, not the gate. */
    generatorCpu: Number(median(measured.map(({ generatorCpu }) => generatorCpu)).toFixed(2)),
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
}

async function measure({ sessions, batches }: { readonly sessions: number; readonly batches: number }): Promise<Round> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-roles-'));
  try {
    const server = await startBenchServer(directory, ROLES_A_SESSION);
    const rates: Batch[] = [];
    for (let batch = 0; batch < batches; batch++) rates.push(await createBatch(server, { batch, sessions }));
    await server.stop();
    const counted = rates.slice(1);
    const count = batches * sessions * ROLES_A_SESSION;
    const group = Math.round(median(counted.map((batch) => batch.group)));
    return {
      gate: median(counted.map(({ perSecond }) => perSecond)),
      floor: count / insertAgain({ directory, group, count }),
      group,
      generatorCpu: median(counted.map(({ cpu }) => cpu)),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Batch {
  readonly perSecond: number;
  readonly cpu: number;
  readonly group: number;
}

async function createBatch(
  server: BenchServer,
  { batch, sessions }: { readonly batch: number; readonly sessions: number },
): Promise<Batch> {
  const creators = await Creators.signIn(server.port, { count: sessions, first: batch * sessions });
  const before = await server.counters();
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await creators.create({ perSession: ROLES_A_SESSION, atOnce: CREATORS });
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  const after = await server.counters();
  await creators.close();
  const count = sessions * ROLES_A_SESSION;
  const group = (after.requests - before.requests) / (after.groups - before.groups);
  return { perSecond: count / seconds, cpu: (user + system) / 1e6 / seconds, group };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
