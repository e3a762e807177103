import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bag } from 'jadegate';
import { chat } from 'jadegate/messages';
import { startTestServer, type TestPlayer } from 'jadegate/testing';
import { HORN, MARKET, markets, NOT_AT_THE_MARKET } from './market-module.ts';

const LOUDSPEAKER = 12;
const options = { modules: [markets], clock: 'manual' } as const;

function say({ client }: TestPlayer, type: number, msginfo: string): void {
  client.send(chat.ChatC2s, { type, msginfo, desserverid: 0, desrolename: '', details: [], reptype: 0 });
}

test('market: those who entered it hear each other, and nobody else speaks there', async () => {
  await using server = await startTestServer(options);
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  say(alice, MARKET, 'Swords!');
  assert.deepEqual(await alice.client.next(chat.ChatFailedS2c), { reasonid: NOT_AT_THE_MARKET, cdtime: 0 });
  for (const player of [alice, bob]) say(player, MARKET, '/market');
  await server.settled();
  say(alice, MARKET, 'Swords!');
  for (const { client } of [alice, bob]) assert.equal((await client.next(chat.ChatS2c)).msginfo, 'Swords!');
  say(alice, MARKET, 'Swords, sharp as ever!');
  assert.deepEqual(await alice.client.next(chat.ChatFailedS2c), { reasonid: 10306, cdtime: 5 });
});

test('market: a line by loudspeaker costs a horn', async () => {
  await using server = await startTestServer(options);
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  say(alice, LOUDSPEAKER, 'Swords!');
  assert.equal((await alice.client.next(chat.ChatFailedS2c)).reasonid, 60_148);
  await server.scope.actor(bag, alice.roleId).change({ items: [{ id: HORN, count: 1 }] });
  say(alice, LOUDSPEAKER, 'Swords!');
  assert.equal((await bob.client.next(chat.ChatS2c)).msginfo, 'Swords!');
  say(alice, LOUDSPEAKER, 'More swords!');
  assert.equal((await alice.client.next(chat.ChatFailedS2c)).reasonid, 60_148);
});
