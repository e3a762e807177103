// Clients of jadegate that lose their connections at once and come back as they do: what that takes, and what an entry into the world
// takes of the same server.
import { systemClock } from '../../src/base/index.ts';
import {
  type Client,
  createClientReactor,
  createClientRegistry,
  dialClient,
  enterWorld,
} from '../../src/client/index.ts';
import { HeartbeatC2s } from '../../src/gate/gate.messages.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { round2 } from '../rig/contest.ts';
import { Served } from '../rig/served.ts';
import type { WatchedServer } from './watched-server.ts';

/** Clients that come in at a time. */
const AT_ONCE = 64;

const dialOf = (port: number) =>
  ({ url: `tcp://127.0.0.1:${port}`, registry: createClientRegistry(), layout: 'packed', clock: systemClock }) as const;

/** Processor time of a server in C for a connection, one packet each way, and its end. Microseconds. */
export async function connectionUs(count: number, command: string): Promise<number | null> {
  const server = await Served.start('c', [command]);
  if (server === null) return null;
  const reactor = createClientReactor();
  const before = server.cpuMs;
  await inTurn(count, async () => {
    const client = await dialClient(reactor, dialOf(server.port));
    client.send(HeartbeatC2s, { beatTime: 1 });
    await client.next(HeartbeatC2s);
    await client.close();
  });
  const us = ((server.cpuMs - before) * 1_000) / count;
  await reactor.stop();
  await server.stop();
  return round2(us);
}

export async function storm(server: WatchedServer, count: number) {
  const reactor = createClientReactor();
  try {
    const beforeMs = server.cpuMs;
    const clients = await enterAll(reactor, server.port, count);
    const enteredMs = server.cpuMs;
    const before = await server.look();
    const startMs = performance.now();
    const cpuMs = server.cpuMs;
    const backs = clients.map((client) => whenBack(client, startMs));
    for (const client of clients) client.cutLink();
    const awayMs = (await Promise.all(backs)).sort((one, other) => one - other);
    const wallMs = performance.now() - startMs;
    const spentMs = server.cpuMs - cpuMs;
    const { counters } = await server.look();
    const of = (name: string): number => (counters[name] ?? 0) - (before.counters[name] ?? 0);
    await Promise.all(clients.map((client) => client.close()));
    return {
      secondsUntilAllAreBack: round2(wallMs / 1_000),
      resumesPerSecond: Math.round((count * 1_000) / wallMs),
      awayMs: { p50: at(awayMs, 0.5), p99: at(awayMs, 0.99), max: at(awayMs, 1) },
      resumed: of('resumes_resumed'),
      resynced: of('resumes_resynced'),
      askedToWait: of('resumes_refused{8}'),
      cpuUsPerResume: round2((spentMs * 1_000) / count),
      cpuUsPerEntry: round2(((enteredMs - beforeMs) * 1_000) / count),
    };
  } finally {
    await reactor.stop();
  }
}

async function enterAll(reactor: Reactor, port: number, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  await inTurn(count, async (number) => {
    const client = await dialClient(reactor, { ...dialOf(port), resume: true });
    await enterWorld(client, { credentials: `storm-${number}` });
    clients.push(client);
  });
  return clients;
}

/** Resolves with the time from `startMs` until the session goes on. Rejects when it does not. */
function whenBack(client: Client, startMs: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  client.onLink(({ kind }) => {
    if (kind === 'resumed' || kind === 'resynced') resolve(performance.now() - startMs);
    if (kind === 'refused') reject(new Error('A session of the benchmark could not be resumed.'));
  });
  void client.closed.then(({ reason }) => reject(new Error(`A session of the benchmark ended: ${reason}.`)));
  return promise;
}

/** Does the work of each number, some at a time. */
async function inTurn(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
}

function at(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
}
