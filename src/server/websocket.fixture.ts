// A server in memory, and the first packet of a client that speaks WebSocket to it.
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { encodePacket, PacketWriter } from '../wire/index.ts';
import { type Server, startServer } from './server.ts';
import { type ConfigInput, readConfig } from './settings/index.ts';

/** Runs `body` with a server that is stopped afterwards, if the body did not stop it. */
export async function withServer(
  flags: ConfigInput,
  body: (server: Server, url: string) => Promise<void>,
): Promise<void> {
  const server = await startServer({
    config: readConfig({ flags: { inMemory: true, ...flags, gate: { port: 0, host: '127.0.0.1', ...flags.gate } } }),
  });
  let isStopped = false;
  const stop = server.stop.bind(server);
  server.stop = async () => {
    if (!isStopped) await stop();
    isStopped = true;
  };
  try {
    await body(server, `ws://127.0.0.1:${server.endpoint.port}`);
  } finally {
    await server.stop();
  }
}

export function signInPacket(name: string): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type: UserAuthC2s, value: emptyCredentials({ username: name, serverid: 1 }) });
  return writer.toBytes();
}
