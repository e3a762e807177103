// What happens to guilds by and by: leaders who do not come, guilds that nobody plays, roles that are deleted or renamed, floods, rules of
// a game, and operators.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule, type Scope } from '../../gate/index.ts';
import { roleBook } from '../roles/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { APPLICANTS_MAX } from './guild-limits.ts';
import { GUILD_FAILURE, GUILD_POST } from './guilds.failures.ts';
import { ask, found, join, listed, nextDay, owls, startGuilds, stateOf } from './guilds.fixture.ts';
import {
  GuildsApplyC2s,
  GuildsExpelC2s,
  GuildsImpeachC2s,
  GuildsJudgeC2s,
  GuildsLeaveC2s,
  GuildsListC2s,
  GuildsListS2c,
  GuildsPostC2s,
  GuildsRenameC2s,
} from './guilds.messages.ts';
import { ALL_GUILDS, guild, guildDirectory, guildRole, guildRules } from './index.ts';

const DAY_MS = 86_400_000;

test('guild end: a leader who stays away is replaced by the most senior member that came since', async () => {
  await using server = await startGuilds({ clock: 'manual', guilds: { leaderAwayDays: 3 } });
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  await join(alice, carol, guildId);
  assert.equal(await ask(alice, GuildsPostC2s, { roleId: carol.roleId, post: GUILD_POST.vice }), 0);
  assert.equal(await ask(carol, GuildsImpeachC2s, {}), GUILD_FAILURE.leaderPresent);
  await carol.client.close();
  await alice.client.close();
  const leaderOf = async (): Promise<bigint | undefined> => (await stateOf(server, guildId))?.leaderId;
  // A clock that jumps is one look, not many days.
  server.jump(300 * DAY_MS);
  await server.advance(61_000);
  assert.equal(await leaderOf(), alice.roleId);
  assert.equal(await ask(bob, GuildsImpeachC2s, {}), GUILD_FAILURE.noRight);
  for (let day = 0; day < 4; day++) await nextDay(server);
  assert.equal(await leaderOf(), bob.roleId);
  const posts = (await stateOf(server, guildId))?.posts;
  assert.deepEqual([posts?.get(alice.roleId), posts?.get(carol.roleId)], [GUILD_POST.preMember, GUILD_POST.vice]);
});

test('guild end: a guild that nobody plays is dissolved, and one with a player is not', async () => {
  await using server = await startGuilds({ clock: 'manual', guilds: { idleDays: 2 } });
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  const ravens = await found(carol, 'Ravens');
  for (const { client } of [alice, bob]) await client.close();
  for (let day = 0; day < 4; day++) await nextDay(server);
  assert.equal(await stateOf(server, guildId), null);
  assert.deepEqual(
    (await listed(server)).map(({ guildId: id }) => id),
    [ravens],
  );
});

test('guild end: a deleted role leaves, a deleted leader is followed, and another name is shown', async () => {
  const scopes: Scope<unknown, unknown>[] = [];
  const keeping = defineModule({ name: 'keeping', uses: [roleBook] }).hook(
    'started',
    (scope) => void scopes.push(scope),
  );
  await using server = await startGuilds({ modules: [keeping] });
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  assert.equal(await ask(carol, GuildsApplyC2s, { guildId }), 0);
  const [scope] = scopes;
  assert.ok(scope !== undefined);
  const book = scope.use(roleBook);
  await book.rename(scope, { account: 'alice', roleId: alice.roleId, newName: 'Alicia' });
  await server.settled();
  assert.equal((await listed(server))[0]?.leaderName, 'Alicia');
  for (const player of [alice, carol]) await player.client.close();
  for (const [account, { roleId }] of [
    ['alice', alice],
    ['carol', carol],
  ] as const) {
    assert.equal(await book.delete(scope, { account, serverId: 1 }, roleId), null);
  }
  await server.settled();
  const state = await stateOf(server, guildId);
  assert.deepEqual(
    [state?.leaderId, [...(state?.posts.keys() ?? [])], state?.applicants],
    [bob.roleId, [bob.roleId], []],
  );
  assert.equal(await server.scope.actor(guildRole, alice.roleId).guild(), 0n);
  await bob.client.close();
  assert.equal(await book.delete(scope, { account: 'bob', serverId: 1 }, bob.roleId), null);
  await server.settled();
  await server.scope.actor(guild, guildId).end();
  await server.settled();
  assert.deepEqual(await listed(server), []);
});

test('guild end: members who were deleted in silence are found by the daily look', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const { alice, guildId } = await owls(server);
  const ref = server.scope.actor(guild, guildId);
  // A role of which nothing is left in the store.
  await server.scope.together([ref], ({ rows }) => {
    const ghost = { name: 'Ghost', post: 30, level: 1, gender: 0, classType: 1, joinedMs: 0, seenMs: 0 };
    rows.member.insert({ roleId: 77_000_000_000n, ...ghost });
    rows.applicant.insert({ roleId: 78_000_000_000n, name: 'Shade', level: 1, gender: 0, classType: 1, atMs: 0 });
  });
  assert.equal((await stateOf(server, guildId))?.posts.size, 3);
  await nextDay(server);
  assert.equal((await stateOf(server, guildId))?.posts.size, 2);
  assert.equal(
    await ask(alice, GuildsJudgeC2s, { roleId: 78_000_000_000n, isAccepted: true }),
    GUILD_FAILURE.noSuchRole,
  );
  assert.deepEqual((await stateOf(server, guildId))?.applicants, []);
});

test('guild flood: of ten thousand applications a guild keeps a hundred, and refuses the others by code', async () => {
  await using server = await startGuilds();
  const { alice, bob, guildId } = await owls(server);
  const ref = server.scope.actor(guild, guildId);
  const person = { name: 'x', level: 1, gender: 0, classType: 1 };
  // Filled without ten thousand accounts.
  await server.scope.together([ref], ({ rows }) => {
    for (let at = 0; at < APPLICANTS_MAX; at++) {
      rows.applicant.insert({ roleId: BigInt(at + 1), ...person, atMs: 0 });
    }
  });
  const carol = await server.enter('carol');
  const codes = new Map<number, number>();
  for (let round = 0; round < 100; round++) {
    const calls = Array.from({ length: 100 }, () => ref.apply({ person: { ...person, roleId: carol.roleId } }));
    for (const code of await Promise.all(calls)) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  assert.deepEqual([...codes], [[GUILD_FAILURE.applicantsFull, 10_000]]);
  assert.equal((await stateOf(server, guildId))?.applicants.length, APPLICANTS_MAX);
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: bob.roleId }), 0);
});

test('guild rules: a game keeps members, by a number of its own', async () => {
  const fighting = new Set<bigint>();
  const game = defineModule({ name: 'fights', uses: [guildRules] }).hook('started', (scope) => {
    scope.use(guildRules).add((_caller, { step, roleId }) => (step !== 'join' && fighting.has(roleId) ? 1_001 : 0));
  });
  await using server = await startGuilds({ modules: [game] });
  const { alice, bob } = await owls(server);
  fighting.add(bob.roleId);
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: bob.roleId }), 1_001);
  assert.equal(await ask(bob, GuildsLeaveC2s, {}), 1_001);
  fighting.clear();
  assert.equal(await ask(alice, GuildsExpelC2s, { roleId: bob.roleId }), 0);
});

test('guild rename: by right, for a fee, and never to a name that looks like another’s', async () => {
  await using server = await startGuilds({ clock: 'manual', guilds: { renameFee: 10 } });
  const { alice, bob, guildId } = await owls(server);
  const carol = await server.enter('carol');
  await found(carol, 'Ravens');
  const rename = async (by: typeof alice, name: string): Promise<number> => {
    await server.advance(1_000);
    return ask(by, GuildsRenameC2s, { name });
  };
  assert.equal(await rename(bob, 'Hawks'), GUILD_FAILURE.noRight);
  assert.equal(await rename(alice, 'Ra\u200bvens'), GUILD_FAILURE.nameRefused);
  assert.equal(await rename(alice, 'ravens'), GUILD_FAILURE.nameUsed);
  assert.equal(await rename(alice, 'Hawks'), GUILD_FAILURE.notPaid);
  await server.scope.actor(guild, guildId).grantRename();
  assert.equal(await rename(alice, 'OWLS'), 0);
  assert.equal(await rename(alice, 'Hawks'), GUILD_FAILURE.notPaid);
  await server.command('goods-give', { role: String(alice.roleId), gold: '10' });
  assert.equal(await rename(alice, 'Hawks'), 0);
  assert.deepEqual(
    (await listed(server)).map(({ name }) => name),
    ['Hawks', 'Ravens'],
  );
  await server.crash();
  assert.deepEqual(
    (await listed(server)).map(({ name }) => name),
    ['Hawks', 'Ravens'],
  );
  assert.equal((await stateOf(server, guildId))?.name, 'Hawks');
});

test('guild list: pages of those whose names begin with a text, whatever the text', async () => {
  await using server = await startGuilds({ clock: 'manual' });
  const directory = server.scope.actor(guildDirectory, ALL_GUILDS);
  for (let at = 0; at < 120; at++) {
    const name = `${at < 60 ? 'Owl' : 'Raven'} ${String(at).padStart(3, '0')}`;
    const entry = { name, nameKey: nameKey(name), leaderName: 'x', members: 1 };
    await directory.present({ guildId: BigInt(at + 1), ...entry });
  }
  const { client } = await server.enter('alice');
  const list = async (prefix: string, page: number): Promise<readonly unknown[]> => {
    await server.advance(1_000);
    client.send(GuildsListC2s, { prefix, page });
    const answer = await client.next(GuildsListS2c);
    return [answer.page, answer.pages, answer.guilds.length, answer.guilds[0]?.name ?? null];
  };
  assert.deepEqual(await list('', 0), [0, 3, 50, 'Owl 000']);
  assert.deepEqual(await list('', 2), [2, 3, 20, 'Raven 100']);
  assert.deepEqual(await list('', 2 ** 31 - 1), [2, 3, 20, 'Raven 100']);
  assert.deepEqual(await list('', -5), [0, 3, 50, 'Owl 000']);
  assert.deepEqual(await list('oWL', 1), [1, 2, 10, 'Owl 050']);
  assert.deepEqual(await list('Raven 1', 0), [0, 1, 20, 'Raven 100']);
  for (const prefix of ['z', '\0', '\uffff', 'Owl 000x', '\u202e'])
    assert.deepEqual(await list(prefix, 0), [0, 1, 0, null]);
});

test('guild merge: a guild that another server brought is listed when it wakes, under a name of its own', async () => {
  await using server = await startGuilds();
  const { guildId } = await owls(server);
  const other = guildId + 50_000_000n;
  const row = { name: 'Owls', nameKey: nameKey('Owls'), leaderId: 5n, createdMs: 0 };
  await server.scope.together([server.scope.actor(guild, other)], ({ rows }) => rows.info.insert(row));
  await server.crash();
  assert.equal((await stateOf(server, other))?.name, 'Owls2');
  assert.deepEqual(new Set((await listed(server)).map(({ name }) => name)), new Set(['Owls', 'Owls2']));
  assert.equal((await stateOf(server, guildId))?.name, 'Owls');
});

test('guild commands: an operator looks at a guild, renames it and dissolves it', async () => {
  await using server = await startGuilds();
  const { alice, guildId } = await owls(server);
  assert.match(await server.command('guild', { name: 'OWLS' }), new RegExp(`^Owls \\(${guildId}\\)\nleader Alice`));
  const refused: readonly (readonly [string, object])[] = [
    ['guild', { name: 'Ravens' }],
    ['guild-rename', { name: 'Ravens', to: 'Hawks' }],
    ['guild-rename', { name: 'Owls', to: 'a\u202eb' }],
    ['guild-disband', { name: 'Owls', confirm: 'owls' }],
    ['guild-disband', { name: 'Ravens', confirm: 'Ravens' }],
  ];
  for (const [name, args] of refused) await assert.rejects(server.command(name, { ...args }), { code: 'refused' });
  await server.command('guild-rename', { name: 'Owls', to: 'Hawks', grant: true });
  assert.equal(await ask(alice, GuildsRenameC2s, { name: 'Falcons' }), 0);
  assert.match(await server.command('guild-disband', { name: 'Falcons', confirm: 'Falcons' }), /members: 2$/);
  await server.settled();
  assert.equal(await stateOf(server, guildId), null);
});
