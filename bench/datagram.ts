// Echo of 64-byte datagrams: `jadegate serve udp-echo` on its native and its node body, and `node:dgram` alone, against
// a server in C on epoll, recvmmsg and sendmmsg. Server and load have a core each. The service limits each address, so
// the load sends from a thousand of them; the floor and `node:dgram` alone have no limits.
import { join } from 'node:path';
import process from 'node:process';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { contest, planOf } from './rig/contest.ts';
import { hasNative } from './rig/io-of.ts';
import { chosenOf, serveCommand, startAll } from './rig/line-up.ts';
import type { DatagramLoadOptions } from './rig/load.ts';
import { machineFigures } from './rig/machine.ts';

const NET_SERVER = join(import.meta.dirname, 'datagram', 'net-server.ts');
const BYTES = 64;
/** At 1,000 datagrams a second each, the limits let a million a second pass. */
const ADDRESSES = 1000;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const { rounds, warmMs, ms } = planOf(options);
  const load = (outstanding: number) => (): DatagramLoadOptions => {
    return { mode: 'datagram', addresses: ADDRESSES, outstanding, bytes: BYTES, warmMs, ms };
  };
  const lineUp = {
    c: [programs.datagramEcho],
    ...(hasNative() ? { native: serveCommand('udp-echo', ['--io', 'native']) } : {}),
    node: serveCommand('udp-echo', ['--io', 'node']),
    dgram: [process.execPath, NET_SERVER],
  };
  const servers = await startAll(chosenOf(lineUp, options));
  try {
    const loads = { '1 under way': load(1), '32 under way': load(32), '128 under way': load(128) };
    return {
      bytes: BYTES,
      addresses: ADDRESSES,
      ...machineFigures(),
      loads: await contest({ programs, servers, loads, rounds }),
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
