// An echo server on its own thread, in one of three ways. It answers the word `cpu` with the CPU time of this thread so
// far, in microseconds.
import { createServer } from 'node:net';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { createNodeIo, createReactor } from '../../src/reactor/index.ts';
import { createLength16 } from '../../src/wire/index.ts';

/**
 * `floor`: node:net returns each chunk without parsing it. `plain`: node:net with the usual framing, a write for each
 * frame. `reactor`: ours.
 */
export type ServerKind = 'floor' | 'plain' | 'reactor';

const HOST = '127.0.0.1';

const OPEN: Readonly<Record<ServerKind, () => Promise<number>>> = {
  floor: () =>
    openPlain((socket) => {
      socket.on('data', (chunk) => socket.write(chunk));
    }),
  plain: () =>
    openPlain((socket) => {
      let tail: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        let input = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
        while (input.length >= 2 && input.length >= 2 + input.readUInt16BE(0)) {
          const end = 2 + input.readUInt16BE(0);
          socket.write(input.subarray(0, end));
          input = input.subarray(end);
        }
        tail = input;
      });
    }),
  reactor: async () => {
    const counters = new Counters();
    const reactor = createReactor({ io: createNodeIo({ counters }), clock: systemClock, counters, log: silentLogger });
    const listener = await reactor.listen({
      endpoint: { host: HOST, port: 0 },
      framing: createLength16(),
      isSniffed: true,
      handler: (connection) => ({
        frame: (bytes, start, end) => connection.send(bytes, start, end),
        closed: () => {},
      }),
    });
    return listener.endpoint.port;
  },
};

interface PlainSocket {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  write(chunk: Buffer): unknown;
}

function openPlain(serve: (socket: PlainSocket) => void): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      serve(socket);
    });
    server.listen(0, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', () => {
    const { user, system } = process.threadCpuUsage();
    port.postMessage(user + system);
  });
  port.postMessage(await OPEN[workerData as ServerKind]());
}
