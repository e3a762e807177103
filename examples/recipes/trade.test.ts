import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestPlayer, type TestServer } from 'jadegate/testing';
import { bag, bags } from './bag.ts';
import { TradeConfirmC2s, TradeOfferC2s, TradeS2c } from './trade.messages.ts';
import { trades } from './trade.ts';

const modules = [bags, trades] as const;
const SWORD = 7;

async function offered(player: TestPlayer): Promise<TradeS2c> {
  const told = await player.client.next(TradeS2c);
  assert.equal(told.state, 'offered');
  return told;
}

/** Alice offers her sword, Bob 40 of his 60 gold. */
async function offerBoth(server: TestServer) {
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  await server.scope.actor(bag, alice.roleId).give({ id: SWORD, count: 1 });
  await server.scope.actor(bag, bob.roleId).credit({ gold: 60n });
  alice.client.send(TradeOfferC2s, { withRoleId: bob.roleId, item: SWORD, gold: 0n });
  await offered(alice);
  bob.client.send(TradeOfferC2s, { withRoleId: alice.roleId, item: 0, gold: 40n });
  const { tradeId, revision } = await offered(bob);
  await offered(alice);
  return { alice, bob, tradeId, revision };
}

async function holdings(server: TestServer, { roleId }: TestPlayer) {
  const { gold, items } = await server.scope.actor(bag, roleId).content();
  return { gold, hasSword: items.some(({ id }) => id === SWORD) };
}

test('trade: when both agree, sword and gold change hands', async () => {
  await using server = await startTestServer({ modules });
  const { alice, bob, tradeId, revision } = await offerBoth(server);
  for (const { client } of [alice, bob]) client.send(TradeConfirmC2s, { tradeId, revision });
  for (const { client } of [alice, bob]) assert.equal((await client.next(TradeS2c)).state, 'done');
  assert.deepEqual(await holdings(server, alice), { gold: 40n, hasSword: false });
  assert.deepEqual(await holdings(server, bob), { gold: 20n, hasSword: true });
});

test('trade: nobody agrees to an offer that has changed since', async () => {
  await using server = await startTestServer({ modules });
  const { alice, bob, tradeId, revision } = await offerBoth(server);
  alice.client.send(TradeConfirmC2s, { tradeId, revision });
  bob.client.send(TradeOfferC2s, { withRoleId: alice.roleId, item: 0, gold: 1n });
  const latest = await offered(bob);
  alice.client.send(TradeConfirmC2s, { tradeId, revision });
  bob.client.send(TradeConfirmC2s, { tradeId, revision: latest.revision });
  await server.settled();
  assert.deepEqual(await holdings(server, bob), { gold: 60n, hasSword: false });
});

test('trade: what has been spent meanwhile is not traded, and the other side keeps its own', async () => {
  await using server = await startTestServer({ modules });
  const { alice, bob, tradeId, revision } = await offerBoth(server);
  await server.scope.actor(bag, bob.roleId).credit({ gold: -30n });
  for (const { client } of [alice, bob]) client.send(TradeConfirmC2s, { tradeId, revision });
  assert.equal((await alice.client.next(TradeS2c)).state, 'lacking');
  assert.deepEqual(await holdings(server, alice), { gold: 0n, hasSword: true });
  assert.deepEqual(await holdings(server, bob), { gold: 30n, hasSword: false });
});

test('trade: a player who is kicked ends it, and both keep their own', async () => {
  await using server = await startTestServer({ modules });
  const { alice, bob, tradeId, revision } = await offerBoth(server);
  alice.client.send(TradeConfirmC2s, { tradeId, revision });
  await server.command('kick', { role: String(bob.roleId) });
  assert.equal((await alice.client.next(TradeS2c)).state, 'cancelled');
  assert.deepEqual(await holdings(server, alice), { gold: 0n, hasSword: true });
  assert.deepEqual(await holdings(server, bob), { gold: 60n, hasSword: false });
});

for (const [step, isDone] of [
  ['between-owners', false],
  ['after-journal', true],
] as const) {
  test(`trade: a crash at the step '${step}' leaves it whole or undone`, async () => {
    await using server = await startTestServer({ modules });
    const { alice, bob, tradeId, revision } = await offerBoth(server);
    const crashed = server.crashAt(step);
    for (const { client } of [alice, bob]) client.send(TradeConfirmC2s, { tradeId, revision });
    await crashed;
    assert.deepEqual(
      await holdings(server, alice),
      isDone ? { gold: 40n, hasSword: false } : { gold: 0n, hasSword: true },
    );
    assert.deepEqual(
      await holdings(server, bob),
      isDone ? { gold: 20n, hasSword: true } : { gold: 60n, hasSword: false },
    );
  });
}
