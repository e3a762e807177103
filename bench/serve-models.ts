// The four server models: an echo service and one that computes, under `jadegate serve` with one loop, two processes,
// two threads and a pool of two threads. Ratios are to one loop in the same run.
//
// Servers may use all cores, since that is the purpose of the models; the load has its own, so with two cores it takes
// a share of theirs. The computing service leaves the load idle, so its ratios are fair; the echo service does not, so
// its ratios are only valid for this machine.
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { median, planOf, round2 } from './rig/contest.ts';
import { serveCommand } from './rig/line-up.ts';
import { type LoadFigures, type LoadOptions, measure } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';
import { Served } from './rig/served.ts';

const HEAVY = join(import.meta.dirname, 'serve-models', 'heavy.ts');
const SERVICES = { echo: 'echo', heavy: HEAVY } as const;
const MODELS = ['loop', '2', 'threads:2', 'pool:2'] as const;
const SMOKE_MODELS = ['loop', 'pool:2'] as const;
const PAYLOAD_BYTES = 64;
const CONNECTIONS = 32;

interface ModelFigures {
  readonly perSecond: number;
  readonly ratio: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly isLoadSaturated: boolean;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const figures: Record<string, unknown> = {};
  for (const [name, service] of Object.entries(SERVICES)) {
    figures[name] = await compare(programs, { name, service }, options);
  }
  return { payloadBytes: PAYLOAD_BYTES, connections: CONNECTIONS, ...machineFigures(), cores: 'shared', ...figures };
}

async function compare(
  programs: Programs,
  { name, service }: { readonly name: string; readonly service: string },
  options: BenchOptions,
): Promise<Readonly<Record<string, ModelFigures>>> {
  const { rounds, warmMs, ms } = planOf(options);
  const load: LoadOptions = {
    mode: 'echo',
    connections: CONNECTIONS,
    outstanding: 1,
    payload: new Uint8Array(PAYLOAD_BYTES),
    warmMs,
    ms,
  };
  const servers = await Promise.all((options.smoke ? SMOKE_MODELS : MODELS).map((model) => start(model, service)));
  const measured = new Map<string, LoadFigures[]>(servers.map((server) => [server.name, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) measured.get(server.name)?.push(await measure(programs, server, load));
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  const floor = median((measured.get('loop') ?? []).map((each) => each.perSecond));
  const figures = [...measured].map(([model, all]): [string, ModelFigures] => [model, figuresOf(all, floor)]);
  for (const [model, { ratio, perSecond }] of figures)
    console.error(`${name} ${model}: ${ratio} (${perSecond} a second)`);
  return Object.fromEntries(figures);
}

async function start(model: (typeof MODELS)[number], service: string): Promise<Served> {
  const command = serveCommand(service, model === 'loop' ? [] : ['--workers', model]);
  const server = await Served.start(model, command, 'all');
  if (server === null) throw new Error(`jadegate serve ${service} is not available here`);
  return server;
}

function figuresOf(all: readonly LoadFigures[], floor: number): ModelFigures {
  const perSecond = median(all.map((each) => each.perSecond));
  return {
    perSecond: Math.round(perSecond),
    ratio: round2(perSecond / floor),
    p50Us: median(all.map(({ latencyUs }) => latencyUs.p50)),
    p99Us: median(all.map(({ latencyUs }) => latencyUs.p99)),
    isLoadSaturated: all.some(({ isSaturated }) => isSaturated),
  };
}
