import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from 'jadegate/messages';
import { startTestServer } from 'jadegate/testing';
import { welcome } from './welcome-module.ts';

test('welcome: a role that arrives is greeted, and the others are notified', async () => {
  await using server = await startTestServer({ modules: [welcome] });
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const heard = async () => (await alice.client.next(chat.ChatS2c)).msginfo;
  assert.deepEqual([await heard(), await heard()], ['Alice has come', 'Welcome, Alice!']);

  const bob = await server.enter('bob', { roleName: 'Bob' });
  assert.equal(await heard(), 'Bob has come');
  await bob.client.close();
  assert.equal(await heard(), 'Bob has left');
});

test('welcome: a client that only lists its roles is not announced', async () => {
  await using server = await startTestServer({ modules: [welcome] });
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const visitor = await server.connect();
  await visitor.close();
  await server.enter('bob', { roleName: 'Bob' });
  const heard = [1, 2, 3].map(async () => (await alice.client.next(chat.ChatS2c)).msginfo);
  assert.deepEqual(await Promise.all(heard), ['Alice has come', 'Welcome, Alice!', 'Bob has come']);
});
