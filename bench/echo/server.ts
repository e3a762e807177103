// An echo server in a process of its own: the reactor on its native body (`native`), on its node body (`node`), or `node:net`
// sending each chunk back as it came, without looking for frames (`net`). It prints its port.
import { createServer } from 'node:net';
import process from 'node:process';
import { startEcho } from '../../examples/echo.ts';
import { type BodyName, ioOf } from '../rig/io-of.ts';

export const ECHO_KINDS = ['native', 'node', 'net'] as const;
type EchoKind = (typeof ECHO_KINDS)[number];

const HOST = '127.0.0.1';

async function openReactor(body: BodyName): Promise<number | null> {
  const io = ioOf(body);
  return io === null ? null : (await startEcho(0, io)).listener.endpoint.port;
}

const OPEN: Readonly<Record<EchoKind, () => Promise<number | null>>> = {
  native: () => openReactor('native'),
  node: () => openReactor('node'),
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
  if (port !== null) console.log(port);
}
