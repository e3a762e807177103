import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerVersionC2s, ServerVersionS2c } from './gate/gate.messages.ts';
import { ConfigError } from './server/control/index.ts';
import { startTestServer } from './testing.ts';

test('testing: a role that was made is found again, and two servers know nothing of each other', async () => {
  await using server = await startTestServer();
  const first = await server.enter('alice');
  await first.client.close();
  const again = await server.enter('alice');
  assert.deepEqual([first.isNewRole, again.isNewRole], [true, false]);
  assert.equal(again.roleId, first.roleId);
  await using other = await startTestServer();
  assert.equal((await other.enter('alice')).isNewRole, true);
});

test('testing: settings are those of a server, and the client speaks the layout that they name', async () => {
  await using server = await startTestServer({ settings: { gate: { layout: 'protobuf' }, version: '7' } });
  const { client } = await server.enter('bob', { roleName: 'Bob' });
  client.send(ServerVersionC2s, {});
  assert.deepEqual(await client.next(ServerVersionS2c), { v: '7' });
});

test('testing: a setting that is wrong is told by its name', async () => {
  await assert.rejects(startTestServer({ settings: { lines: { count: 0 } } }), (error: unknown) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /lines\.count/);
    return true;
  });
});

test('testing: the clients end with the server', async () => {
  const server = await startTestServer();
  const { client } = await server.enter('carol');
  await server.stop();
  await client.closed;
  assert.equal(client.isOpen, false);
});
