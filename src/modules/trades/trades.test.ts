import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../base/index.ts';
import { defineModule } from '../../gate/index.ts';
import { startTestServer, type TestPlayer, type TestServer } from '../../testing.ts';
import { BagContentS2c, BagQueryC2s } from '../bags/bags.messages.ts';
import { bag } from '../bags/index.ts';
import { tradeRules } from './trade-rules.ts';
import { TRADE_END, TRADE_REFUSAL } from './trades.failures.ts';
import {
  TradeAcceptC2s,
  TradeAgreeC2s,
  TradeCancelC2s,
  TradeEndS2c,
  TradeInviteC2s,
  TradeInvitedS2c,
  TradePutC2s,
  TradeRefusedS2c,
  TradeStateS2c,
} from './trades.messages.ts';

const SWORD = 7;

interface Pair {
  readonly alice: TestPlayer;
  readonly bob: TestPlayer;
}

/** Alice has a sword and two shields, Bob 60 gold. */
async function enterBoth(server: TestServer): Promise<Pair> {
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  await server.scope.actor(bag, alice.roleId).change({ items: [{ id: SWORD, count: 1 }] });
  await server.scope.actor(bag, bob.roleId).credit({ gold: 60n });
  for (const { client } of [alice, bob]) await client.next(BagContentS2c);
  return { alice, bob };
}

async function open({ alice, bob }: Pair): Promise<void> {
  alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
  assert.equal((await bob.client.next(TradeInvitedS2c)).roleId, alice.roleId);
  bob.client.send(TradeAcceptC2s, { roleId: alice.roleId });
  for (const player of [alice, bob]) await stateOf(player, 0);
}

/** Reads states until that revision is there. */
async function stateOf({ client }: TestPlayer, revision: number): Promise<TradeStateS2c> {
  for (;;) {
    const state = await client.next(TradeStateS2c);
    if (state.revision === revision) return state;
  }
}

/** Alice offers her sword, Bob 40 of his gold. */
async function offerBoth(pair: Pair): Promise<void> {
  await open(pair);
  const { alice, bob } = pair;
  alice.client.send(TradePutC2s, { gold: 0n, items: [{ id: SWORD, count: 1 }] });
  for (const { client } of [alice, bob]) assert.equal((await client.next(TradeStateS2c)).revision, 1);
  bob.client.send(TradePutC2s, { gold: 40n, items: [] });
  for (const { client } of [alice, bob]) assert.equal((await client.next(TradeStateS2c)).revision, 2);
}

function agreeBoth({ alice, bob }: Pair, revision = 2): void {
  for (const { client } of [alice, bob]) client.send(TradeAgreeC2s, { revision });
}

async function endOf({ client }: TestPlayer): Promise<number> {
  return (await client.next(TradeEndS2c)).reason;
}

async function refusalOf({ client }: TestPlayer): Promise<number> {
  return (await client.next(TradeRefusedS2c)).reason;
}

async function holdings(server: TestServer, { roleId }: TestPlayer) {
  const { gold, items } = await server.scope.actor(bag, roleId).content();
  return { gold, hasSword: items.some(({ id }) => id === SWORD) };
}

async function assertKept(server: TestServer, { alice, bob }: Pair): Promise<void> {
  assert.deepEqual(await holdings(server, alice), { gold: 0n, hasSword: true });
  assert.deepEqual(await holdings(server, bob), { gold: 60n, hasSword: false });
}

async function assertSwapped(server: TestServer, { alice, bob }: Pair): Promise<void> {
  assert.deepEqual(await holdings(server, alice), { gold: 40n, hasSword: false });
  assert.deepEqual(await holdings(server, bob), { gold: 20n, hasSword: true });
}

describe('trades', () => {
  test('trades: when both agree at once, sword and gold change hands, and both read what they have', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    await offerBoth(pair);
    agreeBoth(pair);
    for (const player of [pair.alice, pair.bob]) assert.equal(await endOf(player), TRADE_END.done);
    await assertSwapped(server, pair);
    assert.deepEqual(await pair.alice.client.next(BagContentS2c), { gold: 40n, items: [] });
    assert.deepEqual(await pair.bob.client.next(BagContentS2c), { gold: 20n, items: [{ id: SWORD, count: 1 }] });
    await open(pair);
  });

  test('trades: each reads the offers from its own side', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    await offerBoth(pair);
    pair.bob.client.send(TradeAgreeC2s, { revision: 2 });
    const seen = await pair.alice.client.next(TradeStateS2c);
    assert.deepEqual(seen, {
      roleId: pair.bob.roleId,
      name: seen.name,
      revision: 2,
      ownGold: 0n,
      ownItems: [{ id: SWORD, count: 1 }],
      hasOwnAgreed: false,
      otherGold: 40n,
      otherItems: [],
      hasOtherAgreed: true,
    });
    assert.notEqual(seen.name, '');
  });

  test('trades: nobody agrees to an offer that has changed since', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    await offerBoth(pair);
    alice.client.send(TradeAgreeC2s, { revision: 2 });
    for (const { client } of [alice, bob]) await client.next(TradeStateS2c);
    bob.client.send(TradePutC2s, { gold: 1n, items: [] });
    for (const { client } of [alice, bob]) {
      const { revision, hasOwnAgreed, hasOtherAgreed } = await client.next(TradeStateS2c);
      assert.deepEqual([revision, hasOwnAgreed, hasOtherAgreed], [3, false, false]);
    }
    alice.client.send(TradeAgreeC2s, { revision: 2 });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.stale);
    bob.client.send(TradeAgreeC2s, { revision: 3 });
    await bob.client.next(TradeStateS2c);
    await assertKept(server, pair);
  });

  test('trades: what has been spent meanwhile is not traded, and the other side keeps its own', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    await offerBoth(pair);
    await server.scope.actor(bag, pair.bob.roleId).debit({ gold: 30n });
    agreeBoth(pair);
    assert.equal(await endOf(pair.alice), TRADE_END.otherLacking);
    assert.equal(await endOf(pair.bob), TRADE_END.lacking);
    assert.deepEqual(await holdings(server, pair.alice), { gold: 0n, hasSword: true });
    assert.deepEqual(await holdings(server, pair.bob), { gold: 30n, hasSword: false });
  });

  test('trades: a full bag keeps everything where it was', async () => {
    await using server = await startTestServer({ settings: { bags: { itemKindsMax: 1 } } });
    const pair = await enterBoth(server);
    await server.scope.actor(bag, pair.bob.roleId).give({ id: 1, count: 1 });
    await offerBoth(pair);
    agreeBoth(pair);
    assert.equal(await endOf(pair.alice), TRADE_END.otherFull);
    assert.equal(await endOf(pair.bob), TRADE_END.full);
    await assertKept(server, pair);
  });

  test('trades: what one gives makes room for what it gets', async () => {
    await using server = await startTestServer({ settings: { bags: { itemKindsMax: 1 } } });
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    await server.scope.actor(bag, bob.roleId).give({ id: 1, count: 5 });
    await open(pair);
    alice.client.send(TradePutC2s, { gold: 0n, items: [{ id: SWORD, count: 1 }] });
    for (const player of [alice, bob]) await stateOf(player, 1);
    bob.client.send(TradePutC2s, { gold: 0n, items: [{ id: 1, count: 5 }] });
    for (const player of [alice, bob]) await stateOf(player, 2);
    agreeBoth(pair);
    for (const player of [alice, bob]) assert.equal(await endOf(player), TRADE_END.done);
    assert.deepEqual((await server.scope.actor(bag, alice.roleId).content()).items, [{ id: 1, count: 5 }]);
  });

  for (const [how, leave] of [
    ['is kicked', (server: TestServer, bob: TestPlayer) => server.command('kick', { role: String(bob.roleId) })],
    ['hangs up', (_: TestServer, bob: TestPlayer) => bob.client.close()],
  ] as const) {
    test(`trades: a player who ${how} ends it, and both keep their own`, async () => {
      await using server = await startTestServer();
      const pair = await enterBoth(server);
      await offerBoth(pair);
      pair.alice.client.send(TradeAgreeC2s, { revision: 2 });
      await leave(server, pair.bob);
      assert.equal(await endOf(pair.alice), TRADE_END.left);
      await assertKept(server, pair);
      const again = { alice: pair.alice, bob: await server.enter('bob') };
      await open(again);
    });
  }

  for (const [step, isDone] of [
    ['between-owners', false],
    ['after-journal', true],
  ] as const) {
    test(`trades: a crash at the step '${step}' leaves the swap whole or undone`, async () => {
      await using server = await startTestServer();
      const pair = await enterBoth(server);
      await offerBoth(pair);
      const crashed = server.crashAt(step);
      agreeBoth(pair);
      await crashed;
      await (isDone ? assertSwapped : assertKept)(server, pair);
      await open({ alice: await server.enter('alice'), bob: await server.enter('bob') });
    });
  }

  test('trades: either side cancels, also its own invitation, and an invitation is declined', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    await offerBoth(pair);
    bob.client.send(TradeCancelC2s, { roleId: 0n });
    for (const player of [alice, bob]) assert.equal(await endOf(player), TRADE_END.cancelled);
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    await bob.client.next(TradeInvitedS2c);
    alice.client.send(TradeCancelC2s, { roleId: 0n });
    for (const player of [alice, bob]) assert.equal(await endOf(player), TRADE_END.cancelled);
    bob.client.send(TradeAcceptC2s, { roleId: alice.roleId });
    assert.equal(await refusalOf(bob), TRADE_REFUSAL.notInvited);
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    await bob.client.next(TradeInvitedS2c);
    bob.client.send(TradeCancelC2s, { roleId: alice.roleId });
    assert.equal(await endOf(alice), TRADE_END.declined);
    await assertKept(server, pair);
  });

  test('trades: a role has one trade at a time', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    const carol = await server.enter('carol');
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    await bob.client.next(TradeInvitedS2c);
    alice.client.send(TradeInviteC2s, { roleId: carol.roleId });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.busy);
    carol.client.send(TradeInviteC2s, { roleId: bob.roleId });
    await bob.client.next(TradeInvitedS2c);
    bob.client.send(TradeAcceptC2s, { roleId: alice.roleId });
    await bob.client.next(TradeStateS2c);
    bob.client.send(TradeAcceptC2s, { roleId: carol.roleId });
    assert.equal(await refusalOf(bob), TRADE_REFUSAL.busy);
    carol.client.send(TradeCancelC2s, { roleId: 0n });
    assert.equal(await endOf(carol), TRADE_END.cancelled);
    carol.client.send(TradeInviteC2s, { roleId: bob.roleId });
    assert.equal(await refusalOf(carol), TRADE_REFUSAL.otherBusy);
  });

  test('trades: two who invite each other at once come to one trade', async () => {
    await using server = await startTestServer();
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    bob.client.send(TradeInviteC2s, { roleId: alice.roleId });
    for (const player of [alice, bob]) assert.equal(await refusalOf(player), TRADE_REFUSAL.otherBusy);
    await open(pair);
  });

  test('trades: invitations to one role are bounded', async () => {
    await using server = await startTestServer();
    const { alice } = await enterBoth(server);
    for (let count = 1; count <= 9; count++) {
      const player = await server.enter(`player${count}`);
      player.client.send(TradeInviteC2s, { roleId: alice.roleId });
      if (count === 9) assert.equal(await refusalOf(player), TRADE_REFUSAL.tooManyInvitations);
      else await alice.client.next(TradeInvitedS2c);
    }
  });

  test('trades: an invitation and a trade end by themselves', async () => {
    await using server = await startTestServer({ clock: 'manual' });
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    await bob.client.next(TradeInvitedS2c);
    await server.advance(31_000);
    for (const player of [alice, bob]) assert.equal(await endOf(player), TRADE_END.expired);
    await offerBoth(pair);
    await server.advance(200_000);
    for (const { client } of [alice, bob]) client.send(BagQueryC2s, {});
    await server.advance(101_000);
    for (const player of [alice, bob]) assert.equal(await endOf(player), TRADE_END.expired);
    await assertKept(server, pair);
  });

  test('trades: what a client cannot mean is refused, and the trade goes on', async () => {
    await using server = await startTestServer({ clock: 'manual' });
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    alice.client.send(TradeInviteC2s, { roleId: alice.roleId });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.self);
    for (const roleId of [0n, -1n, 1n, 50_999_999n, 2n ** 63n - 1n]) {
      bob.client.send(TradeInviteC2s, { roleId });
      assert.equal(await refusalOf(bob), TRADE_REFUSAL.notPlaying);
      await server.advance(1_000);
    }
    await open(pair);
    for (const offer of [
      { gold: -1n, items: [] },
      { gold: 0n, items: [{ id: SWORD, count: -1 }] },
      { gold: 0n, items: [{ id: SWORD, count: 0 }] },
      { gold: 0n, items: [{ id: -SWORD, count: 1 }] },
      {
        gold: 0n,
        items: [
          { id: SWORD, count: 1 },
          { id: SWORD, count: 1 },
        ],
      },
      { gold: 0n, items: Array.from({ length: 9 }, (_, at) => ({ id: at + 1, count: 1 })) },
    ]) {
      alice.client.send(TradePutC2s, offer);
      assert.equal(await refusalOf(alice), TRADE_REFUSAL.malformed);
      await server.advance(1_000);
    }
    for (const offer of [
      { gold: 61n, items: [] },
      { gold: 2n ** 63n - 1n, items: [] },
      { gold: 0n, items: [{ id: SWORD, count: 1 }] },
      { gold: 0n, items: [{ id: 2 ** 31 - 1, count: 2 ** 31 - 1 }] },
    ]) {
      bob.client.send(TradePutC2s, offer);
      assert.equal(await refusalOf(bob), TRADE_REFUSAL.lacking);
    }
    await assertKept(server, pair);
  });

  test('trades: without a trade, every request is refused', async () => {
    await using server = await startTestServer();
    const { alice } = await enterBoth(server);
    alice.client.send(TradePutC2s, { gold: 0n, items: [] });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.noTrade);
    alice.client.send(TradeAgreeC2s, { revision: 0 });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.noTrade);
    alice.client.send(TradeCancelC2s, { roleId: 0n });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.noTrade);
    alice.client.send(TradeCancelC2s, { roleId: 5n });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.notInvited);
    alice.client.send(TradeAcceptC2s, { roleId: 5n });
    assert.equal(await refusalOf(alice), TRADE_REFUSAL.notInvited);
  });

  test('trades: a rule of the game is asked at each step', async () => {
    let code = 1_001;
    const near = defineModule({ name: 'near', uses: [tradeRules] }).hook('started', (scope) => {
      scope.use(tradeRules).add(() => code);
    });
    await using server = await startTestServer({ modules: [near] });
    const pair = await enterBoth(server);
    const { alice, bob } = pair;
    alice.client.send(TradeInviteC2s, { roleId: bob.roleId });
    assert.equal(await refusalOf(alice), 1_001);
    code = 0;
    await offerBoth(pair);
    code = 1_002;
    agreeBoth(pair);
    for (const player of [alice, bob]) assert.equal(await endOf(player), 1_002);
    await assertKept(server, pair);
  });

  test('trades: a rule that throws ends the trade, and the log has it', async () => {
    let isBroken = false;
    const near = defineModule({ name: 'near', uses: [tradeRules] }).hook('started', (scope) => {
      scope.use(tradeRules).add(() => {
        if (isBroken) throw new Error('planted');
        return 0;
      });
    });
    await using server = await startTestServer({ modules: [near], log: silentLogger });
    const pair = await enterBoth(server);
    await offerBoth(pair);
    isBroken = true;
    agreeBoth(pair);
    for (const player of [pair.alice, pair.bob]) assert.equal(await endOf(player), TRADE_END.failed);
    await assertKept(server, pair);
    assert.equal(server.errors().length, 1);
  });
});
