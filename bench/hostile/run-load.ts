// Runs one load of `load.ts` on the load's core and returns its figures.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeCommand } from '../rig/line-up.ts';
import { onCore } from '../rig/machine.ts';
import type { Served } from '../rig/served.ts';
import type { BurstFigures, FloodFigures, LoadName, QuietFigures } from './load.ts';

const LOAD = join(import.meta.dirname, 'load.ts');

interface Figures {
  readonly quiet: QuietFigures;
  readonly flood: FloodFigures;
  readonly burst: BurstFigures;
}

export async function runLoad<N extends LoadName>(
  name: N,
  server: Served,
  { connections, ms }: { readonly connections: number; readonly ms: number },
): Promise<Figures[N]> {
  const words = [String(server.port), String(connections), String(ms)];
  const [program = '', ...args] = onCore('load', [...nodeCommand(LOAD, name), ...words]);
  const { stdout } = await promisify(execFile)(program, args);
  // The load prints the figures of its name.
  return JSON.parse(stdout) as Figures[N];
}
