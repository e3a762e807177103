// A WebSocket echo server on a thread of its own: ours, or the `ws` package as its documentation shows it. It answers any word
// with the processor time of this thread so far, in microseconds.
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { createNodeIo, createReactor } from '../../src/reactor/index.ts';
import { createLength16, createWebSocket } from '../../src/wire/index.ts';

/** `package`: the `ws` package without compression. `ours`: the reactor, on the same kind of port as the gate's. */
export type ServerKind = 'ours' | 'package';

const HOST = '127.0.0.1';

const OPEN: Readonly<Record<ServerKind, () => Promise<number>>> = {
  ours: async () => {
    const counters = new Counters();
    const reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
    const listener = await reactor.listen({
      endpoint: { host: HOST, port: 0 },
      framing: createLength16(),
      isSniffed: true,
      websocket: { framing: createWebSocket({ end: { kind: 'server' } }), rules: { origins: [] } },
      handler: (connection) => ({
        frame: (bytes, start, end) => connection.send(bytes, start, end),
        closed: () => {},
      }),
    });
    return listener.endpoint.port;
  },
  package: () =>
    new Promise((resolve) => {
      const server = new WebSocketServer({ host: HOST, port: 0, perMessageDeflate: false });
      server.on('connection', (socket) => {
        socket.on('error', () => socket.terminate());
        socket.on('message', (data) => socket.send(data));
      });
      server.on('listening', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    }),
};

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', () => {
    const { user, system } = process.threadCpuUsage();
    port.postMessage(user + system);
  });
  port.postMessage(await OPEN[workerData as ServerKind]());
}
