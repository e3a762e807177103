// Several servers under the same loads, in turns, so that disturbances of the machine affect them alike. A figure is
// the median over the rounds; a ratio divides medians of the same run, and above 1 is better than the floor.
import type { BenchOptions } from '../main.ts';
import type { Programs } from './compile.ts';
import { type DatagramLoadOptions, type LoadFigures, type LoadOptions, measure } from './load.ts';
import type { Served } from './served.ts';

/** How often and how long each server is measured under each load. */
export interface Plan {
  readonly rounds: number;
  /** Before the measurement, so that compilers have finished. */
  readonly warmMs: number;
  readonly ms: number;
}

export function planOf({ quick, smoke }: BenchOptions): Plan {
  if (smoke) return { rounds: 1, warmMs: 20, ms: 60 };
  return quick ? { rounds: 3, warmMs: 120, ms: 200 } : { rounds: 7, warmMs: 400, ms: 1000 };
}

export interface ContestOptions {
  readonly programs: Programs;
  /** The first is the floor. */
  readonly servers: readonly Served[];
  /** By the name of the figures. A load is created anew each time, because its connections may need new names. */
  readonly loads: Readonly<Record<string, (server: Served) => LoadOptions | DatagramLoadOptions>>;
  readonly rounds: number;
}

interface Ratio {
  readonly perSecond: number;
  readonly serverCpu: number;
}

export interface LoadResult {
  readonly ratios: Readonly<Record<string, Ratio>>;
  readonly servers: Readonly<
    Record<string, Omit<LoadFigures, 'latencyUs'> & { readonly p50Us: number; readonly p99Us: number }>
  >;
}

export async function contest(options: ContestOptions): Promise<Record<string, LoadResult>> {
  const results: Record<string, LoadResult> = {};
  for (const [name, load] of Object.entries(options.loads)) {
    results[name] = await runLoad(options, load);
    console.error(name, sentence(results[name]));
  }
  return results;
}

async function runLoad(
  { programs, servers, rounds }: ContestOptions,
  load: (server: Served) => LoadOptions | DatagramLoadOptions,
): Promise<LoadResult> {
  const figures = new Map(servers.map((server): [string, LoadFigures[]] => [server.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) figures.get(server.name)?.push(await measure(programs, server, load(server)));
  }
  const medians = Object.fromEntries([...figures].map(([name, all]) => [name, medianFigures(all)]));
  const [floor, ...others] = servers.map(({ name }) => name);
  const floorFigures = medians[floor ?? ''];
  const ratios = Object.fromEntries(
    others.map((name): [string, Ratio] => {
      const ours = medians[name];
      const perSecond = round2((ours?.perSecond ?? 0) / (floorFigures?.perSecond ?? 1));
      return [
        name,
        { perSecond, serverCpu: round2((floorFigures?.serverNsPerMessage ?? 0) / (ours?.serverNsPerMessage ?? 1)) },
      ];
    }),
  );
  return { ratios, servers: medians };
}

function medianFigures(all: readonly LoadFigures[]): LoadResult['servers'][string] {
  const of = (pick: (figures: LoadFigures) => number): number => median(all.map(pick));
  return {
    perSecond: Math.round(of((each) => each.perSecond)),
    serverNsPerMessage: Math.round(of((each) => each.serverNsPerMessage)),
    serverBusy: round2(of((each) => each.serverBusy)),
    loadBusy: round2(of((each) => each.loadBusy)),
    isSaturated: of((each) => Number(each.isSaturated)) > 0,
    disturbed: round2(of((each) => each.disturbed)),
    p50Us: of((each) => each.latencyUs.p50),
    p99Us: of((each) => each.latencyUs.p99),
  };
}

function sentence({ ratios, servers }: LoadResult): string {
  const ofRatio = ([name, { perSecond, serverCpu }]: [string, Ratio]): string =>
    `${name} ${perSecond} by messages a second${servers[name]?.isSaturated ? ' (load saturated)' : ''}, ${serverCpu} by processor time`;
  return Object.entries(ratios).map(ofRatio).join('; ');
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
