// What actors cost: a call that changes nothing against the barest inbox that could do it; an awake actor in memory; and `together`
// of two actors over a store in memory. Each is measured in a process of its own, so that no part affects another.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { BenchOptions } from './main.ts';
import { machineFigures } from './rig/machine.ts';

/** Files of `bench/actors`, each of which prints its figures as JSON. */
const PARTS = ['calls', 'memory', 'together', 'durable', 'fanout'];

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const figures: Record<string, unknown> = {};
  const size = options.smoke ? 'smoke' : options.quick ? 'quick' : 'full';
  for (const part of PARTS) {
    const args = ['--expose-gc', join(import.meta.dirname, 'actors', `${part}.ts`), size];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    figures[part] = JSON.parse(stdout);
    console.error(part, figures[part]);
  }
  return { ...machineFigures(), ...figures };
}
