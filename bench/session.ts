// Heartbeats through whole sessions in the world: framing, state and rate checks, decoding, the handler, encoding,
// against a server in C that returns the same bytes. The C server does none of that; the ratio is the cost of all of
// it.
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { chosenOf, nodeCommand, startAll } from './rig/line-up.ts';
import { machineFigures } from './rig/machine.ts';
import { enterSteps, resumeSteps, Script, sessionLoad } from './session/script.ts';

const SERVER = join(import.meta.dirname, 'session', 'server.ts');
/** With fewer, a session would reach its limits: see the server's clock. */
const CONNECTIONS = 100;
/** Beyond the names of other loads. */
const FIRST_RESUMABLE = 1_000_000;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const script = new Script(enterSteps());
  const resumable = new Script([...enterSteps(), ...resumeSteps()], FIRST_RESUMABLE);
  const load = (outstanding: number, steps = script) =>
    sessionLoad({ script: steps, connections: CONNECTIONS, outstanding, warmMs, ms });
  const lineUp = { c: [programs.echo], native: nodeCommand(SERVER, 'native'), node: nodeCommand(SERVER, 'node') };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = {
      '100 sessions, 1 outstanding': load(1),
      '100 sessions, 16 outstanding': load(16),
      // Each packet is counted and kept. The load acknowledges none, so every ring is full: the dearest case.
      '100 sessions that can be resumed, 16 outstanding': load(16, resumable),
    };
    return { ...machineFigures(), loads: await contest({ programs, servers, loads, rounds }) };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    script.remove();
    resumable.remove();
  }
}
