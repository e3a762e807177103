// What a leaderboard costs: the order alone, against a sorted array that is searched and spliced; and a board of a server in memory:
// records, pages, places around a role, the memory of a place, and how long the board takes to wake. In a process of its own.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import type { BenchOptions } from './main.ts';
import { machineFigures } from './rig/machine.ts';

export function run({ quick, smoke }: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const places = smoke ? 500 : quick ? 10_000 : 100_000;
  const file = join(import.meta.dirname, 'leaderboard', 'board.ts');
  const printed = execFileSync(process.execPath, ['--expose-gc', file, String(places)], { encoding: 'utf8' });
  const figures = JSON.parse(printed) as Readonly<Record<string, unknown>>;
  return Promise.resolve({ ...machineFigures(), places, ...figures });
}
