// One 64-byte message to 1,000 connections, again and again, the next when all have received it: the reactor's own loop
// over its connections and the gate's `broadcast` to sessions in the world, against a loop of send(2) in C and one of
// `write` on `node:net`. Each connection that receives a message counts as one.
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { chosenOf, nodeCommand, startAll } from './rig/line-up.ts';
import type { LoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';
import type { Served } from './rig/served.ts';
import { BenchNewsS2c, BenchShoutC2s } from './session/bench-messages.ts';
import { enterSteps, packetOf, Script } from './session/script.ts';

const SERVER = join(import.meta.dirname, 'fanout', 'server.ts');
const GATE = join(import.meta.dirname, 'session', 'server.ts');
const CONNECTIONS = 1_000;
const CONNECTIONS_SMOKE = 50;
const PAYLOAD_BYTES = 64;
/** Bytes of the payload beside the text: the message id and the text's length. */
const TEXT_HEAD_BYTES = 4;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const connections = options.smoke ? CONNECTIONS_SMOKE : CONNECTIONS;
  const script = new Script(enterSteps());
  const load = (server: Served): LoadOptions => {
    const payload = packetOf(BenchShoutC2s, { text: 'x'.repeat(PAYLOAD_BYTES - TEXT_HEAD_BYTES) });
    const fanout = { mode: 'fanout', connections, outstanding: 1, payload, warmMs, ms } as const;
    if (!server.name.startsWith('gate')) return fanout;
    return { ...fanout, countId: BenchNewsS2c.id, script: script.next(connections) };
  };
  const lineUp = {
    c: [programs.echo, 'fanout'],
    native: nodeCommand(SERVER, 'native'),
    node: nodeCommand(SERVER, 'node'),
    net: nodeCommand(SERVER, 'net'),
    'gate on native': nodeCommand(GATE, 'native'),
    'gate on node': nodeCommand(GATE, 'node'),
  };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = { [`to ${connections} connections`]: load };
    return {
      payloadBytes: PAYLOAD_BYTES,
      ...machineFigures(),
      loads: await contest({ programs, servers, loads, rounds }),
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    script.remove();
  }
}
