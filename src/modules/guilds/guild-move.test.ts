// A guild with members in two processes, as during a rolling deploy: it moves to the process whose members ask, and all that was
// acknowledged is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestPlayer, TestServer } from '../../testing.ts';
import { ChatC2s, ChatS2c } from '../chat/chat.messages.ts';
import { CHANNEL } from '../chat/index.ts';
import { GUILD_FAILURE } from './guilds.failures.ts';
import { ask, found, join, listed, owls, startGuilds, stateOf } from './guilds.fixture.ts';
import { GuildsApplyC2s, GuildsInfoS2c, GuildsJudgeC2s, GuildsNoticeC2s, GuildsQueryC2s } from './guilds.messages.ts';
import { guild } from './index.ts';

/** Both processes have seen that the other one is alive. */
const ACQUAINTED_MS = 11_000;

/** Lets time pass while the work needs it. */
async function during<Result>(server: TestServer, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  while (!isDone) {
    await server.advance(250);
    // The client is outside of the server's time.
    await wait(1);
  }
  return done;
}

async function startBoth() {
  const first = await startGuilds({ clock: 'manual' });
  const second = await startGuilds({ beside: first });
  await first.advance(ACQUAINTED_MS);
  return { first, second };
}

function say({ client }: TestPlayer, msginfo: string): void {
  client.send(ChatC2s, { type: CHANNEL.guild, desserverid: 0, desrolename: '', msginfo, details: [], reptype: 0 });
}

async function heard({ client }: TestPlayer): Promise<string> {
  return (await client.next(ChatS2c)).msginfo;
}

test('guilds: members in two processes ask in turn, each within its deadline, and nothing that was answered is lost', async () => {
  const { first, second } = await startBoth();
  await using stop = { [Symbol.asyncDispose]: () => first.stop() };
  await using stopSecond = { [Symbol.asyncDispose]: () => second.stop() };
  assert.ok(stop && stopSecond);
  const { alice, bob: before, guildId } = await owls(first);
  const bob = await during(first, second.enter('bob'));
  await before.client.closed;
  let points = 0n;
  for (let round = 1n; round <= 6n; round++) {
    const [server, player] = round % 2n === 0n ? [first, alice] : [second, bob];
    const { roleId } = player;
    const contributed = server.scope.actor(guild, guildId).contribute({ roleId, points: round });
    assert.equal(await during(first, contributed), 0);
    points += round;
    assert.equal((await during(first, stateOf(server, guildId)))?.points, points);
  }
  assert.equal(await during(first, ask(alice, GuildsNoticeC2s, { text: 'We meet at nine' })), 0);
  bob.client.send(GuildsQueryC2s, {});
  assert.equal((await during(first, latestInfo(bob))).notice, 'We meet at nine');
});

async function latestInfo({ client }: TestPlayer): Promise<GuildsInfoS2c> {
  for (;;) {
    const info = await client.next(GuildsInfoS2c);
    if (info.notice !== '') return info;
  }
}

test('guilds: after each move the channel reaches the members of the process that the speaker plays on', async () => {
  const { first, second } = await startBoth();
  await using stop = { [Symbol.asyncDispose]: () => first.stop() };
  await using stopSecond = { [Symbol.asyncDispose]: () => second.stop() };
  assert.ok(stop && stopSecond);
  const { alice, bob: before, guildId } = await owls(first);
  const carol = await first.enter('carol', { roleName: 'Carol' });
  await join(alice, carol, guildId);
  const bob = await during(first, second.enter('bob'));
  await before.client.closed;
  for (let round = 1; round <= 3; round++) {
    say(alice, `here ${round}`);
    for (const member of [alice, carol]) assert.equal(await during(first, heard(member)), `here ${round}`);
    say(bob, `there ${round}`);
    assert.equal(await during(first, heard(bob)), `there ${round}`);
    await first.advance(2_000);
  }
});

test('guilds: an applicant that plays in the other process keeps its session, and is accepted when it has come over', async () => {
  const { first, second } = await startBoth();
  await using stop = { [Symbol.asyncDispose]: () => first.stop() };
  await using stopSecond = { [Symbol.asyncDispose]: () => second.stop() };
  assert.ok(stop && stopSecond);
  const alice = await first.enter('alice', { roleName: 'Alice' });
  const guildId = await found(alice, 'Owls');
  const dave = await during(first, second.enter('dave', { roleName: 'Dave' }));
  assert.equal(await during(first, ask(dave, GuildsApplyC2s, { guildId })), 0);
  const judging = { roleId: dave.roleId, isAccepted: true };
  assert.equal(await during(first, ask(alice, GuildsJudgeC2s, judging)), GUILD_FAILURE.failed);
  const over = await during(first, first.enter('dave'));
  await dave.client.closed;
  assert.equal(await during(first, ask(alice, GuildsJudgeC2s, judging)), 0);
  assert.equal((await during(first, over.client.next(GuildsInfoS2c))).members, 2);
  assert.deepEqual(await during(first, listed(first)), [{ guildId, name: 'Owls', leaderName: 'Alice', members: 2 }]);
});
