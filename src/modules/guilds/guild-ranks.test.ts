// Posts, rights, texts and points. What is refused outnumbers what is granted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUILD_FAILURE, GUILD_POST, GUILD_RIGHT } from './guilds.failures.ts';
import { ask, join, owls, startGuilds, stateOf } from './guilds.fixture.ts';
import {
  GuildsApplicantsC2s,
  GuildsExpelC2s,
  GuildsInfoS2c,
  GuildsLogC2s,
  GuildsLogS2c,
  GuildsMemberS2c,
  GuildsNicknameC2s,
  GuildsNoticeC2s,
  GuildsPostC2s,
  GuildsQueryC2s,
  GuildsRightsC2s,
} from './guilds.messages.ts';
import { guild } from './index.ts';

const { leader, vice, master, member, preMember } = GUILD_POST;

test('guild posts: a post acts on lower ones, gives lower ones, and only as many as there may be', async () => {
  await using server = await startGuilds({ clock: 'manual', guilds: { viceMax: 1 } });
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  await join(alice, carol, guildId);
  const post = async (by: typeof alice, roleId: bigint, to: number): Promise<number> => {
    await server.advance(1_000);
    return ask(by, GuildsPostC2s, { roleId, post: to });
  };
  assert.equal(await post(bob, carol.roleId, member), GUILD_FAILURE.noRight);
  for (const wrong of [0, -1, 2, 11, 50, 2 ** 31 - 1])
    assert.equal(await post(alice, bob.roleId, wrong), GUILD_FAILURE.noSuchPost, String(wrong));
  assert.equal(await post(alice, 7n, member), GUILD_FAILURE.notMember);
  assert.equal(await post(alice, alice.roleId, member), GUILD_FAILURE.notLower);
  assert.equal(await post(alice, alice.roleId, leader), GUILD_FAILURE.yourself);
  assert.equal(await post(alice, bob.roleId, vice), 0);
  assert.equal(await post(alice, carol.roleId, vice), GUILD_FAILURE.postFull);
  assert.equal(await post(bob, alice.roleId, member), GUILD_FAILURE.notLower);
  assert.equal(await post(bob, carol.roleId, vice), GUILD_FAILURE.notLower);
  assert.equal(await post(bob, carol.roleId, leader), GUILD_FAILURE.noRight);
  assert.equal(await post(bob, carol.roleId, master), 0);
  assert.equal(await post(carol, bob.roleId, member), GUILD_FAILURE.noRight);
  assert.equal(await ask(carol, GuildsExpelC2s, { roleId: bob.roleId }), GUILD_FAILURE.notLower);
  assert.equal(await post(alice, carol.roleId, leader), 0);
  const posts = (await stateOf(server, guildId))?.posts;
  assert.deepEqual(
    [alice, bob, carol].map(({ roleId }) => posts?.get(roleId)),
    [master, vice, leader],
  );
});

test('guild rights: nobody gives what the own post has not, or changes a post that is not below', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice, bob, guildId } = await owls(server);
  assert.equal(await ask(alice, GuildsPostC2s, { roleId: bob.roleId, post: vice }), 0);
  const rights = async (by: typeof alice, post: number, bits: number): Promise<number> => {
    await server.advance(1_000);
    return ask(by, GuildsRightsC2s, { post, rights: bits });
  };
  const { chat, log, judge, rights: mayChange, rename } = GUILD_RIGHT;
  assert.equal(await rights(bob, member, chat), GUILD_FAILURE.noRight);
  for (const bits of [-1, 1 << 23, 2 ** 31 - 1])
    assert.equal(await rights(alice, member, bits), GUILD_FAILURE.noSuchPost, String(bits));
  assert.equal(await rights(alice, 31, chat), GUILD_FAILURE.noSuchPost);
  assert.equal(await rights(alice, leader, chat), GUILD_FAILURE.notLower);
  assert.equal(await rights(alice, vice, chat | log | judge | mayChange), 0);
  assert.equal(await rights(bob, preMember, chat | log | rename), GUILD_FAILURE.noRight);
  assert.equal(await rights(bob, vice, chat), GUILD_FAILURE.notLower);
  assert.equal(await rights(bob, preMember, chat | log | judge), 0);
  const scope = server.scope.actor(guild, guildId);
  const carol = await server.enter('carol');
  await join(bob, carol, guildId);
  assert.equal(await scope.may({ roleId: carol.roleId, right: 'judge' }), true);
  assert.equal(await scope.may({ roleId: carol.roleId, right: 'expel' }), false);
  assert.equal(await scope.may({ roleId: 7n, right: 'chat' }), false);
  assert.equal(await ask(carol, GuildsApplicantsC2s, {}), GUILD_FAILURE.noRight);
});

test('guild notice: it is cleaned, filtered and bounded, and shown to all', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice, bob, guildId } = await owls(server);
  const notice = async (text: string, by = alice): Promise<string | number> => {
    await server.advance(1_000);
    const code = await ask(by, GuildsNoticeC2s, { text });
    return code === 0 ? ((await stateOf(server, guildId))?.notice ?? '') : code;
  };
  assert.equal(await notice('Hello', bob), GUILD_FAILURE.noRight);
  const rows: readonly (readonly [string, string | number])[] = [
    ['Meet at nine.\nBring ore.', 'Meet at nine.\nBring ore.'],
    ['a\u202eb\u2066c', 'abc'],
    ['a\u200bb\ufeffc', 'abc'],
    ['a\0b\u0007c', 'abc'],
    ['a\ufffdb', 'ab'],
    ['  a  ', 'a'],
    ['\u200b\u202e', GUILD_FAILURE.textEmpty],
    ['   ', GUILD_FAILURE.textEmpty],
    [`e${'\u0301'.repeat(190)}`, 'e\u0301\u0301\u0301\u0301'],
    ['x'.repeat(400), 'x'.repeat(400)],
    ['x'.repeat(401), GUILD_FAILURE.tooLong],
    ['青'.repeat(134), GUILD_FAILURE.tooLong],
    ['', ''],
  ];
  for (const [text, expected] of rows) assert.equal(await notice(text), expected, JSON.stringify(text.slice(0, 20)));
  await notice('shit');
  assert.notEqual((await stateOf(server, guildId))?.notice, 'shit');
  bob.client.send(GuildsQueryC2s, {});
  assert.equal((await bob.client.next(GuildsInfoS2c)).guildId, guildId);
});

test('guild nickname: the own one or that of a lower post, within fifty bytes', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice, bob } = await owls(server);
  const name = async (by: typeof alice, roleId: bigint, nickname: string): Promise<number> => {
    await server.advance(1_000);
    return ask(by, GuildsNicknameC2s, { roleId, nickname });
  };
  assert.equal(await name(bob, alice.roleId, 'Boss'), GUILD_FAILURE.noRight);
  assert.equal(await name(alice, 7n, 'Nobody'), GUILD_FAILURE.notMember);
  assert.equal(await name(alice, bob.roleId, 'x'.repeat(51)), GUILD_FAILURE.tooLong);
  assert.equal(await name(alice, bob.roleId, '青'.repeat(17)), GUILD_FAILURE.tooLong);
  assert.equal(await name(alice, bob.roleId, '\u202e'), GUILD_FAILURE.textEmpty);
  assert.equal(await name(bob, bob.roleId, 'Bobby\nB'), 0);
  for (;;) {
    const { member: shown } = await alice.client.next(GuildsMemberS2c);
    if (shown?.nickname === '') continue;
    assert.equal(shown?.nickname, 'Bobby B');
    break;
  }
  assert.equal(await name(alice, bob.roleId, ''), 0);
});

test('guild texts: a muted player writes no notice and no nickname', async () => {
  await using server = await startGuilds();
  const { alice } = await owls(server);
  await server.command('ban', { account: 'alice', what: 'chat', for: '1h', reason: 'words' });
  assert.equal(await ask(alice, GuildsNoticeC2s, { text: 'Hello' }), GUILD_FAILURE.muted);
  assert.equal(await ask(alice, GuildsNicknameC2s, { roleId: alice.roleId, nickname: 'A' }), GUILD_FAILURE.muted);
});

test('guild contribution: it counts in all and for the week, and a repeat with the same key counts once', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice, bob, guildId } = await owls(server);
  const ref = server.scope.actor(guild, guildId);
  const give = (roleId: bigint, points: bigint, once?: string): Promise<number> =>
    ref.contribute({ roleId, points }, once === undefined ? {} : { once });
  assert.equal(await give(7n, 5n), GUILD_FAILURE.noGuild);
  for (const points of [0n, -5n, 2n ** 53n + 1n]) assert.equal(await give(bob.roleId, points), GUILD_FAILURE.failed);
  assert.equal(await give(bob.roleId, 5n, 'quest 7'), 0);
  assert.equal(await give(bob.roleId, 5n, 'quest 7'), 0);
  assert.equal(await give(bob.roleId, 2n), 0);
  const points = async (): Promise<readonly bigint[]> => {
    const page = await ref.members({ by: bob.roleId, page: 0 });
    const own = typeof page === 'number' ? undefined : page.members.find(({ roleId }) => roleId === bob.roleId);
    return own === undefined ? [] : [own.points, own.weekPoints];
  };
  assert.deepEqual(await points(), [7n, 7n]);
  server.jump(7 * 86_400_000);
  assert.deepEqual(await points(), [7n, 0n]);
  assert.equal(await give(bob.roleId, 1n), 0);
  server.jump(-8 * 86_400_000);
  assert.equal(await give(bob.roleId, 1n), 0);
  assert.deepEqual(await points(), [9n, 2n]);
  assert.equal((await stateOf(server, guildId))?.points, 9n);
  assert.equal(await ask(alice, GuildsPostC2s, { roleId: bob.roleId, post: member }), 0);
});

test('guild log: it keeps the last hundred entries', async () => {
  await using server = await startGuilds();
  const { alice, bob, guildId } = await owls(server);
  const ref = server.scope.actor(guild, guildId);
  for (let points = 1n; points <= 150n; points++) await ref.contribute({ roleId: bob.roleId, points });
  alice.client.send(GuildsLogC2s, {});
  const { entries } = await alice.client.next(GuildsLogS2c);
  assert.deepEqual([entries.length, entries[0]?.value, entries.at(-1)?.value], [100, 51n, 150n]);
});
