// A WebSocket echo server process: the reactor on its native body (`native`) or its node body (`node`), or the `ws`
// package without compression, as its documentation shows it (`package`). It prints its port.
import process from 'node:process';
import { WebSocketServer } from 'ws';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { createReactor, type Io } from '../../src/reactor/index.ts';
import { createLength16, createWebSocket } from '../../src/wire/index.ts';
import { ioOf } from '../rig/io-of.ts';

const HOST = '127.0.0.1';

async function openReactor(io: Io): Promise<number> {
  const counters = new Counters();
  const reactor = createReactor({ io, clock: systemClock, counters, log: silentLogger });
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
}

function openPackage(): Promise<number> {
  return new Promise((resolve) => {
    const server = new WebSocketServer({ host: HOST, port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => {
      socket.on('error', () => socket.terminate());
      socket.on('message', (data) => socket.send(data));
    });
    server.on('listening', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function open(kind: string | undefined): Promise<number | null> {
  if (kind === 'package') return openPackage();
  const io = ioOf(kind === 'native' ? 'native' : 'node');
  return io === null ? null : openReactor(io);
}

const port = await open(process.argv[2]);
if (port !== null) console.log(port);
