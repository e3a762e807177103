// The server of the benchmark `udp`: a whole one, in memory, with a port for datagrams. Its parent has it send to all that play.
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { silentLogger } from '../../src/base/index.ts';
import { defineModule, type Session } from '../../src/gate/index.ts';
import { keepHeapSmall } from '../../src/process/index.ts';
import { startServer } from '../../src/server/index.ts';
import { modulesOf, readConfig } from '../../src/server/settings/index.ts';
import { type Ask, DownTcp, DownUdp, type Figures, UpTcp, UpUdp } from './messages.ts';

/** What players on one map are sent of each other is not measured here: as seldom as possible. */
const FLUSH_MS = 5_000;
const VALUES = Array.from({ length: 12 }, (_, at) => at * 1_000);

keepHeapSmall();
const sessions = new Set<Session>();
let received = 0;
const module = defineModule({ name: 'bench', messages: [DownUdp, DownTcp] })
  .on(UpUdp, () => void received++)
  .on(UpTcp, () => void received++)
  .hook('arrived', ({ session }) => void sessions.add(session))
  .hook('left', ({ session }) => void sessions.delete(session));
const game = { modules: [module] };
const gate = { port: 0, udp: { port: 0 } };
const flags = { inMemory: true, dev: true, gate, map: { flushMs: FLUSH_MS } };
const server = await startServer({ config: readConfig({ flags }, modulesOf(game)), ...game, log: silentLogger });
process.send?.({ url: server.url });

process.on('message', (ask: Ask) => void answer(ask).then((figures) => process.send?.(figures)));

async function answer(ask: Ask): Promise<Figures> {
  if (ask.kind === 'send') {
    const type = ask.way === 'udp' ? DownUdp : DownTcp;
    for (let round = 0; round < ask.rounds; round++) {
      for (const session of sessions) session.send(type, { values: VALUES });
      await setTimeout(ask.pauseMs);
    }
  }
  const { user, system } = process.cpuUsage();
  return { cpuNs: (user + system) * 1_000, received };
}
