// The clients of the benchmark `udp`, which enter the world and wait until their channels for datagrams are open.
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import {
  type Client,
  createClientReactor,
  createClientRegistry,
  DatagramWays,
  dialClient,
  enterWorld,
} from '../../src/client/index.ts';
import { createDefaultDatagramIo } from '../../src/reactor/index.ts';
import { type Ask, BENCH_MESSAGES, DownTcp, DownUdp, type Figures, UpTcp, UpUdp } from './messages.ts';

const VALUES = Array.from({ length: 12 }, (_, at) => at * 1_000);

const registry = createClientRegistry(BENCH_MESSAGES);
const reactor = createClientReactor();
const ways = new DatagramWays(createDefaultDatagramIo({ counters: new Counters(), log: silentLogger }));
const clients: Client[] = [];
let received = 0;

process.on('message', (ask: Ask) => void answer(ask).then((figures) => process.send?.(figures)));

async function answer(ask: Ask): Promise<Figures> {
  if (ask.kind === 'connect') for (let number = 0; number < ask.count; number++) await connect(ask.url, number);
  else if (ask.kind === 'send') await send(ask);
  const { user, system } = process.cpuUsage();
  return { cpuNs: (user + system) * 1_000, received };
}

async function connect(url: string, number: number): Promise<void> {
  const common = { url, registry, clock: systemClock, layout: 'packed' } as const;
  const client = await dialClient(reactor, { ...common, dialDatagrams: ways.dial });
  const opened = Promise.withResolvers<void>();
  client.onLink(({ kind }) => {
    if (kind === 'datagramsOpen') opened.resolve();
  });
  client.on(DownUdp, () => void received++);
  client.on(DownTcp, () => void received++);
  await enterWorld(client, { credentials: `bench-${number}` });
  await opened.promise;
  clients.push(client);
}

async function send({ way, rounds, pauseMs }: Extract<Ask, { readonly kind: 'send' }>): Promise<void> {
  const type = way === 'udp' ? UpUdp : UpTcp;
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) client.send(type, { values: VALUES });
    await setTimeout(pauseMs);
  }
}
