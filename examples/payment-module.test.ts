import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat } from 'jadegate/messages';
import { startTestServer } from 'jadegate/testing';
import { payments } from './payment-module.ts';

const settings = { payments: { secret: 'known to the provider' } };

test('payments: a signed report is kept once, and the player hears of it', async () => {
  await using server = await startTestServer({ modules: [payments], settings });
  const alice = await server.enter('alice');
  const paid = { id: 'p-1', roleId: alice.roleId, gold: 50 };
  const first = await server.request('POST /paid', paid);
  assert.deepEqual([first.status, first.json], [201, { id: 'p-1' }]);
  assert.equal((await alice.client.next(chat.ChatS2c)).msginfo, 'You bought 50 gold.');
  const again = await server.request('POST /paid', paid);
  assert.deepEqual([again.status, again.text], [200, 'known']);
});

test('payments: a report with a wrong signature or a wrong field is refused', async () => {
  await using server = await startTestServer({ modules: [payments], settings });
  const paid = { id: 'p-1', roleId: '7', gold: 50 };
  assert.equal((await server.request('POST /paid', paid, { 'x-signature': 'f'.repeat(64) })).status, 401);
  const refused = await server.request('POST /paid', { ...paid, gold: -1 });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /gold: /);
});
