// The cost of an idle connection: memory of the server's process for each, and CPU time while all are idle. The
// kernel's own memory for a socket is in no figure here, and is the same for all.
//
// The gate holds whole sessions in the world, the others bare connections. Each server is fresh, so that its memory
// grew for these connections; JavaScript's heap may hold garbage of the opening too, which is part of the cost of a
// process.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { echoLineUp } from './echo/line-up.ts';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { round2 } from './rig/contest.ts';
import { chosenOf, nodeCommand } from './rig/line-up.ts';
import { holdIdle } from './rig/load.ts';
import { connectionsAllowed, machineFigures } from './rig/machine.ts';
import { Served } from './rig/served.ts';
import { echoSteps, enterSteps, Script } from './session/script.ts';

const GATE = join(import.meta.dirname, 'session', 'server.ts');
const CROWD = ['--connections', '60000'];
/** `settleMs`: time for the collector after the opening, before idleness is measured for `idleMs`. */
const FULL = { connections: 50_000, settleMs: 2_000, idleMs: 3_000 };
const QUICK = { connections: 10_000, settleMs: 500, idleMs: 1_000 };
const SMOKE = { connections: 200, settleMs: 0, idleMs: 20 };

interface IdleFigures {
  readonly bytesPerConnection: number;
  readonly bytesBeyondC: number;
  readonly idleCpuShare: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const plan = options.smoke ? SMOKE : options.quick ? QUICK : FULL;
  const connections = connectionsAllowed(plan.connections);
  const enter = new Script(enterSteps());
  const echo = new Script(echoSteps());
  const lineUp = {
    c: [programs.echo],
    ...echoLineUp(CROWD),
    'gate on native': nodeCommand(GATE, 'native'),
    'gate on node': nodeCommand(GATE, 'node'),
  };
  const servers: Record<string, IdleFigures> = {};
  try {
    for (const [name, command] of Object.entries(chosenOf(lineUp, options))) {
      const server = await Served.start(name, command);
      if (server === null) continue;
      const script = (name.startsWith('gate') ? enter : echo).next(connections);
      const figures = await hold(programs, server, { ...plan, connections, script });
      const floor = servers['c']?.bytesPerConnection ?? figures.bytesPerConnection;
      servers[server.name] = { ...figures, bytesBeyondC: figures.bytesPerConnection - floor };
      console.error(`${server.name}: ${figures.bytesPerConnection} bytes for each of ${connections}`);
    }
  } finally {
    enter.remove();
    echo.remove();
  }
  return { connections, ...machineFigures(), servers };
}

async function hold(
  programs: Programs,
  server: Served,
  options: {
    readonly connections: number;
    readonly settleMs: number;
    readonly idleMs: number;
    readonly script: ReturnType<Script['next']>;
  },
): Promise<Omit<IdleFigures, 'bytesBeyondC'>> {
  const { settleMs, idleMs, ...idle } = options;
  const residentBefore = server.residentBytes;
  try {
    return await holdIdle(programs, server, {
      ...idle,
      whileOpen: async () => {
        await sleep(settleMs);
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
