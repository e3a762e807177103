// `npm run hops`: the functions of ours that run in the server for one heartbeat of a player in the world, from the socket to
// the handler and with the answer back to the socket. V8's coverage counts them in a server in development. The player is a
// thread of its own, so the client's functions do not count. `--list` prints them.
import { once } from 'node:events';
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { connectClient, createClientReactor, enterWorld } from '../src/client/index.ts';
import { HeartbeatC2s } from '../src/gate/gate.messages.ts';
import { JADEGATE_MESSAGES } from '../src/modules/messages.ts';
import { startTestServer } from '../src/testing.ts';

/** Longer than the server and the client need for a packet. */
const SETTLED_MS = 100;

if (isMainThread) await main();
else await play();

async function main(): Promise<void> {
  await using server = await startTestServer();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const player = new Worker(new URL(import.meta.url), { workerData: server.url });
  await once(player, 'message');
  const idle = await ran(session);
  const names = [...(await ran(session, player))].filter((name) => !idle.has(name));
  const files = new Set(names.map((name) => name.split(' ')[0]));
  if (process.argv.includes('--list')) console.log(names.join('\n'));
  console.log(`${names.length} functions in ${files.size} files`);
  await player.terminate();
}

/** The functions that run for the second packet: what only the first one prepares is not on its way. Without a player, no packet is sent. */
async function ran(session: Session, player?: Worker): Promise<Set<string>> {
  for (const _ of [1, 2]) {
    await session.post('Profiler.takePreciseCoverage');
    player?.postMessage('packet');
    await sleep(SETTLED_MS);
  }
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url }) => url.includes('/src/'));
  const names = ours.flatMap(({ url, functions }) =>
    functions
      .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
      .map(({ functionName }) => `${url.slice(url.lastIndexOf('/src/') + 1)} ${functionName}`),
  );
  return new Set(names);
}

async function play(): Promise<void> {
  const reactor = createClientReactor();
  const client = await connectClient({
    url: String(workerData),
    messages: JADEGATE_MESSAGES,
    layout: 'packed',
    reactor,
  });
  await enterWorld(client, { credentials: 'alice' });
  parentPort?.on('message', () => client.send(HeartbeatC2s, { beatTime: 1 }));
  parentPort?.postMessage('ready');
}
