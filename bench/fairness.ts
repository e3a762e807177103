// Clients that flood beside a hundred that say something every 40 ms: how long these wait with and without the flood, and what share
// of the server the flood gets. The server is `jadegate serve echo`, so nothing closes a flood: only the budget of
// one connection in one turn holds it.
//
// The quiet ones and the flood are processes of their own that share a core, so a part of what the quiet ones wait is the flood's
// own hunger on that core; `node:net` alone, which has no budget, stands beside as a measure.
import { echoLineUp } from './echo/line-up.ts';
import type { QuietFigures } from './hostile/load.ts';
import { runLoad } from './hostile/run-load.ts';
import type { BenchOptions } from './main.ts';
import { chosenOf, startAll } from './rig/line-up.ts';
import { machineFigures } from './rig/machine.ts';
import type { Served } from './rig/served.ts';

const QUIET = 100;
const FLOODS = [0, 1, 32];
/** The flood begins before the quiet ones are measured, and ends after. */
const AROUND_MS = 1_500;

interface Beside {
  readonly quiet: QuietFigures;
  readonly floodFramesPerSecond: number;
  /** How many frames of one flooder are served for each of one quiet client. */
  readonly floodShare: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const ms = options.smoke ? 100 : options.quick ? 500 : 5_000;
  const figures: Record<string, Record<string, Beside>> = {};
  for (const [kind, command] of Object.entries(chosenOf(echoLineUp(), options))) {
    // One at a time: what the one before left in the kernel is gone.
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
