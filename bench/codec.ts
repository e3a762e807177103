// Encoding and decoding of six messages on a player's way into the world and later: our two layouts against the common
// protobuf runtimes, on the same values. One operation is one encode and one decode of the result.
//
// All bodies take turns in short rounds, so that disturbances of the machine affect them alike; a figure is the median
// over the rounds, a ratio divides the medians of the same run. The peers get prepared messages: `create` of
// @bufbuild/protobuf is measured separately, under `withCreate`.
import { performance } from 'node:perf_hooks';
import type { Contender } from './codec/contenders.ts';
import { contendersFor } from './codec/contenders.ts';
import { SAMPLES } from './codec/samples.ts';
import type { BenchOptions } from './main.ts';

const ROUNDS = 41;
const ROUND_MS = 6;
/** Long enough for the compiler to finish on a busy machine too. */
const WARM_MS = 150;
const ROUNDS_QUICK = 3;
const ROUND_MS_QUICK = 0.5;

interface MessageFigures {
  readonly nanoseconds: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const plan = options.quick
    ? { rounds: ROUNDS_QUICK, roundMs: ROUND_MS_QUICK, warmMs: 0 }
    : { rounds: ROUNDS, roundMs: ROUND_MS, warmMs: WARM_MS };
  const messages: Record<string, MessageFigures> = {};
  for (const sample of SAMPLES) {
    const contenders = await contendersFor(sample);
    const nanoseconds = measure(contenders, plan);
    const bytes = Object.fromEntries(contenders.map((contender) => [contender.name, contender.bytes]));
    messages[sample.title] = { nanoseconds, bytes, ratios: ratiosOf(nanoseconds) };
    if (!options.json) console.error(sample.title, messages[sample.title]);
  }
  return { unit: 'nanoseconds for one encode and one decode', ...summary(Object.values(messages)), messages };
}

interface Plan {
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmMs: number;
}

function measure(contenders: readonly Contender[], plan: Plan): Record<string, number> {
  const counts = contenders.map((contender) => countFor(contender, plan));
  const rounds = contenders.map((): number[] => []);
  for (let round = 0; round < plan.rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const count = counts[index] ?? 1;
      rounds[index]?.push((timeOf(contender, count) / count) * 1e6);
    }
  }
  return Object.fromEntries(contenders.map(({ name }, index) => [name, Math.round(median(rounds[index] ?? []))]));
}

/** How many operations take about `roundMs`, measured after the warm-up. */
function countFor(contender: Contender, { roundMs, warmMs }: Plan): number {
  for (let spent = 0; spent < warmMs; ) spent += timeOf(contender, 1000);
  let count = 16;
  while (timeOf(contender, count) < roundMs) count *= 2;
  return count;
}

function timeOf(contender: Contender, count: number): number {
  const start = performance.now();
  contender.repeat(count);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? 0;
}

const RATIOS = {
  'packed/bufbuild': ['bufbuild', 'packed'],
  'packed/protobufjs': ['protobufjs', 'packed'],
  'protobuf/bufbuild': ['bufbuild', 'protobuf'],
  'protobuf/protobufjs': ['protobufjs', 'protobuf'],
  'packed/bufbuild withCreate': ['bufbuild withCreate', 'packed'],
  'protobuf/bufbuild withCreate': ['bufbuild withCreate', 'protobuf'],
} as const;

/** How many times faster ours is: `ours/theirs`. */
function ratiosOf(nanoseconds: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(RATIOS).map(([name, [theirs, ours]]) => {
    return [name, round2((nanoseconds[theirs] ?? 0) / (nanoseconds[ours] ?? 1))] as const;
  });
  return Object.fromEntries(entries);
}

/** Over all messages: the geometric mean, in which each counts alike, and the smallest. */
function summary(figures: readonly MessageFigures[]): {
  ratios: Record<string, number>;
  least: Record<string, number>;
} {
  const ratios: Record<string, number> = {};
  const least: Record<string, number> = {};
  for (const name of Object.keys(RATIOS)) {
    const values = figures.map((each) => each.ratios[name] ?? 0);
    ratios[name] = round2(Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length));
    least[name] = Math.min(...values);
  }
  return { ratios, least };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main)
  console.log(JSON.stringify(await run({ json: true, quick: process.argv.includes('--quick'), smoke: false })));
