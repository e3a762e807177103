// Echo of 64-byte binary messages over 100 WebSockets: the reactor, on the same kind of port as the gate's, against the
// `ws` package as its documentation shows it. The load is the one in C; load and servers have a core each.
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { chosenOf, nodeCommand, startAll } from './rig/line-up.ts';
import type { LoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';

const SERVER = join(import.meta.dirname, 'ws', 'server.ts');
const CONNECTIONS = 100;
const PAYLOAD_BYTES = 64;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const load = (outstanding: number) => (): LoadOptions => {
    const payload = new Uint8Array(PAYLOAD_BYTES);
    return { mode: 'echo', isWebSocket: true, connections: CONNECTIONS, outstanding, payload, warmMs, ms };
  };
  const lineUp = {
    package: nodeCommand(SERVER, 'package'),
    native: nodeCommand(SERVER, 'native'),
    node: nodeCommand(SERVER, 'node'),
  };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = {
      '100 connections, 1 outstanding': load(1),
      '100 connections, 16 outstanding': load(16),
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
