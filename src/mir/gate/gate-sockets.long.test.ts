// A gate on this machine's sockets, over both bodies of `Io`, with a clock that is told to move.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createDefaultIo, createReactor, IO_BODIES, type IoBody } from '../../reactor/index.ts';
import { untilTurns } from '../../reactor/turns.fixture.ts';
import { MirGate } from './mir-gate.ts';
import { clientFrame, Machine, optionsOf, type Peer, serverFrame } from './mir-world.fixture.ts';

const HOST = '127.0.0.1';
const CLIENTS = 2_000;
const WAVE = 250;
const BODIES = IO_BODIES.filter((body) => body !== 'auto');

/** Whether this machine has it. */
function has(body: IoBody): boolean {
  try {
    createDefaultIo({ counters: new Counters(), log: silentLogger, body });
    return true;
  } catch {
    return false;
  }
}

for (const body of BODIES) {
  test(`gate over ${body}: ${CLIENTS} clients speak, lose the server, and come back`, {
    skip: !has(body),
  }, async () => {
    const counters = new Counters();
    const clock = new ManualClock();
    const log = silentLogger;
    const server = new Machine(createDefaultIo({ counters, log }));
    const players = new Machine(createDefaultIo({ counters, log }));
    const { endpoint } = await server.io.listen({ host: HOST, port: 0, backlog: 8 });
    const reactor = createReactor({ io: createDefaultIo({ counters, log, body }), clock, counters, log });
    const rate = { perSecond: 1_000_000, burst: 1_000_000 };
    const gate = new MirGate(
      { reactor, clock, random: new SeededRandom(1), counters, log, blockListFile: null },
      {
        ...optionsOf(),
        listen: { host: HOST, port: 0 },
        server: endpoint,
        connectionsPerAddressMax: CLIENTS,
        connectRate: rate,
        whenDown: 'message',
      },
    );
    await gate.start();
    await untilTurns(() => server.accepted.length === 1);
    for (let round = 1; round <= 2; round++) {
      const clients = await joined(players, gate);
      const link = server.accepted.at(-1) as Peer;
      const packets = (letter: string): number => link.text.split(`%${letter}`).length - 1;
      await untilTurns(() => packets('O') === CLIENTS);
      for (const client of clients) client.send(clientFrame(1, 100, 'test01/81'));
      await untilTurns(() => packets('A') === CLIENTS);
      const ids = [...link.take().matchAll(/%A(\d+)\/#/g)].map(([, id]) => id);
      assert.equal(new Set(ids).size, CLIENTS);
      for (const id of ids) link.send(`%${id}/${serverFrame(527)}$`);
      await untilTurns(() => clients.every(({ text }) => text === serverFrame(527)));
      for (const client of clients) client.take();
      link.reset();
      await untilTurns(() => clients.every(({ isClosed }) => isClosed));
      assert.ok(clients.every(({ text }) => text === serverFrame(528)));
      const before = server.accepted.length;
      clock.advance(1_000);
      await untilTurns(() => server.accepted.length > before);
    }
    await gate.stop();
    await reactor.stop();
    await Promise.all([server.io.stop(), players.io.stop()]);
  });
}

/** In waves that fit into the port's backlog: beyond it the system lets clients believe that they are connected. */
async function joined(players: Machine, gate: MirGate): Promise<Peer[]> {
  const clients: Peer[] = [];
  const port = gate.status().listener.endpoint;
  while (clients.length < CLIENTS) {
    const wave = Math.min(WAVE, CLIENTS - clients.length);
    for (let count = 0; count < wave; count++) clients.push(players.peerOf(players.io.connect(port)));
    await untilTurns(() => gate.status().clients === clients.length);
  }
  return clients;
}
