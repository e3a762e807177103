// An echo server in a process of its own: the reactor on its native body (`native`), on its node body (`node`), or `node:net`
// sending each chunk back as it came, without looking for frames (`net`). It prints its port.
import { createServer } from 'node:net';
import process from 'node:process';
import { startEcho } from '../../examples/echo.ts';
import { Counters } from '../../src/base/index.ts';
import { createNodeIo } from '../../src/reactor/index.ts';
import { nativeIo } from '../rig/native-io.ts';

export const ECHO_KINDS = ['native', 'node', 'net'] as const;
type EchoKind = (typeof ECHO_KINDS)[number];

const HOST = '127.0.0.1';

const OPEN: Readonly<Record<EchoKind, () => Promise<number | null>>> = {
  native: async () => {
    const io = await nativeIo();
    return io === null ? null : (await startEcho(0, io)).listener.endpoint.port;
  },
  node: async () => (await startEcho(0, createNodeIo({ counters: new Counters() }))).listener.endpoint.port,
  net: () =>
    new Promise((resolve) => {
      const server = createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (chunk) => socket.write(chunk));
      });
      server.listen({ port: 0, host: HOST, backlog: 4096 }, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    }),
};

if (import.meta.main) {
  const port = await OPEN[process.argv[2] as EchoKind]();
  console.log(port ?? 'unavailable: the native body of the reactor is not there');
}
