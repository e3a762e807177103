// WebSocket at a whole server: a player's way into the world, and the last words before a close.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import WebSocket from 'ws';
import { ClientError, connectBareClient, connectClient, ENTER_MESSAGES, enterWorld } from '../client/index.ts';
import { CLOSE_REASONS, gateMessages } from '../gate/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createRegistry, decode } from '../wire/index.ts';
import { ConfigError } from './control/index.ts';
import { type ConfigInput, readConfig } from './settings/index.ts';
import { signInPacket, withServer } from './websocket.fixture.ts';

test('server by WebSocket: a player enters the world in either layout, beside one over TCP', async () => {
  for (const layout of ['packed', 'protobuf'] as const) {
    await withServer({ dev: true, gate: { layout } }, async (server, url) => {
      const client = await connectClient({ url, layout });
      const other = await connectClient({ url: server.url, layout });
      const [entered, entered2] = await Promise.all([
        enterWorld(client, { credentials: 'alice' }),
        enterWorld(other, { credentials: 'bob' }),
      ]);
      assert.notEqual(entered.roleId, entered2.roleId);
      const closed = client.closed;
      await server.stop();
      assert.equal((await closed).told?.reason, CLOSE_REASONS['server-shutdown'].number);
    });
  }
});

test('server by WebSocket: a client that knows few messages enters the world and reads why it ends', async () => {
  await withServer({ dev: true }, async (server, url) => {
    const client = await connectBareClient({ url, messages: ENTER_MESSAGES });
    const { roleId } = await enterWorld(client, { credentials: 'alice' });
    assert.ok(roleId > 0n);
    await server.stop();
    assert.equal((await client.closed).told?.name, 'server-shutdown');
  });
});

test('server by WebSocket: who is displaced is told by message, then by the code of the reason', async () => {
  await withServer({ dev: true }, async (_server, url) => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const heard: Buffer[] = [];
    socket.on('message', (data: Buffer) => heard.push(data));
    socket.send(signInPacket('carol'));
    await once(socket, 'message');
    const newcomer = await connectClient({ url });
    const closing = once(socket, 'close');
    await enterWorld(newcomer, { credentials: 'carol' });
    const [code, words] = (await closing) as [number, Buffer];
    assert.deepEqual([code, words.toString()], [4_000 + CLOSE_REASONS['other-login'].number, 'other-login']);
    const registry = createRegistry(JADEGATE_MESSAGES);
    const names = heard.map((bytes) => {
      const decoded = decode(registry, { layout: 'packed', bytes });
      return decoded.kind === 'decoded' ? decoded.type.name : decoded.kind;
    });
    const wanted = [gateMessages.OtherLoginS2c.name, gateMessages.CloseS2c.name];
    assert.deepEqual(names.slice(-2), wanted, 'last words come before the close frame');
    await newcomer.close();
  });
});

test('server by WebSocket: off, or not for this page, it says so', async () => {
  await withServer({ dev: true, gate: { websocket: { isOn: false } } }, async (_server, url) => {
    const expected = (error: unknown) =>
      error instanceof ClientError && error.code === 'connect-failed' && /refused the WebSocket/.test(error.message);
    await assert.rejects(connectClient({ url }), expected);
  });
  const rows: readonly [flags: ConfigInput, origin: string | undefined, isTaken: boolean][] = [
    [{}, undefined, true],
    [{}, 'http://localhost:5173', false],
    [{ dev: true }, 'http://localhost:5173', true],
    [{ dev: true }, 'https://evil.example', false],
    [{ gate: { websocket: { origins: ['https://Game.example'] } } }, 'https://game.example', true],
    [{ gate: { websocket: { origins: ['*'] } } }, 'https://any.example', true],
    [{ gate: { websocket: { isOriginNeeded: true } } }, undefined, false],
  ];
  for (const [flags, origin, isTaken] of rows) {
    await withServer(flags, async (_server, url) => {
      const socket = new WebSocket(url, origin === undefined ? {} : { origin });
      // Rejects with the client's `error`.
      const event = await once(socket, 'open').then(
        () => 'open',
        (error: Error) => error.message,
      );
      assert.equal(event, isTaken ? 'open' : 'Unexpected server response: 403', JSON.stringify([flags, origin]));
      socket.terminate();
    });
  }
});

test('config: what is no origin is refused by its name', () => {
  for (const text of ['game.example', 'https://game.example/', 'https://game.example/play', 'https://', '', '**']) {
    const read = () => readConfig({ flags: { gate: { websocket: { origins: [text] } } } });
    const expected = (error: unknown) =>
      error instanceof ConfigError && /gate\.websocket\.origins\.0: /.test(error.message);
    assert.throws(read, expected, text);
  }
});
