// Players on a map, by a whole server: what each is sent of the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../gate/index.ts';
import { createRole, enterWorld, signIn } from '../../server/player.fixture.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleChangeLineC2s } from '../lines/lines.messages.ts';
import * as map from './map.messages.ts';
import { Player, withPlayers } from './players.fixture.ts';
import { walker } from './walker-part.ts';

const NAME = 1002;
const LEVEL = 1;

test('map: two players see each other come, walk and leave', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const ann = await enter('ann');
    const bob = await enter('bob');
    await untilSeen([
      [ann, [bob]],
      [bob, [ann]],
    ]);
    const seen = bob.known().get(ann.roleId);
    assert.deepEqual([seen?.kind, seen?.x, seen?.y, seen?.look.get(LEVEL)], [1, 58, 112, 1]);
    bob.client.say(map.RoleMoveC2s, { time: 7, posx: 59, posy: 112, path: [{ x: 60, y: 112 }] });
    await world.until(() => ann.known().get(bob.roleId)?.x === 59, 'a step is seen');
    assert.deepEqual(ann.client.all(map.OtherRoleMoveS2c), [
      { otherId: bob.roleId, time: 7, posx: 59, posy: 112, path: [{ x: 60, y: 112 }] },
    ]);
    assert.deepEqual(bob.client.all(map.OtherRoleMoveS2c), []);
    bob.client.hangUp();
    await untilSeen([[ann, []]]);
  });
});

test('map: a game that enters with a role of another account is refused, and nobody else notices', async () => {
  let roleId = 0n;
  const wrong = defineModule({ name: 'wrong' }).hook('authenticated', async (ctx) => {
    if (ctx.account.name === 'thief') await ctx.session.enter({ id: roleId, name: 'taken' });
  });
  await withPlayers({ modules: [wrong] }, async ({ world, enter, untilSeen }) => {
    const [ann, bob, cat] = [await enter('ann'), await enter('bob'), await enter('cat')];
    roleId = cat.roleId;
    cat.client.hangUp();
    await untilSeen([[ann, [bob]]]);
    const client = world.connect('10.0.0.3');
    await signIn(client, 'thief');
    assert.deepEqual(await client.next(MapChangeFailedS2c), { reasonid: MAP_FAILURE.cannotEnter });
    roleId = bob.roleId;
    const other = world.connect('10.0.0.4');
    await signIn(other, 'thief');
    await other.assertClosedWith('role-held');
    await untilSeen([[ann, [bob]]]);
  });
});

test('map: players of WebSocket and of TCP see each other', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const ann = await enter('ann', { transport: 'websocket' });
    const bob = await enter('bob');
    await untilSeen([
      [ann, [bob]],
      [bob, [ann]],
    ]);
    bob.walk(
      59,
      113,
      Array.from({ length: 30 }, (_, step) => ({ x: 60 + step, y: 113 })),
    );
    ann.walk(57, 112);
    await world.until(() => ann.known().get(bob.roleId)?.y === 113, 'a long path has a longer head');
    await world.until(() => bob.known().get(ann.roleId)?.x === 57, 'and the other way round');
    assert.equal(ann.client.all(map.OtherRoleMoveS2c)[0]?.path.length, 30);
  });
});

test('map: players on other lines are not seen, and a change of line is a way into the map again', async () => {
  await withPlayers({}, async ({ enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    bob.client.say(RoleChangeLineC2s, { lineid: 2 });
    await untilSeen([
      [ann, []],
      [bob, []],
    ]);
    bob.loaded();
    const cat = await enter('cat');
    await untilSeen([
      [ann, [cat]],
      [cat, [ann]],
      [bob, []],
    ]);
    bob.client.say(RoleChangeLineC2s, { lineid: 1 });
    await bob.client.next(map.RoleMapChangeS2c);
    bob.loaded();
    await untilSeen([
      [ann, [bob, cat]],
      [bob, [ann, cat]],
    ]);
  });
});

test('map: a teleport sends the client to load, and until it has loaded it is nowhere', async () => {
  await withPlayers({}, async ({ world, scope, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    const ref = scope.actor(walker, bob.roleId);
    assert.equal(await ref.teleport({ x: 61, y: 113 }), 'done');
    await untilSeen([
      [ann, []],
      [bob, []],
    ]);
    assert.deepEqual(bob.client.all(map.RoleMapChangeS2c).at(-1), { x: 61, y: 113, lineid: 1, mapid: 100 });
    bob.walk(62, 113);
    await world.until(() => world.count('moves_ignored') === 1, 'a move on its way is ignored');
    bob.loaded();
    bob.loaded();
    await untilSeen([
      [ann, [bob]],
      [bob, [ann]],
    ]);
    assert.deepEqual([ann.known().get(bob.roleId)?.x, ann.known().get(bob.roleId)?.y], [61, 113]);
    assert.equal(await ref.teleport({ mapId: 300, x: 5, y: 6 }), 'done');
    bob.loaded();
    await untilSeen([
      [ann, []],
      [bob, []],
    ]);
    assert.deepEqual(await ref.place(), { mapId: 300, lineId: 1, x: 5, y: 6, level: 1, gender: 1, classType: 1 });
    assert.equal(await ref.teleport({ mapId: 12, x: 5, y: 6 }), 'no-such-map');
    for (const at of [-1, 400, 2 ** 31, Number.NaN, 0.5]) assert.equal(await ref.teleport({ x: at, y: 6 }), 'off-map');
    await assert.rejects(scope.actor(walker, 99n).teleport({ x: 1, y: 1 }), { code: 'role-unknown' });
  });
});

test('map: a change of level, name and look is seen by others, and by the own client', async () => {
  await withPlayers({}, async ({ world, scope, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    const ref = scope.actor(walker, bob.roleId);
    assert.equal(await ref.change({ level: 9, look: [{ key: 907, value: 3 }] }), 'done');
    await world.until(() => ann.known().get(bob.roleId)?.look.get(LEVEL) === 9, 'the level is seen');
    assert.equal(ann.known().get(bob.roleId)?.look.get(907), 3);
    const own = bob.client.all(map.ObjectUpdateS2c).flatMap(({ changeAttrs }) => changeAttrs);
    assert.deepEqual(
      own.map(({ objectid, objecttype }) => [objectid, objecttype]),
      [[bob.roleId, 0]],
    );
    const cat = await enter('cat');
    await untilSeen([[cat, [ann, bob]]]);
    assert.deepEqual(
      [cat.known().get(bob.roleId)?.look.get(907), typeof cat.known().get(bob.roleId)?.look.get(NAME)],
      [3, 'string'],
    );
    for (const look of [[{ key: 3, value: 1 }], [{ key: 1002, value: 1 }], [{ key: 0.5, value: 1 }]]) {
      await assert.rejects(ref.change({ look }), { code: 'actor-failed' });
    }
    assert.equal(world.complaints.length, 3);
  });
});

test('map: a role comes back where it left, and its list shows where', async () => {
  await withPlayers({}, async ({ world, scope, enter }) => {
    const ann = await enter('ann');
    await scope.actor(walker, ann.roleId).teleport({ mapId: 300, x: 7, y: 8 });
    await ann.client.next(map.RoleMapChangeS2c);
    ann.loaded();
    await scope.actor(walker, ann.roleId).change({ level: 5 });
    ann.walk(8, 8);
    await world.until(() => world.count('messages_handled', 'role_move_c2s') === 1, 'it walks');
    ann.client.hangUp();
    await world.assertEmpty();
    const client = world.connect();
    const [listed] = await signIn(client, 'ann');
    assert.deepEqual([listed?.lastmapid, listed?.level], [300, 5]);
    const place = await enterWorld(client, ann.roleId);
    assert.deepEqual(place, { x: 8, y: 8, lineid: 1, mapid: 300 });
  });
});

test('map: a role that nobody plays is moved in its row', async () => {
  await withPlayers({}, async ({ world, scope, enter }) => {
    const ann = await enter('ann');
    ann.client.hangUp();
    await world.assertEmpty();
    const ref = scope.actor(walker, ann.roleId);
    assert.equal(await ref.teleport({ mapId: 103, x: 3, y: 4 }), 'done');
    assert.equal(await ref.change({ level: 7 }), 'done');
    const client = world.connect();
    await signIn(client, 'ann');
    assert.deepEqual(await enterWorld(client, ann.roleId), { x: 3, y: 4, lineid: 1, mapid: 103 });
    const own = client.all(map.ObjectUpdateS2c)[0]?.createAttrs[0]?.attrs.find(({ key }) => key === LEVEL);
    assert.equal(own?.value, 7);
  });
});

test('map: a role whose map is no more begins again where new roles begin', async () => {
  await withPlayers({}, async ({ world, scope, enter }) => {
    const ann = await enter('ann');
    ann.client.hangUp();
    await world.assertEmpty();
    await scope.together([scope.actor(walker, ann.roleId)], (role) => {
      role.rows.place.update({ mapId: 4_711, x: 1, y: 1 });
    });
    const client = world.connect();
    await signIn(client, 'ann');
    assert.deepEqual(await enterWorld(client, ann.roleId), { x: 58, y: 112, lineid: 1, mapid: 100 });
  });
});

test('map: a role that stands beyond its map stands at the respawn point', async () => {
  await withPlayers({}, async ({ world, scope, enter }) => {
    const ann = await enter('ann');
    ann.client.hangUp();
    await world.assertEmpty();
    await scope.together([scope.actor(walker, ann.roleId)], (role) => {
      role.rows.place.update({ mapId: 300, x: 4_000, y: -5 });
    });
    const client = world.connect();
    await signIn(client, 'ann');
    assert.deepEqual(await enterWorld(client, ann.roleId), { x: 120, y: 140, lineid: 1, mapid: 300 });
  });
});

test('map: when every line is full the session is back at its roles, and enters when there is room', async () => {
  const config = { lines: { count: 1, playersMax: 1, dynamicMax: 0 } };
  await withPlayers({ game: config }, async ({ world, enter }) => {
    const ann = await enter('ann');
    const client = world.connect();
    await signIn(client, 'bob');
    const roleId = await createRole(client);
    client.say(PlayerSelectRoleC2s, { roleid: roleId, lineid: 0 });
    assert.deepEqual(await client.next(MapChangeFailedS2c), { reasonid: 10_007 });
    assert.equal(world.server.gate.directory.findAccount('bob')?.phase, 'roleListing');
    ann.client.hangUp();
    await world.until(() => world.server.gate.sessionCount === 1, 'ann leaves');
    const bob = new Player(client, roleId);
    await enterWorld(client, roleId);
    await world.until(() => world.server.gate.directory.findAccount('bob')?.phase === 'gaming', 'bob enters');
    assert.deepEqual(bob.seen(), []);
  });
});
