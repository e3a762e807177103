// The server on this machine's own sockets and clock: what the simulation stands for is there for real.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counters, hashPassword, SeededRandom } from '../base/index.ts';
import { connectClient, enterWorld } from '../client/index.ts';
import { CLOSE_REASONS, gateMessages } from '../gate/index.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { PlayerRoleListS2c } from '../modules/roles/roles.messages.ts';
import { createNodeIo, ReactorError } from '../reactor/index.ts';
import { TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { play } from './player.fixture.ts';
import { ClientHub } from './raw-client.fixture.ts';
import { type Server, startServer } from './server.ts';
import { type ConfigInput, readConfig } from './settings/index.ts';

interface World {
  readonly server: Server;
  readonly hub: ClientHub;
  stop(): Promise<void>;
}

async function onSockets(flags: ConfigInput, body: (world: World) => Promise<void>): Promise<void> {
  const config = readConfig({ flags: { dev: true, inMemory: true, ...flags, gate: { port: 0, ...flags.gate } } });
  const server = await startServer({ config });
  const hub: ClientHub = new ClientHub(createNodeIo({ counters: new Counters() }), {
    endpoint: server.endpoint,
    messages: JADEGATE_MESSAGES,
    async until(condition) {
      while (!condition()) await hub.turned;
    },
  });
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= server.stop();
    return stopped;
  };
  try {
    await body({ server, hub, stop });
    await stop();
    assert.equal(server.gate.sessionCount, 0);
  } finally {
    await stop();
    await hub.stop();
  }
}

test('server on sockets: many play at once, and are told when it stops', async () => {
  await onSockets({}, async ({ server, hub, stop }) => {
    assert.match(server.url, /^tcp:\/\/127\.0\.0\.1:\d+$/);
    const clients = Array.from({ length: 50 }, () => hub.connect());
    const ids = await Promise.all(clients.map((client, index) => play(client, `acc${index}`)));
    assert.equal(new Set(ids).size, 50);
    const stopped = stop();
    for (const client of clients) {
      const { reason } = await client.next(gateMessages.CloseS2c);
      assert.equal(reason, CLOSE_REASONS['server-shutdown'].number);
    }
    await stopped;
  });
});

test('server on sockets: a password opens its account, a wrong one does not', async () => {
  await onSockets({ dev: false, gate: { host: '127.0.0.1' } }, async ({ server, hub }) => {
    const hash = await hashPassword('correct horse', { random: new SeededRandom(4) });
    assert.equal((await server.control({ command: 'account-add', account: 'ann', hash })).ok, true);
    const client = hub.connect();
    const credentials = (username: string, openkey: string) =>
      emptyCredentials({ type: 'password', username, openkey, serverid: 1 });
    for (const [username, password] of [
      ['ann', 'correct house'],
      ['ann', ''],
      ['bob', 'correct horse'],
    ] as const) {
      client.say(UserAuthC2s, credentials(username, password));
      const { reasonid } = await client.next(UserAuthFailS2c);
      assert.ok(reasonid === 1 || (password === '' && reasonid === 4), `${username} ${reasonid}`);
    }
    client.say(UserAuthC2s, credentials('ann', 'correct horse'));
    await client.next(PlayerRoleListS2c);
  });
});

test('server on sockets: a port that is taken stops the start and leaves nothing open', async () => {
  await onSockets({}, async ({ server }) => {
    const config = readConfig({ flags: { dev: true, inMemory: true, gate: { port: server.endpoint.port } } });
    await assert.rejects(
      startServer({ config }),
      (error) => error instanceof ReactorError && error.code === 'address-in-use',
    );
  });
});

test('server on sockets: a client plays in the protobuf layout', async () => {
  await onSockets({ gate: { layout: 'protobuf' } }, async ({ server }) => {
    const client = await connectClient({ url: server.url, layout: 'protobuf' });
    const { roleName, isNewRole } = await enterWorld(client, { credentials: 'ada' });
    assert.equal(isNewRole, true);
    client.send(gateMessages.HeartbeatC2s, { beatTime: -7 });
    assert.deepEqual(await client.next(gateMessages.HeartbeatC2s), { beatTime: -7 });
    assert.notEqual(roleName, '');
    await client.close();
  });
});

test('server on sockets: a client plays over TLS, and one that does not trust the key is not let in by itself', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-tls-'));
  try {
    const tls = { certificateFile: join(directory, 'c.pem'), privateKeyFile: join(directory, 'k.pem') };
    await writeFile(tls.certificateFile, TEST_TLS_KEYS.certificate);
    await writeFile(tls.privateKeyFile, TEST_TLS_KEYS.privateKey);
    await onSockets({ gate: { tls } }, async ({ server }) => {
      const authority = TEST_TLS_KEYS.certificate;
      const client = await connectClient({ url: server.url, tls: { authority } });
      await enterWorld(client, { credentials: 'ada' });
      await client.close();
      await assert.rejects(connectClient({ url: server.url }), { name: 'ClientError' });
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('server on sockets: a TLS key that is not there is named', async () => {
  const tls = { certificateFile: '/nowhere/c.pem', privateKeyFile: '/nowhere/k.pem' };
  const config = readConfig({ flags: { dev: true, inMemory: true, gate: { port: 0, tls } } });
  await assert.rejects(startServer({ config }), {
    code: 'unreadable',
    message: /gate\.tls\.certificateFile: .*c\.pem/,
  });
});
