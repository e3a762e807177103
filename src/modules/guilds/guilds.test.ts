// Guilds from the outside: who comes and goes, and what each is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../../testing.ts';
import { CHAT_FAILURE } from '../chat/chat.failures.ts';
import { ChatC2s, ChatFailedS2c, ChatS2c } from '../chat/chat.messages.ts';
import { CHANNEL } from '../chat/index.ts';
import { ObjectUpdateS2c } from '../map/map.messages.ts';
import { GUILD_FAILURE, GUILD_LEFT, GUILD_LOG, GUILD_POST } from './guilds.failures.ts';
import { ask, found, join, listed, owls, startGuilds, stateOf } from './guilds.fixture.ts';
import {
  GuildsAnswerC2s,
  GuildsApplicantsC2s,
  GuildsApplicantsS2c,
  GuildsAppliedS2c,
  GuildsApplyC2s,
  GuildsCreateC2s,
  GuildsDisbandC2s,
  GuildsExpelC2s,
  GuildsInfoS2c,
  GuildsInviteC2s,
  GuildsInvitedS2c,
  GuildsJudgeC2s,
  GuildsLeaveC2s,
  GuildsLeftS2c,
  GuildsLogC2s,
  GuildsLogS2c,
  GuildsMembersC2s,
  GuildsMembersS2c,
  GuildsRenameC2s,
  GuildsResultS2c,
  GuildsRightsC2s,
  GuildsWithdrawC2s,
} from './guilds.messages.ts';

test('guilds: one is founded, found in the list, applied to and joined, also while the applicant is away', async () => {
  await using server = await startGuilds();
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const bob = await server.enter('bob', { roleName: 'Bob' });
  const guildId = await found(alice, 'Owls');
  assert.equal(await ask(bob, GuildsApplyC2s, { guildId }), 0);
  assert.equal((await alice.client.next(GuildsAppliedS2c)).applicant?.name, 'Bob');
  alice.client.send(GuildsApplicantsC2s, {});
  assert.deepEqual(
    (await alice.client.next(GuildsApplicantsS2c)).applicants.map(({ name }) => name),
    ['Bob'],
  );
  await bob.client.close();
  assert.equal(await ask(alice, GuildsJudgeC2s, { roleId: bob.roleId, isAccepted: true }), 0);
  const back = await server.enter('bob');
  const info = await back.client.next(GuildsInfoS2c);
  assert.deepEqual([info.guildId, info.name, info.leaderId, info.members], [guildId, 'Owls', alice.roleId, 2]);
  assert.deepEqual(await listed(server), [{ guildId, name: 'Owls', leaderName: 'Alice', members: 2 }]);
  await server.settled();
  back.client.send(GuildsMembersC2s, { page: 0 });
  const { members } = await back.client.next(GuildsMembersS2c);
  const shown = members.map(({ name, post, isOnline }) => [name, post, isOnline]);
  assert.deepEqual(shown, [
    ['Alice', GUILD_POST.leader, true],
    ['Bob', GUILD_POST.preMember, true],
  ]);
});

test('guilds: a name that the rules of names refuse, or that looks like another guild’s, is refused', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice } = await owls(server);
  const carol = await server.enter('carol');
  const rows: readonly (readonly [string, number])[] = [
    ['', GUILD_FAILURE.nameRefused],
    ['O', GUILD_FAILURE.nameRefused],
    ['Owls of the north', GUILD_FAILURE.nameRefused],
    ['Ow\u202els', GUILD_FAILURE.nameRefused],
    ['Ow\u200bls', GUILD_FAILURE.nameRefused],
    ['Ow\0ls', GUILD_FAILURE.nameRefused],
    ['Ow\ufffdls', GUILD_FAILURE.nameRefused],
    [' Owls', GUILD_FAILURE.nameRefused],
    ['Оwls', GUILD_FAILURE.nameRefused],
    ['system', GUILD_FAILURE.nameRefused],
    ['owls', GUILD_FAILURE.nameUsed],
    ['0wIs', GUILD_FAILURE.nameUsed],
    ['ＯＷＬＳ', GUILD_FAILURE.nameUsed],
  ];
  for (const [name, code] of rows) {
    assert.equal(await ask(carol, GuildsCreateC2s, { name }), code, JSON.stringify(name));
    // The rate of the message.
    await server.advance(1_000);
  }
  assert.equal(await ask(alice, GuildsCreateC2s, { name: 'Ravens' }), GUILD_FAILURE.inGuild);
  assert.equal((await listed(server)).length, 1);
});

test('guilds: of those who found one of the same name at once, one succeeds, and the others are in none', async () => {
  await using server = await startGuilds();
  const names = ['Owls', 'OWLS', '0wls', 'owIs', 'Owls'];
  const players = await Promise.all(names.map((_, at) => server.enter(`founder-${at}`)));
  const codes = await Promise.all(players.map((player, at) => ask(player, GuildsCreateC2s, { name: names[at] ?? '' })));
  assert.deepEqual(
    codes.toSorted((a, b) => a - b),
    [0, 2, 2, 2, 2],
  );
  assert.equal((await listed(server)).length, 1);
  const loser = players[codes.indexOf(GUILD_FAILURE.nameUsed)] ?? assert.fail('four of them');
  await found(loser, 'Ravens');
});

test('guilds: level, fee, and the number of guilds are asked before anything is changed', async () => {
  await using server = await startGuilds({ guilds: { levelMin: 2 } });
  const alice = await server.enter('alice');
  assert.equal(await ask(alice, GuildsCreateC2s, { name: 'Owls' }), GUILD_FAILURE.levelTooLow);
  await using dear = await startGuilds({ guilds: { fee: 100, guildsMax: 1 } });
  const bob = await dear.enter('bob', { roleName: 'Bob' });
  assert.equal(await ask(bob, GuildsCreateC2s, { name: 'Owls' }), GUILD_FAILURE.notPaid);
  assert.deepEqual(await listed(dear), []);
  await dear.command('goods-give', { role: String(bob.roleId), gold: '100' });
  await found(bob, 'Owls');
  const carol = await dear.enter('carol');
  await dear.command('goods-give', { role: String(carol.roleId), gold: '100' });
  assert.equal(await ask(carol, GuildsCreateC2s, { name: 'Ravens' }), GUILD_FAILURE.tooManyGuilds);
});

test('guilds: applications are refused by code: unknown guilds, repeats, too many, too soon, in a guild', async () => {
  await using server = await startGuilds({ clock: 'manual', guilds: { applicationsMax: 2, applySeconds: 5 } });
  const { alice, bob, guildId } = await owls(server);
  const leaders = await Promise.all(['d', 'e', 'f'].map((name) => server.enter(`leader-${name}`)));
  const ids: bigint[] = [];
  for (const [at, leader] of leaders.entries()) ids.push(await found(leader, ['Ravens', 'Foxes', 'Bears'][at] ?? ''));
  const carol = await server.enter('carol');
  const apply = async (id: bigint): Promise<number> => {
    await server.advance(1_000);
    return ask(carol, GuildsApplyC2s, { guildId: id });
  };
  for (const id of [0n, -1n, 7n, 2n ** 63n - 1n]) assert.equal(await apply(id), GUILD_FAILURE.noSuchGuild);
  assert.equal(await apply(ids[0] ?? 0n), 0);
  assert.equal(await apply(ids[1] ?? 0n), GUILD_FAILURE.tooSoon);
  await server.advance(5_000);
  assert.equal(await apply(ids[0] ?? 0n), GUILD_FAILURE.applied);
  assert.equal(await apply(ids[1] ?? 0n), 0);
  await server.advance(5_000);
  assert.equal(await apply(ids[2] ?? 0n), GUILD_FAILURE.tooManyApplications);
  assert.equal(await ask(carol, GuildsWithdrawC2s, { guildId: ids[2] ?? 0n }), GUILD_FAILURE.noApplication);
  assert.equal(await ask(carol, GuildsWithdrawC2s, { guildId: ids[1] ?? 0n }), 0);
  assert.equal(await apply(ids[2] ?? 0n), 0);
  assert.equal(await ask(bob, GuildsApplyC2s, { guildId: ids[0] ?? 0n }), GUILD_FAILURE.inGuild);
  // In one guild, the others forget the applicant.
  const [first] = leaders;
  assert.ok(first !== undefined);
  assert.equal(await ask(first, GuildsJudgeC2s, { roleId: carol.roleId, isAccepted: true }), 0);
  await server.settled();
  assert.deepEqual((await stateOf(server, ids[2] ?? 0n))?.applicants, []);
  assert.equal(
    await ask(alice, GuildsJudgeC2s, { roleId: carol.roleId, isAccepted: true }),
    GUILD_FAILURE.noApplication,
  );
  assert.equal((await stateOf(server, guildId))?.posts.size, 2);
});

test('guilds: an applicant who is refused hears of it, and may apply again', async () => {
  await using server = await startGuilds();
  const { alice, guildId } = await owls(server);
  const carol = await server.enter('carol');
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId }), 0);
  assert.equal(await ask(alice, GuildsJudgeC2s, { roleId: carol.roleId, isAccepted: false }), 0);
  assert.equal((await carol.client.next(GuildsResultS2c)).reason, GUILD_FAILURE.refused);
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId }), 0);
});

test('guilds: those who are invited come in without an application', async () => {
  await using server = await startGuilds();
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol', { roleName: 'Carol' });
  for (const id of [guildId, 0n, -5n]) {
    assert.equal(await ask(carol, GuildsAnswerC2s, { guildId: id, isAccepted: true }), GUILD_FAILURE.noInvitation);
  }
  for (const roleName of ['', 'Nobody', 'a\u202eb']) {
    assert.equal(await ask(alice, GuildsInviteC2s, { roleId: 0n, roleName }), GUILD_FAILURE.noSuchRole);
  }
  assert.equal(await ask(bob, GuildsInviteC2s, { roleId: carol.roleId, roleName: '' }), GUILD_FAILURE.noRight);
  assert.equal(await ask(alice, GuildsInviteC2s, { roleId: 0n, roleName: 'CAROL' }), 0);
  const invitation = await carol.client.next(GuildsInvitedS2c);
  assert.deepEqual([invitation.guildId, invitation.guildName, invitation.roleName], [guildId, 'Owls', 'Alice']);
  assert.equal(await ask(carol, GuildsAnswerC2s, { guildId, isAccepted: true }), 0);
  assert.equal((await stateOf(server, guildId))?.posts.get(carol.roleId), GUILD_POST.preMember);
  assert.equal(await ask(alice, GuildsInviteC2s, { roleId: carol.roleId, roleName: '' }), GUILD_FAILURE.inGuild);
});

test('guilds: members leave and are expelled by higher posts; the leader stays', async () => {
  await using server = await startGuilds();
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol', { roleName: 'Carol' });
  assert.equal(await ask(carol, GuildsLeaveC2s, {}), GUILD_FAILURE.noGuild);
  await join(alice, carol, guildId);
  assert.equal(await ask(bob, GuildsExpelC2s, { roleId: carol.roleId }), GUILD_FAILURE.noRight);
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: alice.roleId }), GUILD_FAILURE.yourself);
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: 7n }), GUILD_FAILURE.notMember);
  assert.equal(await ask(alice, GuildsLeaveC2s, {}), GUILD_FAILURE.mustHandOver);
  await bob.client.close();
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: bob.roleId }), 0);
  const left = await carol.client.next(GuildsLeftS2c);
  assert.deepEqual([left.roleId, left.reason], [bob.roleId, GUILD_LEFT.expelled]);
  assert.equal(await ask(carol, GuildsLeaveC2s, {}), 0);
  assert.equal((await carol.client.next(GuildsLeftS2c)).reason, GUILD_LEFT.left);
  const back = await server.enter('bob');
  await found(back, 'Ravens');
  assert.deepEqual([...((await stateOf(server, guildId))?.posts.keys() ?? [])], [alice.roleId]);
  alice.client.send(GuildsLogC2s, {});
  const { entries } = await alice.client.next(GuildsLogS2c);
  const { created, joined, expelled, left: gone } = GUILD_LOG;
  assert.deepEqual(
    entries.map(({ what }) => what),
    [created, joined, joined, expelled, gone],
  );
});

test('guilds: a guild that is dissolved lets its members go, and its name is free', async () => {
  await using server = await startGuilds();
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId }), 0);
  assert.equal(await ask(bob, GuildsDisbandC2s, {}), GUILD_FAILURE.noRight);
  assert.equal(await ask(alice, GuildsDisbandC2s, {}), 0);
  for (const { client } of [alice, bob]) assert.equal((await client.next(GuildsLeftS2c)).reason, GUILD_LEFT.disbanded);
  await server.settled();
  assert.equal(await stateOf(server, guildId), null);
  assert.deepEqual(await listed(server), []);
  const other = await found(bob, 'Owls');
  assert.notEqual(other, guildId);
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId }), GUILD_FAILURE.noSuchGuild);
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId: other }), 0);
});

test('guilds: members hear each other in their channel; strangers, and posts without the right, are refused', async () => {
  await using server = await startGuilds();
  const { alice, bob } = await owls(server);
  const carol = await server.enter('carol');
  const line = { type: CHANNEL.guild, desserverid: 0, desrolename: '', msginfo: 'Hello!', details: [], reptype: 0 };
  carol.client.send(ChatC2s, line);
  assert.equal((await carol.client.next(ChatFailedS2c)).reasonid, CHAT_FAILURE.noGuild);
  bob.client.send(ChatC2s, line);
  for (const { client } of [alice, bob]) assert.equal((await client.next(ChatS2c)).msginfo, 'Hello!');
  assert.equal(await ask(alice, GuildsRightsC2s, { post: GUILD_POST.preMember, rights: 0 }), 0);
  bob.client.send(ChatC2s, { ...line, msginfo: 'Hello?' });
  assert.notEqual((await bob.client.next(ChatFailedS2c)).reasonid, 0);
  await alice.client.close();
  await server.settled();
  const back = await server.enter('alice');
  assert.equal((await back.client.next(ChatS2c)).msginfo, 'Hello!');
});

test('guilds: a game may leave guilds out, or parties, or both', async () => {
  for (const without of [['guilds'], ['party'], ['guilds', 'party']] as const) {
    await using server = await startTestServer({ without });
    await server.enter('alice');
  }
});

test('guilds: the name of the guild is seen beside the role’s, until it leaves', async () => {
  await using server = await startGuilds();
  const { alice, bob } = await owls(server);
  const shown = async (): Promise<unknown> => {
    for (;;) {
      const { changeAttrs } = await bob.client.next(ObjectUpdateS2c);
      const own = changeAttrs.filter(({ objectid }) => objectid === bob.roleId).flatMap(({ attrs }) => attrs);
      const name = own.find(({ key }) => key === 1_004);
      if (name !== undefined) return name.value;
    }
  };
  assert.equal(await shown(), 'Owls');
  assert.equal(await ask(alice, GuildsRenameC2s, { name: 'Hawks' }), 0);
  assert.equal(await shown(), 'Hawks');
  assert.equal(await ask(bob, GuildsLeaveC2s, {}), 0);
  assert.equal(await shown(), '');
});
