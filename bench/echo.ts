// Echo of 64-byte frames: `jadegate serve echo` on its native and its node body, and `node:net`, against an epoll
// server in C. Server and load have a core each. The floor in C and `node:net` ignore frames; the service parses them.
//
// Two ratios: messages a second, which the slower of server and load limits, and CPU time of the server for each
// message, which does not depend on the load.
import { echoLineUp } from './echo/line-up.ts';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { chosenOf, startAll } from './rig/line-up.ts';
import type { LoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';

const PAYLOAD_BYTES = 64;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const load = (connections: number, outstanding: number) => (): LoadOptions => {
    return { mode: 'echo', connections, outstanding, payload: new Uint8Array(PAYLOAD_BYTES), warmMs, ms };
  };
  const lineUp = {
    c: [programs.echo],
    ...echoLineUp(),
  };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = {
      '100 connections, 1 outstanding': load(100, 1),
      '100 connections, 16 outstanding': load(100, 16),
      '1000 connections, 1 outstanding': load(1000, 1),
    };
    return {
      payloadBytes: PAYLOAD_BYTES,
      ...machineFigures(),
      loads: await contest({ programs, servers, loads, rounds }),
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
