import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from 'jadegate/testing';
import { AuctionAnswerS2c, AuctionBidC2s, AuctionSellC2s } from './auction.messages.ts';
import { auction, auctions } from './auction.ts';
import { bag, bags } from './bag.ts';

const OX = 7;
const HOUR_MS = 3_600_000;

/** Alice sells an item for 5 gold at least; Bob has 60. */
async function offerOx(server: TestServer) {
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  await server.scope.actor(bag, alice.roleId).give({ id: OX, count: 1 });
  await server.scope.actor(bag, bob.roleId).credit({ gold: 60n });
  alice.client.send(AuctionSellC2s, { item: OX, least: 5n });
  assert.deepEqual(await alice.client.next(AuctionAnswerS2c), { answer: 'offered' });
  return { alice, bob };
}

test('auction: gold that is bid is with the auction, and comes back when another bids more', async () => {
  await using server = await startTestServer({ modules: [bags, auctions], clock: 'manual' });
  const { alice, bob } = await offerOx(server);
  const carol = await server.enter('carol');
  await server.scope.actor(bag, carol.roleId).credit({ gold: 30n });
  const bids = [
    [carol, 5n, 'too-little'],
    [carol, 31n, 'poor'],
    [carol, 20n, 'leading'],
    [bob, 20n, 'too-little'],
    [bob, 21n, 'leading'],
  ] as const;
  for (const [{ client }, gold, answer] of bids) {
    client.send(AuctionBidC2s, { lot: 1, gold });
    assert.deepEqual(await client.next(AuctionAnswerS2c), { answer });
  }
  const gold = await Promise.all(
    [alice, bob, carol].map(async ({ roleId }) => (await server.scope.actor(bag, roleId).content()).gold),
  );
  assert.deepEqual(gold, [0n, 39n, 30n]);
});

test('auction: at the close the item goes to the highest bid and the gold to the seller, who may be away', async () => {
  await using server = await startTestServer({ modules: [bags, auctions], clock: 'manual' });
  const { alice, bob } = await offerOx(server);
  bob.client.send(AuctionBidC2s, { lot: 1, gold: 20n });
  await bob.client.next(AuctionAnswerS2c);
  await alice.client.close();
  server.jump(21 * HOUR_MS);
  await server.advance(60_000);
  assert.deepEqual(await server.scope.actor(auction, 'house').lots(), []);
  assert.deepEqual(await server.scope.actor(bag, bob.roleId).content(), { gold: 40n, items: [{ id: OX, count: 1 }] });
  assert.deepEqual(await server.scope.actor(bag, alice.roleId).content(), { gold: 20n, items: [] });
});

test('auction: after down time over the close, and a clock that was set back, it has closed once', async () => {
  await using server = await startTestServer({ modules: [bags, auctions], clock: 'manual' });
  const { alice, bob } = await offerOx(server);
  bob.client.send(AuctionBidC2s, { lot: 1, gold: 20n });
  await bob.client.next(AuctionAnswerS2c);
  await server.crash();
  server.jump(26 * HOUR_MS);
  await server.advance(2_000);
  assert.deepEqual(await server.scope.actor(auction, 'house').lots(), []);
  assert.deepEqual(await server.scope.actor(bag, bob.roleId).content(), { gold: 40n, items: [{ id: OX, count: 1 }] });
  server.jump(-6 * HOUR_MS);
  await server.scope.actor(bag, alice.roleId).give({ id: OX, count: 1 });
  await server.scope.actor(auction, 'house').sell({ seller: alice.roleId, item: OX, least: 5n });
  server.jump(HOUR_MS);
  await server.advance(60_000);
  assert.equal((await server.scope.actor(auction, 'house').lots()).length, 1);
  assert.deepEqual(await server.scope.actor(bag, alice.roleId).content(), { gold: 20n, items: [] });
});
