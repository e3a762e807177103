import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bag, leaderboard, mailbox } from 'jadegate';
import { bags, trades } from 'jadegate/messages';
import { startTestServer } from 'jadegate/testing';
import { arena, faction, factions, smith, treasuries, treasury } from './goods-module.ts';

test('smith: a sword costs gold once for each order, and nothing is taken from who has too little', async () => {
  await using server = await startTestServer({ modules: [smith] });
  const { roleId } = await server.enter('alice');
  const mine = server.scope.actor(bag, roleId);
  await mine.credit({ gold: 70n });
  for (let count = 0; count < 2; count++) {
    assert.equal(await server.command('forge', { role: String(roleId), order: 'a' }), 'done');
  }
  assert.equal(await server.command('forge', { role: String(roleId), order: 'b' }), 'lacking');
  assert.deepEqual(await mine.content(), { gold: 20n, items: [{ id: 7, count: 1 }] });
});

test('factions: roles of two factions do not trade', async () => {
  await using server = await startTestServer({ modules: [factions] });
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  await server.scope.actor(faction, alice.roleId).join({ name: 'elves' });
  alice.client.send(trades.TradeInviteC2s, { roleId: bob.roleId });
  assert.equal((await alice.client.next(trades.TradeRefusedS2c)).reason, 1_001);
  await server.scope.actor(faction, bob.roleId).join({ name: 'elves' });
  alice.client.send(trades.TradeInviteC2s, { roleId: bob.roleId });
  assert.equal((await bob.client.next(trades.TradeInvitedS2c)).roleId, alice.roleId);
});

for (const [step, isPaid] of [
  ['between-owners', false],
  ['after-journal', true],
] as const) {
  test(`treasury: a crash at the step '${step}' leaves the wages in the chest or in the mail`, async () => {
    await using server = await startTestServer({ modules: [treasuries] });
    const { roleId } = await server.enter('alice');
    const house = server.scope.actor(treasury, 'house');
    await house.fill({ gold: 30n });
    const crashed = server.crashAt(step);
    await assert.rejects(house.pay({ roleId, gold: 30n }), { code: 'actor-unreachable' });
    await crashed;
    assert.equal((await server.scope.actor(mailbox, roleId).counts()).total, isPaid ? 1 : 0);
    assert.equal(await house.pay({ roleId, gold: 30n }), isPaid ? 'empty' : 'paid');
  });
}

test('arena: the prizes of a week arrive once', async () => {
  await using server = await startTestServer({ modules: [arena], clock: 'manual' });
  const { client, roleId } = await server.enter('alice');
  await client.close();
  const board = server.scope.actor(leaderboard, 'arena');
  await board.record({ roleId, score: 12n });
  await board.reset();
  await server.crash();
  await server.advance(60_000);
  const { unread } = await server.scope.actor(mailbox, roleId).counts();
  assert.equal(unread, 1);
  const again = await server.enter('alice');
  again.client.send(bags.BagQueryC2s, {});
  assert.equal((await again.client.next(bags.BagContentS2c)).gold, 0n);
});
