// A server process that sends each incoming frame to every connection: the reactor on its native body (`native`) or its
// node body (`node`), or `node:net` with a write for each (`net`). It prints its port.
import { createServer, type Socket } from 'node:net';
import process from 'node:process';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { type Connection, createReactor, type Io } from '../../src/reactor/index.ts';
import { createLength16 } from '../../src/wire/index.ts';
import { ioOf } from '../rig/io-of.ts';

const HOST = '127.0.0.1';
const HEAD_BYTES = 2;
const FRAME_BYTES_MAX = 1024;

async function openReactor(io: Io): Promise<number> {
  const reactor = createReactor({ io, clock: systemClock, counters: new Counters(), log: silentLogger });
  const connections = new Set<Connection>();
  const frame = new Uint8Array(FRAME_BYTES_MAX);
  const listener = await reactor.listen({
    endpoint: { host: HOST, port: 0 },
    framing: createLength16({ payloadBytesMax: FRAME_BYTES_MAX - HEAD_BYTES }),
    handler: (connection) => ({
      opened: () => connections.add(connection),
      frame: (bytes, start, end) => {
        // Framed once, sent to all.
        frame[0] = (end - start) >> 8;
        frame[1] = end - start;
        frame.set(bytes.subarray(start, end), HEAD_BYTES);
        const length = HEAD_BYTES + end - start;
        for (const each of connections) each.sendRaw(frame, 0, length);
      },
      closed: () => connections.delete(connection),
    }),
  });
  return listener.endpoint.port;
}

/** Assumes that a frame arrives in one piece, as the floor in C does. */
function openNet(): Promise<number> {
  const sockets = new Set<Socket>();
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
      socket.on('data', (chunk) => {
        for (const each of sockets) each.write(chunk);
      });
    });
    server.listen({ port: 0, host: HOST, backlog: 4096 }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function open(kind: string | undefined): Promise<number | null> {
  if (kind === 'net') return openNet();
  const io = ioOf(kind === 'native' ? 'native' : 'node');
  return io === null ? null : openReactor(io);
}

const port = await open(process.argv[2]);
if (port !== null) console.log(port);
