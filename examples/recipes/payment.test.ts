import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { bag, bags } from './bag.ts';
import { payment } from './payment.ts';

const options = {
  modules: [bags, payment],
  settings: { payment: { secret: 'a secret that the provider knows' } },
} as const;

test('payment: a report that comes again counts once, and has the same answer', async () => {
  await using server = await startTestServer(options);
  const { roleId } = await server.enter('alice');
  const paid = { order: '17', roleId, gold: 60n };
  for (let time = 0; time < 3; time++) {
    const { status, json } = await server.request('POST /paid', paid);
    assert.deepEqual([status, json], [200, { gold: '60' }]);
  }
  await server.request('POST /paid', { ...paid, order: '18' });
  assert.equal((await server.scope.actor(bag, roleId).content()).gold, 120n);
});

for (const step of ['before-journal', 'after-journal', 'before-answer'] as const) {
  test(`payment: over a crash at the step '${step}' it counts once`, async () => {
    await using server = await startTestServer(options);
    const { roleId } = await server.enter('alice');
    const paid = { order: '17', roleId, gold: 60n };
    const crashed = server.crashAt(step);
    await assert.rejects(server.request('POST /paid', paid));
    await crashed;
    const { status, json } = await server.request('POST /paid', paid);
    assert.deepEqual([status, json], [200, { gold: '60' }]);
    assert.equal((await server.scope.actor(bag, roleId).content()).gold, 60n);
  });
}

test('payment: an order with another amount, and one for a role that does not exist, are refused for good', async () => {
  await using server = await startTestServer(options);
  const { roleId } = await server.enter('alice');
  await server.request('POST /paid', { order: '17', roleId, gold: 60n });
  const changed = await server.request('POST /paid', { order: '17', roleId, gold: 61n });
  assert.deepEqual([changed.status, changed.text], [422, 'once-mismatch']);
  const lost = await server.request('POST /paid', { order: '18', roleId: roleId + 1n, gold: 60n });
  assert.deepEqual([lost.status, lost.text], [422, 'role-unknown']);
});

test('payment: a report that the provider has not signed is not counted', async () => {
  await using server = await startTestServer(options);
  const { roleId } = await server.enter('alice');
  const forged = { 'x-signature': 'f'.repeat(64) };
  assert.equal((await server.request('POST /paid', { order: '17', roleId, gold: 60n }, forged)).status, 401);
  assert.equal((await server.scope.actor(bag, roleId).content()).gold, 0n);
});
