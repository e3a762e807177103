// Echo of 64-byte frames over 100 connections: our reactor on its node body against `node:net` in the same run. It
// compares the CPU time of the server's thread for a message, because the load shares the machine and is itself made
// with `node:net`; messages a second are reported as well. A ratio above 1 means that ours costs less.
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { BenchOptions } from './main.ts';
import type { ServerKind } from './reactor/echo-server.ts';
import { Load } from './reactor/load.ts';

const CONNECTIONS = 100;
const OUTSTANDING = [1, 16] as const;
const KINDS: readonly ServerKind[] = ['floor', 'plain', 'reactor'];
const ROUNDS = 5;
const ROUND_MS = 700;
const WARM_UP_MS = 300;

interface Figures {
  readonly nanosecondsPerMessage: number;
  readonly messagesPerSecond: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const results: Record<string, unknown> = {};
  for (const outstanding of OUTSTANDING) {
    const rounds = options.quick ? 1 : ROUNDS;
    const figures = Object.fromEntries(KINDS.map((kind): [ServerKind, Figures[]] => [kind, []]));
    // The kinds take turns, so that disturbances of the machine affect them alike.
    for (let round = 0; round < rounds; round++) {
      for (const kind of KINDS) figures[kind]?.push(await measure({ kind, outstanding, quick: options.quick }));
    }
    results[`outstanding${outstanding}`] = summary(figures);
    if (!options.json) console.error(`${outstanding} outstanding`, summary(figures));
  }
  return { connections: CONNECTIONS, payloadBytes: 64, node: process.version, ...results };
}

async function measure(plan: {
  readonly kind: ServerKind;
  readonly outstanding: number;
  readonly quick: boolean;
}): Promise<Figures> {
  const worker = new Worker(new URL('./reactor/echo-server.ts', import.meta.url), { workerData: plan.kind });
  const ask = (): Promise<number> => new Promise((resolve) => worker.once('message', resolve));
  const port = await ask();
  const load = await Load.start({ port, connections: CONNECTIONS, outstanding: plan.outstanding });
  const cpu = (): Promise<number> => {
    const answer = ask();
    worker.postMessage('cpu');
    return answer;
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, plan.quick ? 20 : ms));
  await wait(WARM_UP_MS);
  const before = { cpu: await cpu(), messages: load.messages, ms: performance.now() };
  await wait(ROUND_MS);
  const after = { cpu: await cpu(), messages: load.messages, ms: performance.now() };
  load.stop();
  await worker.terminate();
  const messages = Math.max(1, after.messages - before.messages);
  return {
    nanosecondsPerMessage: Math.round(((after.cpu - before.cpu) * 1000) / messages),
    messagesPerSecond: Math.round((messages * 1000) / (after.ms - before.ms)),
  };
}

function summary(figures: Readonly<Record<string, readonly Figures[]>>): Record<string, unknown> {
  const medians = Object.fromEntries(
    Object.entries(figures).map(([kind, all]) => [
      kind,
      {
        nanosecondsPerMessage: median(all.map((each) => each.nanosecondsPerMessage)),
        messagesPerSecond: median(all.map((each) => each.messagesPerSecond)),
      },
    ]),
  );
  const ours = medians['reactor']?.nanosecondsPerMessage ?? 1;
  const ratioTo = (kind: ServerKind): number =>
    Math.round(((medians[kind]?.nanosecondsPerMessage ?? 0) / ours) * 100) / 100;
  return { ...medians, ratioToFloor: ratioTo('floor'), ratioToPlain: ratioTo('plain') };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? 0;
}
