// Echo of 64-byte frames: the reactor on its native and its node body, and `node:net`, against an epoll server in C. Server
// and load have a core each. The floor in C and `node:net` do not look for frames; the reactor does.
//
// Two ratios: messages a second, where the slower of server and load sets the pace, and processor time of the server for each
// message, which holds whatever the load was able to do.
import { join } from 'node:path';
import { ECHO_KINDS } from './echo/server.ts';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest } from './rig/contest.ts';
import type { LoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';
import { Served } from './rig/served.ts';

const SERVER = join(import.meta.dirname, 'echo', 'server.ts');
const PAYLOAD_BYTES = 64;
const PLAN = { rounds: 5, warmMs: 300, ms: 1000 };
const PLAN_QUICK = { rounds: 1, warmMs: 60, ms: 120 };

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = options.quick ? PLAN_QUICK : PLAN;
  const load = (connections: number, outstanding: number) => (): LoadOptions => {
    return { mode: 'echo', connections, outstanding, payload: new Uint8Array(PAYLOAD_BYTES), warmMs, ms };
  };
  const started = await Promise.all([
    Served.start('c', [programs.echo]),
    ...ECHO_KINDS.map((kind) => Served.startNode(kind, [SERVER, kind])),
  ]);
  const servers = started.filter((server) => server !== null);
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
