// Echo of 64-byte binary messages over 100 WebSockets: ours against the `ws` package in the same run.
// Compared are the processor time that the server's thread spends on a message, and messages a second. Where the load was as
// busy as it can be, messages a second measure the load, and the figures say so. A ratio above 1 means that ours is better.
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { BenchOptions } from './main.ts';
import type { ServerKind } from './ws/echo-server.ts';
import { Load } from './ws/load.ts';

const CONNECTIONS = 100;
const PAYLOAD_BYTES = 64;
const OUTSTANDING = [1, 16] as const;
const KINDS: readonly ServerKind[] = ['package', 'ours'];
const ROUNDS = 5;
const ROUND_MS = 900;
const WARM_UP_MS = 400;
/** Above this share of a processor the load sets the pace. */
const SATURATED_SHARE = 0.95;

interface Figures {
  readonly nanosecondsPerMessage: number;
  readonly messagesPerSecond: number;
  readonly serverShare: number;
  readonly loadShare: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const results: Record<string, unknown> = {};
  for (const outstanding of OUTSTANDING) {
    const rounds = options.quick ? 1 : ROUNDS;
    const figures: Record<ServerKind, Figures[]> = { package: [], ours: [] };
    // They take turns, so that what disturbs the machine disturbs both alike.
    for (let round = 0; round < rounds; round++) {
      for (const kind of KINDS) figures[kind].push(await measure({ kind, outstanding, quick: options.quick }));
    }
    results[`outstanding${outstanding}`] = summary(figures);
    if (!options.json) console.error(`${outstanding} outstanding`, summary(figures));
  }
  return { connections: CONNECTIONS, payloadBytes: PAYLOAD_BYTES, node: process.version, ...results };
}

async function measure(plan: {
  readonly kind: ServerKind;
  readonly outstanding: number;
  readonly quick: boolean;
}): Promise<Figures> {
  const worker = new Worker(new URL('./ws/echo-server.ts', import.meta.url), { workerData: plan.kind });
  const ask = (): Promise<number> => new Promise((resolve) => worker.once('message', resolve));
  const port = await ask();
  const load = await Load.start({
    ...{ port, connections: CONNECTIONS, outstanding: plan.outstanding, payloadBytes: PAYLOAD_BYTES },
  });
  const sample = async (): Promise<Sample> => {
    const answer = ask();
    worker.postMessage('cpu');
    const server = await answer;
    const { user, system } = process.threadCpuUsage();
    return { server, load: user + system, messages: load.messages, ms: performance.now() };
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, plan.quick ? 20 : ms));
  await wait(WARM_UP_MS);
  const before = await sample();
  await wait(ROUND_MS);
  const after = await sample();
  await load.stop().catch(() => {});
  await worker.terminate();
  return figuresOf(before, after);
}

/** Processor times in microseconds. */
interface Sample {
  readonly server: number;
  readonly load: number;
  readonly messages: number;
  readonly ms: number;
}

function figuresOf(before: Sample, after: Sample): Figures {
  const messages = Math.max(1, after.messages - before.messages);
  const ms = after.ms - before.ms;
  return {
    nanosecondsPerMessage: Math.round(((after.server - before.server) * 1000) / messages),
    messagesPerSecond: Math.round((messages * 1000) / ms),
    serverShare: (after.server - before.server) / 1000 / ms,
    loadShare: (after.load - before.load) / 1000 / ms,
  };
}

function summary(figures: Readonly<Record<ServerKind, readonly Figures[]>>): Record<string, unknown> {
  const ours = medians(figures.ours);
  const other = medians(figures.package);
  return {
    ours,
    package: other,
    ratioOfServerCpu: rounded(other.nanosecondsPerMessage / ours.nanosecondsPerMessage),
    ratioOfThroughput: rounded(ours.messagesPerSecond / other.messagesPerSecond),
    isLoadSaturated: ours.loadShare > SATURATED_SHARE || other.loadShare > SATURATED_SHARE,
  };
}

function medians(figures: readonly Figures[]): Figures {
  const median = (pick: (each: Figures) => number): number => {
    const sorted = figures.map(pick).sort((left, right) => left - right);
    return rounded(sorted[sorted.length >> 1] ?? 0);
  };
  return {
    nanosecondsPerMessage: median((each) => each.nanosecondsPerMessage),
    messagesPerSecond: median((each) => each.messagesPerSecond),
    serverShare: median((each) => each.serverShare),
    loadShare: median((each) => each.loadShare),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
