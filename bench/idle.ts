// What a connection that says nothing costs: memory of the server's process for each, and processor time while all are idle.
// The kernel's own memory for a socket is in nobody's figure here, and the same for all.
//
// The gate holds whole sessions in the world, the others bare connections. A server is fresh, so that its memory grew for these
// connections; JavaScript's heap may hold garbage of the opening too, which is part of what a process costs.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { round2 } from './rig/contest.ts';
import { holdIdle } from './rig/load.ts';
import { connectionsAllowed, machineFigures } from './rig/machine.ts';
import { Served } from './rig/served.ts';
import { EnterScript } from './session/enter-script.ts';

const ECHO = join(import.meta.dirname, 'echo', 'server.ts');
const GATE = join(import.meta.dirname, 'session', 'server.ts');
const CONNECTIONS = 50_000;
const CONNECTIONS_QUICK = 2_000;
/** Time for the collector after the opening, and then for what goes on in idleness. */
const SETTLE_MS = 2_000;
const IDLE_MS = 3_000;
const SETTLE_MS_QUICK = 50;
const IDLE_MS_QUICK = 100;

interface IdleFigures {
  readonly bytesPerConnection: number;
  readonly bytesBeyondC: number;
  readonly idleCpuShare: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const connections = connectionsAllowed(options.quick ? CONNECTIONS_QUICK : CONNECTIONS);
  const script = new EnterScript();
  const starts: readonly (() => Promise<Served | null>)[] = [
    () => Served.start('c', [programs.echo]),
    () => Served.startNode('native', [ECHO, 'native']),
    () => Served.startNode('node', [ECHO, 'node']),
    () => Served.startNode('net', [ECHO, 'net']),
    () => Served.startNode('gate on native', [GATE, 'native']),
    () => Served.startNode('gate on node', [GATE, 'node']),
  ];
  const servers: Record<string, IdleFigures> = {};
  try {
    for (const start of starts) {
      const server = await start();
      if (server === null) continue;
      const own = server.name.startsWith('gate') ? { script: script.next(connections) } : {};
      const figures = await hold(programs, server, { connections, isQuick: options.quick, ...own });
      const floor = servers['c']?.bytesPerConnection ?? figures.bytesPerConnection;
      servers[server.name] = { ...figures, bytesBeyondC: figures.bytesPerConnection - floor };
      console.error(`${server.name}: ${figures.bytesPerConnection} bytes for each of ${connections}`);
    }
  } finally {
    script.remove();
  }
  return { connections, ...machineFigures(), servers };
}

async function hold(
  programs: Programs,
  server: Served,
  options: {
    readonly connections: number;
    readonly isQuick: boolean;
    readonly script?: ReturnType<EnterScript['next']>;
  },
): Promise<Omit<IdleFigures, 'bytesBeyondC'>> {
  const { isQuick, ...idle } = options;
  const idleMs = isQuick ? IDLE_MS_QUICK : IDLE_MS;
  const residentBefore = server.residentBytes;
  try {
    return await holdIdle(programs, server, {
      ...idle,
      whileOpen: async () => {
        await sleep(isQuick ? SETTLE_MS_QUICK : SETTLE_MS);
        const cpuBefore = server.cpuMs;
        await sleep(idleMs);
        const idleCpuShare = round2((server.cpuMs - cpuBefore) / idleMs);
        const bytesPerConnection = Math.round((server.residentBytes - residentBefore) / options.connections);
        return { bytesPerConnection, idleCpuShare };
      },
    });
  } finally {
    await server.stop();
  }
}
