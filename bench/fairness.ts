// Clients that flood beside a hundred that send a message every 40 ms: how long these wait with and without the flood,
// and the flood's share of the server. The server is `jadegate serve echo`, so nothing closes a flood: only the budget
// of one connection in one turn limits it.
//
// The quiet clients and the flood are processes that share a core, so a part of the quiet clients' wait comes from the
// flood's own load on that core; `node:net` alone, which has no budget, is measured for comparison.
import { echoLineUp } from './echo/line-up.ts';
import type { QuietFigures } from './hostile/load.ts';
import { runLoad } from './hostile/run-load.ts';
import type { BenchOptions } from './main.ts';
import { chosenOf, startAll } from './rig/line-up.ts';
import { machineFigures } from './rig/machine.ts';
import type { Served } from './rig/served.ts';

const QUIET = 100;
const FLOODS = [0, 1, 32];
/** The flood begins before the quiet clients are measured, and ends after. */
const AROUND_MS = 1_500;

interface Beside {
  readonly quiet: QuietFigures;
  readonly floodFramesPerSecond: number;
  /** How many frames of one flooder are served for each frame of one quiet client. */
  readonly floodShare: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const ms = options.smoke ? 100 : options.quick ? 500 : 5_000;
  const figures: Record<string, Record<string, Beside>> = {};
  for (const [kind, command] of Object.entries(chosenOf(echoLineUp(), options))) {
    // One at a time: nothing of the earlier one is left in the kernel.
    for (const server of await startAll({ [kind]: command })) {
      const beside: Record<string, Beside> = {};
      for (const floods of options.smoke ? [1] : FLOODS) {
        beside[`${floods} flooding`] = await measure(server, {
          floods,
          ms,
          aroundMs: options.smoke ? 200 : options.quick ? 700 : AROUND_MS,
        });
        console.error(kind, floods, beside[`${floods} flooding`]);
      }
      figures[kind] = beside;
      await server.stop();
    }
  }
  return { quiet: QUIET, ...machineFigures(), servers: figures };
}

async function measure(
  server: Served,
  { floods, ms, aroundMs }: { readonly floods: number; readonly ms: number; readonly aroundMs: number },
): Promise<Beside> {
  const flooding =
    floods === 0
      ? Promise.resolve({ framesPerSecond: 0, closed: 0 })
      : runLoad('flood', server, { connections: floods, ms: ms + aroundMs });
  const quiet = await runLoad('quiet', server, { connections: QUIET, ms });
  const { framesPerSecond, closed } = await flooding;
  if (closed > 0 || quiet.answered < quiet.sent) {
    throw new Error(
      `${server.name} left ${quiet.sent - quiet.answered} frames unanswered and closed ${closed} floods.`,
    );
  }
  const ofQuiet = quiet.answered / (ms / 1_000) / QUIET;
  const share = floods === 0 ? 0 : Math.round(framesPerSecond / floods / ofQuiet);
  return { quiet, floodFramesPerSecond: framesPerSecond, floodShare: share };
}
