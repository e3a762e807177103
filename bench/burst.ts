// Connections that open as fast as one process can and close at once, on a whole server, beside a hundred clients that
// send a message every 40 ms: how many are accepted in a second, and how long the answers take with and without them.
import { join } from 'node:path';
import type { BurstFigures, QuietFigures } from './hostile/load.ts';
import { runLoad } from './hostile/run-load.ts';
import type { BenchOptions } from './main.ts';
import { chosenOf, nodeCommand, startAll } from './rig/line-up.ts';
import { machineFigures } from './rig/machine.ts';
import type { Served } from './rig/served.ts';

const SERVER = join(import.meta.dirname, 'session', 'server.ts');
const QUIET = 100;

interface BodyFigures {
  readonly alone: QuietFigures;
  readonly beside: QuietFigures;
  readonly burst: BurstFigures;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const ms = options.smoke ? 100 : options.quick ? 1_000 : 5_000;
  const figures: Record<string, BodyFigures> = {};
  const lineUp = { native: nodeCommand(SERVER, 'native'), node: nodeCommand(SERVER, 'node') };
  for (const [body, command] of Object.entries(chosenOf(lineUp, options))) {
    for (const server of await startAll({ [body]: command })) {
      figures[server.name] = await measure(server, ms);
      console.error(server.name, figures[server.name]);
      await server.stop();
    }
  }
  return { quiet: QUIET, ...machineFigures(), servers: figures };
}

async function measure(server: Served, ms: number): Promise<BodyFigures> {
  const alone = await runLoad('quiet', server, { connections: QUIET, ms });
  const bursting = runLoad('burst', server, { connections: 1, ms: ms + 500 });
  const beside = await runLoad('quiet', server, { connections: QUIET, ms });
  const burst = await bursting;
  // Afterwards too: the burst must leave nothing that slows the server.
  const after = await runLoad('quiet', server, { connections: QUIET, ms: Math.min(ms, 200) });
  const unanswered = [alone, beside, after].reduce((sum, { sent, answered }) => sum + sent - answered, 0);
  if (unanswered > 0) throw new Error(`${server.name} left ${unanswered} heartbeats unanswered.`);
  return { alone, beside, burst };
}
