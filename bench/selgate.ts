// A selgate against haproxy in TCP mode. Clients send frames and get them back: through the gate over one link to a
// server in C that answers packets, through haproxy over one connection each to an echo in C. Gate or proxy has one
// core; the load and the answering server share the other.
//
// haproxy inspects no bytes; the gate checks, wraps and unwraps each frame. CPU time for each message is the figure to
// compare: the load's core may be the slower one.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createPlainCodec, encodeMessage } from '../src/mir/wire/index.ts';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { chosenOf, startAll } from './rig/line-up.ts';
import type { LoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';
import { Served } from './rig/served.ts';

const GATE = join(import.meta.dirname, 'selgate', 'gate.ts');
const NO_HAPROXY = 'haproxy is not installed (Debian package haproxy): the gate is measured alone';
/** CM_QUERYCHR. */
const FRAME = Buffer.concat([
  Buffer.from('#1'),
  encodeMessage(createPlainCodec(), { ident: 100 }, Buffer.from('test01/81')),
  Buffer.from('!'),
]);

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const load = (connections: number, outstanding: number) => (): LoadOptions => {
    return { mode: 'echo', connections, outstanding, payload: FRAME, isRaw: true, warmMs, ms };
  };
  // Each gate has its own server.
  const behind = await startBehind(programs);
  const haproxy = options.smoke ? null : await haproxyCommand(behind[0]?.port ?? 0, dirname(programs.load));
  if (haproxy === null) console.error(NO_HAPROXY);
  const lineUp = {
    ...(haproxy === null ? {} : { haproxy }),
    'selgate on native': [process.execPath, GATE, 'native', String(behind[1]?.port)],
    'selgate on node': [process.execPath, GATE, 'node', String(behind[2]?.port)],
  };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = {
      '1000 connections, 1 outstanding': load(options.smoke ? 50 : 1000, 1),
      '100 connections, 16 outstanding': load(100, 16),
    };
    return {
      frameBytes: FRAME.length,
      floor: haproxy === null ? NO_HAPROXY : 'haproxy',
      ...machineFigures(),
      loads: await contest({ programs, servers, loads, rounds }),
    };
  } finally {
    await Promise.all([...servers, ...behind].map((server) => server.stop()));
  }
}

/** An echo for haproxy and a server for each gate, on the load's core. */
async function startBehind({ echo, mirServer }: Programs): Promise<readonly Served[]> {
  const programs = [echo, mirServer, mirServer];
  const started = await Promise.all(programs.map((program) => Served.start('behind', [program], 'load')));
  return started.filter((server) => server !== null);
}

/** Starts haproxy and prints its port; null where it is not installed. */
async function haproxyCommand(backend: number, folder: string): Promise<readonly string[] | null> {
  try {
    execFileSync('haproxy', ['-v'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  const lines = [
    'global',
    '  nbthread 1',
    '  maxconn 4000',
    'defaults',
    '  mode tcp',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    'listen mir',
    `  bind 127.0.0.1:${port}`,
    `  server echo 127.0.0.1:${backend}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return ['sh', '-c', `echo ${port}; exec haproxy -db -q -f '${file}'`];
}

/** haproxy cannot report which port the system chose. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
