// What a map costs: walkers of ten moves a second each, uniform (10 in a cell) and crowded (100 in a cell). A tick is one step of each
// walker and one flush. Three measurements of each: the fan-out with its bytes copied to one buffer, against a loop over all pairs and
// against loops in C that copy the same records; the same sent to a socket for each walker, against the loop in C with one send for each
// walker and tick; and a rush, 1,000 walkers in one cell with a cap. What is measured runs on one core, in a process of its own.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { machineFigures, onCore } from './rig/machine.ts';

const CELL_TILES = 28;
const SHAPES = { uniform: 10, crowded: 100 };
/** All pairs of more would take minutes. */
const PAIRS_MAX = 1_000;
const RUSH_CAP_BYTES = 128 * 1024;
/** Bytes of a packet 27, about: what one tick sends to all is what the kernel has to carry. */
const SENT_WORK = 10;

type Figures = Readonly<Record<string, number>>;
type Command = readonly (string | number)[];

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const counts = options.smoke ? [100] : [100, 1_000, 5_000];
  const programs = compilePrograms();
  if (programs === null) console.error(NO_COMPILER);
  const figures: Record<string, unknown> = {};
  for (const [shape, perCell] of Object.entries(SHAPES)) {
    for (const count of counts) {
      const name = `${shape} ${count}`;
      figures[name] = await measure({ options, programs, count, perCell });
      console.error(name, figures[name]);
    }
  }
  const rush = options.smoke ? 100 : 1_000;
  figures[`rush ${rush}`] = walk(['grid', rush, CELL_TILES, ticksFor(options, rush * 100), RUSH_CAP_BYTES]);
  console.error('rush', figures[`rush ${rush}`]);
  return { ...machineFigures(), ...figures };
}

interface Measured {
  readonly options: BenchOptions;
  readonly programs: Programs | null;
  readonly count: number;
  readonly perCell: number;
}

async function measure({ options, programs, count, perCell }: Measured): Promise<Readonly<Record<string, unknown>>> {
  const side = Math.ceil(Math.sqrt(count / perCell) * CELL_TILES);
  const ticks = ticksFor(options, count * perCell);
  const sizes = [count, side, ticks];
  const copied = walk(['grid', ...sizes, 0]);
  const pairs = count > PAIRS_MAX ? null : walk(['pairs', ...sizes, 0]);
  const toPairs = pairs === null ? {} : { cpuToPairs: ratio(copied, pairs) };
  if (programs === null) return { copied: { ...copied, ...toPairs } };
  const byRecord = program([programs.mapFanout, ...sizes, 'record']);
  const byCell = program([programs.mapFanout, ...sizes, 'cell']);
  const sentSizes = [count, side, ticksFor(options, count * perCell * SENT_WORK)];
  const sent = await serve([...walkersProgram(), 'wire', ...sentSizes, 0], { programs, count });
  const floor = await serve([programs.mapFanout, ...sentSizes, 'send'], { programs, count });
  const { memoryPerWalker: _, ...sentFigures } = sent;
  return {
    copied: { ...copied, ...toPairs, cpuToC: ratio(copied, byRecord), cpuToCByCell: ratio(copied, byCell) },
    sent: { ...sentFigures, floorNsPerUpdate: floor['cpuNsPerUpdate'], cpuToC: ratio(sent, floor) },
  };
}

/** More ticks where they are cheap. */
function ticksFor({ smoke, quick }: BenchOptions, work: number): number {
  const ticks = work >= 1_000_000 ? 40 : work >= 100_000 ? 100 : work >= 10_000 ? 400 : 2_000;
  return smoke ? 2 : quick ? Math.ceil(ticks / 10) : ticks;
}

function ratio(world: Figures, other: Figures): number {
  return Number(((world['cpuNsPerUpdate'] as number) / (other['cpuNsPerUpdate'] as number)).toFixed(2));
}

function walkersProgram(): Command {
  return [process.execPath, '--expose-gc', join(import.meta.dirname, 'map', 'walkers.ts')];
}

function walk(args: Command): Figures {
  return program([...walkersProgram(), ...args]);
}

function program(command: Command): Figures {
  const [file = '', ...args] = onCore('server', command.map(String));
  const output = execFileSync(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output.toString());
}

/** Runs a program that sends to sockets. It prints its port, then its figures. */
async function serve(
  command: Command,
  { programs, count }: { readonly programs: Programs; readonly count: number },
): Promise<Figures> {
  const server = start('server', command);
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const port = (await lines.next()).value ?? '';
  const drain = start('load', [programs.mapDrain, port, count]);
  try {
    return JSON.parse((await lines.next()).value ?? '{}');
  } finally {
    server.kill();
    drain.kill();
  }
}

function start(core: 'load' | 'server', command: Command) {
  const [file = '', ...args] = onCore(core, command.map(String));
  return spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
