// Random programs of mails, collections and trades of three players, with crashes at any moment: no gold appears, and none is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pick, SeededRandom } from '../../base/index.ts';
import { startTestServer, type TestPlayer, type TestServer } from '../../testing.ts';
import { bag } from '../bags/index.ts';
import {
  TradeAcceptC2s,
  TradeAgreeC2s,
  TradeEndS2c,
  TradeInviteC2s,
  TradeInvitedS2c,
  TradePutC2s,
  TradeStateS2c,
} from '../trades/trades.messages.ts';
import { MailCollectC2s, MailResultS2c, MailSendC2s } from './mail.messages.ts';

const NAMES = ['alice', 'bobby', 'carol'];
const GOLD = 100n;
const STEPS = 14;
/** Turns of the event loop until a crash, at most: a request of a client takes some ten. */
const UNTIL_CRASH_MAX = 40;
const SETTINGS = { mail: { coolDownSeconds: 0, fromOneMax: 100, mailsMax: 100 } };

async function enterAll(server: TestServer): Promise<readonly TestPlayer[]> {
  const players: TestPlayer[] = [];
  for (const name of NAMES) players.push(await server.enter(name));
  return players;
}

/** Two players come as far as the agreement; whether both goods change hands, a crash may decide. */
async function trade(server: TestServer, [one, other]: readonly [TestPlayer, TestPlayer]): Promise<void> {
  const states = async (revision: number) => {
    for (const { client } of [one, other]) while ((await client.next(TradeStateS2c)).revision !== revision);
  };
  const { gold } = await server.scope.actor(bag, one.roleId).content();
  one.client.send(TradeInviteC2s, { roleId: other.roleId });
  await other.client.next(TradeInvitedS2c);
  other.client.send(TradeAcceptC2s, { roleId: one.roleId });
  await states(0);
  one.client.send(TradePutC2s, { gold: gold / 2n, items: [] });
  await states(1);
  for (const { client } of [one, other]) client.send(TradeAgreeC2s, { revision: 1 });
}

/** What the players ask for, without a wait for what comes of it. Resolves to those whose trade is about to end. */
async function act(
  random: SeededRandom,
  server: TestServer,
  players: readonly TestPlayer[],
): Promise<readonly TestPlayer[]> {
  const one = pick(random, players);
  const other = pick(random, players);
  const what = pick(random, ['mail', 'mail', 'collect', 'collect', 'trade', 'trade']);
  if (what === 'mail') {
    const gold = BigInt(1 + random.below(60));
    const mail = { toRoleId: other.roleId, toName: '', subject: 'gold', words: '', gold, items: [] };
    one.client.send(MailSendC2s, mail);
  } else if (what === 'collect') {
    for (let each = 0; each < 3; each++) one.client.send(MailCollectC2s, { mailId: BigInt(1 + random.below(6)) });
  } else if (one !== other) {
    await trade(server, [one, other]);
    return [one, other];
  }
  return [];
}

async function collectAll(server: TestServer, players: readonly TestPlayer[]): Promise<void> {
  for (const { client } of players) {
    for (let mailId = 1n; mailId <= BigInt(STEPS); mailId++) {
      client.send(MailCollectC2s, { mailId });
      // The answers to mails that were sent stand before it.
      while ((await client.next(MailResultS2c)).mailId !== mailId);
      await server.advance(1_000);
    }
  }
}

for (let seed = 1; seed <= 6; seed++) {
  test(`goods: what players own is neither doubled nor lost, whatever crashes (seed ${seed})`, async () => {
    const random = new SeededRandom(seed);
    await using server = await startTestServer({ clock: 'manual', settings: SETTINGS });
    let players = await enterAll(server);
    for (const { roleId } of players) await server.scope.actor(bag, roleId).credit({ gold: GOLD });
    for (let step = 0; step < STEPS; step++) {
      const trading = await act(random, server, players);
      if (random.below(3) === 0) {
        for (let turns = random.below(UNTIL_CRASH_MAX); turns > 0; turns--) await setImmediate();
        await server.crash();
        players = await enterAll(server);
        continue;
      }
      for (const { client } of trading) await client.next(TradeEndS2c);
      await server.advance(1_000);
    }
    await server.crash();
    players = await enterAll(server);
    await collectAll(server, players);
    const contents = await Promise.all(players.map(({ roleId }) => server.scope.actor(bag, roleId).content()));
    const total = contents.reduce((sum, { gold }) => sum + gold, 0n);
    assert.equal(total, GOLD * BigInt(NAMES.length));
  });
}
