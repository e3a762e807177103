import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from 'jadegate/testing';
import { bag, bags } from './bag.ts';
import {
  GuildAnswerS2c,
  GuildApplyC2s,
  GuildApproveC2s,
  GuildFoundC2s,
  GuildNoticeS2c,
  GuildSayC2s,
} from './guild.messages.ts';
import { guild, guilds } from './guild.ts';

const modules = [bags, guilds] as const;
const ID = 1n;

/** Alice has founded the guild. Bob has 150 gold, has applied, and has left the game. */
async function foundGuild(server: TestServer) {
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  alice.client.send(GuildFoundC2s, { guildId: ID });
  assert.deepEqual(await alice.client.next(GuildAnswerS2c), { answer: 'founded' });
  await server.scope.actor(bag, bob.roleId).credit({ gold: 150n });
  bob.client.send(GuildApplyC2s, { guildId: ID });
  assert.deepEqual(await bob.client.next(GuildAnswerS2c), { answer: 'waiting' });
  await bob.client.close();
  return { alice, bob };
}

test('guild: an applicant who is away pays the fee and is a member, both or neither', async () => {
  await using server = await startTestServer({ modules, settings: { guild: { fee: 100 } } });
  const { alice, bob } = await foundGuild(server);
  alice.client.send(GuildApproveC2s, { guildId: ID, roleId: bob.roleId });
  assert.deepEqual(await alice.client.next(GuildAnswerS2c), { answer: 'member' });
  const state = await server.scope.actor(guild, ID).state();
  assert.deepEqual([state.gold, state.posts.get(bob.roleId)], [100n, 'member']);
  assert.equal((await server.scope.actor(bag, bob.roleId).content()).gold, 50n);
});

test('guild: an applicant without the fee stays an applicant', async () => {
  await using server = await startTestServer({ modules, settings: { guild: { fee: 151 } } });
  const { alice, bob } = await foundGuild(server);
  alice.client.send(GuildApproveC2s, { guildId: ID, roleId: bob.roleId });
  assert.deepEqual(await alice.client.next(GuildAnswerS2c), { answer: 'poor' });
  const state = await server.scope.actor(guild, ID).state();
  assert.deepEqual([state.gold, state.posts.get(bob.roleId)], [0n, 'applicant']);
  assert.equal((await server.scope.actor(bag, bob.roleId).content()).gold, 150n);
});

for (const [step, isKept] of [
  ['before-journal', false],
  ['between-owners', false],
  ['after-journal', true],
  ['before-answer', true],
] as const) {
  test(`guild: a crash at the step '${step}' of an approval leaves it whole or undone`, async () => {
    await using server = await startTestServer({ modules });
    const { alice, bob } = await foundGuild(server);
    const crashed = server.crashAt(step);
    alice.client.send(GuildApproveC2s, { guildId: ID, roleId: bob.roleId });
    await crashed;
    const { gold, posts } = await server.scope.actor(guild, ID).state();
    const left = (await server.scope.actor(bag, bob.roleId).content()).gold;
    assert.deepEqual([gold, left, posts.get(bob.roleId)], isKept ? [100n, 50n, 'member'] : [0n, 150n, 'applicant']);
  });
}

test('guild: its members hear each other, also one who comes back, and a stranger is not heard', async () => {
  await using server = await startTestServer({ modules });
  const { alice, bob } = await foundGuild(server);
  alice.client.send(GuildApproveC2s, { guildId: ID, roleId: bob.roleId });
  await alice.client.next(GuildNoticeS2c);
  const stranger = await server.enter('carol');
  stranger.client.send(GuildSayC2s, { text: 'Let me in.' });
  const back = await server.enter('bob');
  back.client.send(GuildSayC2s, { text: 'Hello!' });
  for (const { client } of [alice, back]) assert.deepEqual(await client.next(GuildNoticeS2c), { text: 'Hello!' });
});

test('guild: only its leader approves, and its places are limited', async () => {
  await using server = await startTestServer({ modules, settings: { guild: { membersMax: 2 } } });
  await foundGuild(server);
  const carol = await server.enter('carol');
  carol.client.send(GuildApplyC2s, { guildId: ID });
  assert.deepEqual(await carol.client.next(GuildAnswerS2c), { answer: 'full' });
  carol.client.send(GuildApproveC2s, { guildId: ID, roleId: carol.roleId });
  assert.deepEqual(await carol.client.next(GuildAnswerS2c), { answer: 'no-right' });
});
