import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testMessage } from '../gate/gate.fixture.ts';
import { CLOSE_REASONS, defineModule, gateMessages } from '../gate/index.ts';
import * as lines from '../modules/lines/lines.messages.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import * as map from '../modules/map/map.messages.ts';
import * as roles from '../modules/roles/roles.messages.ts';
import { createRole, enterWorld, failToCreate, play, signIn } from './player.fixture.ts';
import { inWorld } from './server.fixture.ts';

test('server: a new player’s path, message by message', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect();
    assert.deepEqual(await signIn(client, 'ann'), []);
    const { bn, gn } = await client.next(roles.InitRandomRolenameS2c);
    assert.ok(bn.length > 0 && gn.length > 0);
    client.say(roles.CreateRoleRequestC2s, { roleName: gn, gender: 0, classtype: 2 });
    const { roleId } = await client.next(roles.CreateRoleSucessS2c);
    assert.equal(roleId, 60_000_001n);
    client.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 0 });
    const place = await client.next(map.RoleMapChangeS2c);
    assert.deepEqual(place, { x: 58, y: 112, lineid: 1, mapid: 103 });
    assert.deepEqual(client.names, [
      'player_role_list_s2c',
      'init_random_rolename_s2c',
      'create_role_sucess_s2c',
      'is_jackaroo_s2c',
      'object_update_s2c',
      'learned_skill_s2c',
      'role_map_change_s2c',
    ]);
    const [own] = client.all(map.ObjectUpdateS2c)[0]?.createAttrs ?? [];
    assert.deepEqual([own?.objectid, own?.objecttype], [roleId, 0]);
    assert.deepEqual(
      own?.attrs.find(({ key }) => key === 1002),
      { key: 1002, value: gn },
    );
    const [skills] = client.all(map.LearnedSkillS2c);
    assert.deepEqual(
      [skills?.creatureid, skills?.skills.map(({ skillid }) => skillid)],
      [roleId, [512_000_000, 800_000_001]],
    );
    client.say(map.MapCompleteC2s, {});
    client.say(gateMessages.HeartbeatC2s, { beatTime: -5 });
    assert.deepEqual(await client.next(gateMessages.HeartbeatC2s), { beatTime: -5 });
    client.say(gateMessages.QueryTimeC2s, {});
    assert.ok((await client.next(gateMessages.QueryTimeS2c)).timeAsync >= 50);
    assert.equal(world.server.gate.directory.findAccount('ann')?.phase, 'gaming');
    assert.deepEqual(
      world.complaints.filter((line) => !line.includes('development')),
      [],
    );
  });
});

test('server: a player who comes back is listed, is no newcomer, and may ask for lines first', async () => {
  await inWorld({}, async (world) => {
    const before = world.connect();
    const roleId = await play(before, 'ann');
    before.hangUp();
    await world.assertEmpty();
    const client = world.connect();
    const [listed] = await signIn(client, 'ann');
    assert.deepEqual([listed?.roleid, listed?.level, listed?.lastmapid], [roleId, 1, 100]);
    assert.equal(client.names.includes('init_random_rolename_s2c'), false, 'there is no room for another role');
    client.say(lines.RoleLineQueryC2s, { mapid: 100 });
    assert.deepEqual(await client.next(lines.RoleLineQueryOkS2c), {
      lines: [
        { lineid: 1, rolecount: 0 },
        { lineid: 2, rolecount: 0 },
      ],
    });
    client.say(lines.RoleLineQueryC2s, { mapid: 12_345 });
    assert.deepEqual(await client.next(lines.RoleLineQueryOkS2c), { lines: [] });
    client.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 2 });
    assert.equal((await client.next(map.RoleMapChangeS2c)).lineid, 2);
    assert.equal(client.names.includes('is_jackaroo_s2c'), false);
  });
});

test('server: lines fill, a full world says so, and leaving makes room', async () => {
  await inWorld({ config: { lines: { count: 2, playersMax: 1, dynamicMax: 0 } } }, async (world) => {
    const [one, two, three] = [world.connect(), world.connect(), world.connect()];
    const ids = [await play(one, 'a'), await play(two, 'b')];
    assert.equal(new Set(ids).size, 2);
    await signIn(three, 'c');
    const roleId = await createRole(three);
    three.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
    assert.deepEqual(await three.next(lines.MapChangeFailedS2c), { reasonid: 10_007 });
    one.say(lines.RoleChangeLineC2s, { lineid: 2 });
    assert.deepEqual(await one.next(lines.MapChangeFailedS2c), { reasonid: 10_006 });
    two.hangUp();
    await world.until(() => world.server.gate.sessionCount === 2, 'the second player leaves');
    assert.equal((await enterWorld(three, roleId)).lineid, 2);
  });
});

test('server: changing lines is a way into the map again', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect();
    const roleId = await play(client, 'ann');
    client.say(lines.RoleChangeLineC2s, { lineid: 2 });
    assert.equal((await client.next(map.RoleMapChangeS2c)).lineid, 2);
    assert.equal(world.server.gate.directory.findRole(roleId)?.phase, 'entering');
    client.say(map.MapCompleteC2s, {});
    await world.until(() => world.server.gate.directory.findRole(roleId)?.phase === 'gaming', 'it arrives');
    for (const lineid of [0, -1, 3, 2_147_483_647]) {
      client.say(lines.RoleChangeLineC2s, { lineid });
      assert.deepEqual(await client.next(lines.MapChangeFailedS2c), { reasonid: 10_006 }, `line ${lineid}`);
      await world.pass(1_000);
    }
  });
});

test('server: a second sign-in takes over, and the first is told 420 and why', async () => {
  await inWorld({}, async (world) => {
    const first = world.connect();
    const roleId = await play(first, 'ann');
    const second = world.connect();
    const [listed] = await signIn(second, 'ann');
    assert.equal(listed?.roleid, roleId);
    await first.next(gateMessages.OtherLoginS2c);
    await first.assertClosedWith('other-login');
    await enterWorld(second, roleId);
    assert.equal(world.count('sessions_closed', 'other-login'), 1);
    await world.until(() => world.server.gate.directory.findRole(roleId)?.phase === 'gaming', 'it arrives');
  });
});

test('server: of four accounts that race for one name, one has it', async () => {
  await inWorld({}, async (world) => {
    const racers = ['a', 'b', 'c', 'd'].map((account) => ({ account, client: world.connect() }));
    for (const { client, account } of racers) await signIn(client, account);
    for (const { client } of racers)
      client.say(roles.CreateRoleRequestC2s, { roleName: '同名', gender: 1, classtype: 1 });
    const answered = () => racers.every(({ client }) => client.heard.length === 3);
    await world.until(answered, 'each is answered');
    assert.equal(racers.flatMap(({ client }) => client.all(roles.CreateRoleSucessS2c)).length, 1);
    const codes = racers.flatMap(({ client }) => client.all(roles.CreateRoleFailedS2c));
    assert.deepEqual(codes, [{ reasonid: 10_001 }, { reasonid: 10_001 }, { reasonid: 10_001 }]);
  });
});

test('server: names that are no names are refused by code, and the player goes on', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect();
    await signIn(client, 'ann');
    const names = [
      '',
      ' ',
      'x',
      '名'.repeat(10_000),
      'a\u0000b',
      'tab\there',
      '\u202Eevil',
      'zero\u200bwidth',
      'раураl',
      '游客9',
    ];
    for (const name of names) {
      assert.equal(await failToCreate(client, name), 10_002, JSON.stringify(name.slice(0, 20)));
      await world.pass(1_000);
    }
    const roleId = await createRole(client, 'Pavel');
    assert.equal(await failToCreate(client, 'Second'), 10_005);
    const other = world.connect();
    await signIn(other, 'bob');
    assert.equal(await failToCreate(other, 'PAVEL'), 10_001);
    assert.equal(await failToCreate(other, 'Рavel'), 10_002);
    await enterWorld(client, roleId);
  });
});

test('server: a role that is not one’s own cannot be selected', async () => {
  await inWorld({}, async (world) => {
    const [ann, eve] = [world.connect(), world.connect()];
    await signIn(ann, 'ann');
    const roleId = await createRole(ann);
    await signIn(eve, 'eve');
    eve.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
    await eve.assertClosedWith('not-your-role');
    for (const roleid of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      const client = world.connect();
      await signIn(client, 'eve');
      client.say(lines.PlayerSelectRoleC2s, { roleid, lineid: 1 });
      await client.assertClosedWith('not-your-role');
    }
  });
});

test('server: a role is deleted, listed as such, and brought back', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect();
    await signIn(client, 'ann');
    const roleId = await createRole(client);
    client.say(roles.RoleDeleteC2s, { roleId });
    const deleted = await client.next(roles.RoleDeleteResultS2c);
    assert.deepEqual(deleted, { roleId, reason: 0, restoreSeconds: 604_800 });
    assert.deepEqual((await client.next(roles.PlayerRoleListS2c)).roles, []);
    client.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
    await client.assertClosedWith('not-your-role');
    const again = world.connect();
    assert.deepEqual(await signIn(again, 'ann'), []);
    again.say(roles.DeletedRolesQueryC2s, {});
    const { roles: entries } = await again.next(roles.DeletedRolesS2c);
    assert.deepEqual(
      entries.map(({ roleid }) => roleid),
      [roleId],
    );
    again.say(roles.RoleRestoreC2s, { roleId });
    assert.deepEqual(await again.next(roles.RoleRestoreResultS2c), { roleId, reason: 0 });
    assert.equal((await again.next(roles.PlayerRoleListS2c)).roles[0]?.roleid, roleId);
    await enterWorld(again, roleId);
  });
});

test('server: a shut door is told in words, and whoever is in stays', async () => {
  const config = { gate: { door: 'closed', doorText: 'Back at noon.' } } as const;
  await inWorld({ config }, async (world) => {
    const early = world.connect();
    early.say(UserAuthC2s, emptyCredentials({ username: 'ann', serverid: 1 }));
    await early.assertClosedWith('door-closed', 'Back at noon.');
    world.server.gate.door.open();
    const client = world.connect();
    await play(client, 'ann');
    world.server.gate.door.close('Again.');
    const late = world.connect();
    late.say(gateMessages.HeartbeatC2s, { beatTime: 1 });
    await late.assertClosedWith('door-closed', 'Again.');
    client.say(gateMessages.HeartbeatC2s, { beatTime: 1 });
    await client.next(gateMessages.HeartbeatC2s);
  });
});

test('server: stopping tells everyone, wherever they are', async () => {
  await inWorld({}, async (world) => {
    const clients = [world.connect(), world.connect(), world.connect()] as const;
    const [inside, listing, silent] = clients;
    await play(inside, 'ann');
    await signIn(listing, 'bob');
    await world.until(() => silent.isConnected, 'the silent one is connected');
    await world.stop();
    for (const client of clients) {
      const reasons = client.all(gateMessages.CloseS2c).map(({ reason }) => reason);
      assert.deepEqual(reasons, [CLOSE_REASONS['server-shutdown'].number]);
    }
  });
});

test('server: a game’s handler that throws or hangs, and hooks that do, cost their own session only', async () => {
  const Break = testMessage({ id: 62_000, name: 'break_c2s', states: ['gaming'] });
  const game = defineModule({ name: 'game' })
    .on(Break, (_ctx, { value }) => {
      if (value === 0) throw new Error('broken');
      return new Promise<void>(() => {});
    })
    .hook('left', ({ account }) => {
      if (account?.name === 'throws') throw new Error('no way out');
      return account?.name === 'hangs' ? new Promise<void>(() => {}) : undefined;
    });
  await inWorld({ modules: [game] }, async (world) => {
    const [throws, hangs, other] = [world.connect(), world.connect(), world.connect()];
    await play(throws, 'throws');
    await play(hangs, 'hangs');
    await play(other, 'other');
    throws.say(Break, { value: 0 });
    await throws.assertClosedWith('handler-failed');
    hangs.say(Break, { value: 1 });
    await world.pass(30_000);
    await hangs.assertClosedWith('handler-timeout');
    await world.pass(21_000);
    assert.equal(world.server.gate.sessionCount, 1, 'the account of the hanging one is free after its bounds');
    const back = world.connect();
    await play(back, 'hangs');
    other.say(gateMessages.HeartbeatC2s, { beatTime: 1 });
    await other.next(gateMessages.HeartbeatC2s);
    back.hangUp();
    await world.pass(11_000);
  });
});
