// What a map costs: walkers of ten moves a second each, uniform (10 in a cell) and crowded (100 in a cell), against a loop over all pairs
// and against a loop in C that copies the same records; and a rush, 1,000 walkers in one cell with a cap. A tick is one step of each
// walker and one flush. The walkers of a measurement run on one core, in a process of their own.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { machineFigures, onCore } from './rig/machine.ts';

const CELL_TILES = 28;
const SHAPES = { uniform: 10, crowded: 100 };
/** All pairs of more would take minutes. */
const PAIRS_MAX = 1_000;
const RUSH_CAP_BYTES = 16 * 1024;

type Figures = Readonly<Record<string, number>>;

export function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const counts = options.smoke ? [100] : [100, 1_000, 5_000];
  const programs = compilePrograms();
  if (programs === null) console.error(NO_COMPILER);
  const figures: Record<string, unknown> = {};
  for (const [shape, perCell] of Object.entries(SHAPES)) {
    for (const count of counts) {
      const side = Math.ceil(Math.sqrt(count / perCell) * CELL_TILES);
      const ticks = ticksFor(options, count * perCell);
      const sizes = [count, side, ticks];
      const world = walk(['grid', ...sizes]);
      const pairs = count > PAIRS_MAX ? null : walk(['pairs', ...sizes]);
      const loop = programs === null ? null : program([programs.mapFanout, ...sizes, 0]);
      const cells = programs === null ? null : program([programs.mapFanout, ...sizes, 1]);
      figures[`${shape} ${count}`] = {
        ...world,
        ...(pairs === null ? {} : { cpuToPairs: ratio(world, pairs) }),
        ...(loop === null ? {} : { cpuToC: ratio(world, loop) }),
        ...(cells === null ? {} : { cpuToCByCell: ratio(world, cells) }),
      };
      console.error(`${shape} ${count}`, figures[`${shape} ${count}`]);
    }
  }
  const rush = options.smoke ? 100 : 1_000;
  figures[`rush ${rush}`] = walk(['grid', rush, CELL_TILES, ticksFor(options, rush * 100), RUSH_CAP_BYTES]);
  console.error('rush', figures[`rush ${rush}`]);
  return Promise.resolve({ ...machineFigures(), ...figures });
}

/** More ticks where they are cheap. */
function ticksFor({ smoke, quick }: BenchOptions, work: number): number {
  const ticks = work >= 100_000 ? 100 : work >= 10_000 ? 400 : 2_000;
  return smoke ? 2 : quick ? ticks / 10 : ticks;
}

function ratio(world: Figures, other: Figures): number {
  return Number(((world['cpuNsPerUpdate'] as number) / (other['cpuNsPerUpdate'] as number)).toFixed(2));
}

function walk(args: readonly (string | number)[]): Figures {
  return program([process.execPath, '--expose-gc', join(import.meta.dirname, 'map', 'walkers.ts'), ...args]);
}

function program(command: readonly (string | number)[]): Figures {
  const [file = '', ...args] = onCore('server', command.map(String));
  const output = execFileSync(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output.toString());
}
