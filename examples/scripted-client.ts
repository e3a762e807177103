// A client in a few lines: it enters the world, asks one question, and leaves. The server must accept sign-ins by name alone, as
// `npm start` does.
import { connectClient, enterWorld } from 'jadegate/client';
import { gate } from 'jadegate/messages';

export interface Visit {
  readonly roleId: bigint;
  readonly mapId: number;
  /** Milliseconds since the server's start. */
  readonly serverMs: number;
}

export async function visit(url: string, account: string): Promise<Visit> {
  const client = await connectClient({ url });
  try {
    const { roleId, mapId } = await enterWorld(client, { credentials: account });
    client.send(gate.QueryTimeC2s, {});
    const { timeAsync } = await client.next(gate.QueryTimeS2c);
    return { roleId, mapId, serverMs: timeAsync };
  } finally {
    await client.close();
  }
}

if (import.meta.main) console.log(await visit(process.argv[2] ?? 'tcp://127.0.0.1:8001', 'alice'));
