// Clients that move as no player can, and that send what they must not: nothing breaks, nobody else notices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateMessages } from '../../gate/index.ts';
import { PlayerSelectRoleC2s, RoleChangeLineC2s } from '../lines/lines.messages.ts';
import * as map from './map.messages.ts';
import { withPlayers } from './players.fixture.ts';

const INT32_MAX = 2_147_483_647;
const KICK_AFTER = 11;

test('walking: places that are not on the map change nothing, and twenty points of suspicion close the session', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    const places = [-1, 200, INT32_MAX, -INT32_MAX - 1];
    for (const x of places) bob.walk(x, 112);
    for (const y of places) bob.walk(58, y);
    await world.until(() => world.count('moves_suspicious', 'off-map') === 8, 'each is counted');
    await world.pass(2_000);
    assert.deepEqual([ann.known().get(bob.roleId)?.x, ann.known().get(bob.roleId)?.y], [58, 112]);
    for (let more = 8; more < KICK_AFTER; more++) bob.walk(-1, -1);
    const told = await bob.client.next(gateMessages.CloseS2c);
    assert.deepEqual([told.reason, told.text], [210, 'The client moved as no player can.']);
    await untilSeen([[ann, []]]);
    assert.equal(world.closedSessions().get('map/moves'), 1);
  });
});

test('walking: in the classic profile a leap passes and is counted, in the strict one the client is put back', async () => {
  for (const profile of ['classic', 'strict'] as const) {
    await withPlayers({ game: { map: { profile } } }, async ({ world, enter, untilSeen }) => {
      const [ann, bob] = [await enter('ann'), await enter('bob')];
      await untilSeen([[ann, [bob]]]);
      bob.walk(118, 112);
      await world.until(() => world.count('moves_suspicious', 'too-fast') === 1, 'it is noticed');
      if (profile === 'classic') {
        await untilSeen([[ann, []]]);
        return;
      }
      await world.until(
        () => bob.client.all(map.ObjectUpdateS2c).some(({ changeAttrs }) => changeAttrs.length > 0),
        'it is put back',
      );
      const change = bob.client.all(map.ObjectUpdateS2c).at(-1)?.changeAttrs[0];
      assert.deepEqual(change, {
        objectid: bob.roleId,
        objecttype: 0,
        attrs: [
          { key: 3, value: 58 },
          { key: 4, value: 112 },
        ],
      });
      await world.pass(2_000);
      assert.equal(ann.known().get(bob.roleId)?.x, 58);
    });
  }
});

test('walking: a path of as many points as a message can have costs no more than its bytes', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    bob.walk(59, 112, new Array(8_000).fill({ x: 1, y: 1 }));
    await world.until(() => world.count('moves_suspicious', 'path-too-long') === 1, 'it is noticed');
    await world.until(() => ann.known().get(bob.roleId)?.x === 59, 'the step is seen');
    assert.deepEqual(ann.client.all(map.OtherRoleMoveS2c).at(-1)?.path, [], 'its path is not shown');
    const claimed = new Uint8Array([0, 25, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xff]);
    bob.client.sayPacket(claimed);
    await bob.client.assertClosedWith('malformed-message');
    await untilSeen([[ann, []]]);
  });
});

test('walking: a path off the map, with a leap in it, or from elsewhere is not shown', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    const paths = [
      [{ x: -1, y: 112 }],
      [{ x: 58, y: INT32_MAX }],
      [
        { x: 59, y: 112 },
        { x: 159, y: 112 },
      ],
      [{ x: 190, y: 10 }],
    ];
    for (const [index, path] of paths.entries()) {
      bob.walk(58 + (index % 2), 112, path);
      await world.until(() => world.count('moves_suspicious', 'path-broken') === index + 1, 'it is noticed');
    }
    await world.pass(2_000);
    for (const { path } of ann.client.all(map.OtherRoleMoveS2c)) assert.deepEqual(path, []);
  });
});

test('walking: 13, moves, requests of frames and of lines in every order while a client loads are harmless', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    for (let round = 0; round < 5; round++) {
      bob.client.say(RoleChangeLineC2s, { lineid: 1 });
      bob.walk(60, 112);
      bob.client.say(map.KeyFrameC2s, {});
      bob.client.say(map.MapFramesC2s, { on: round % 2 === 0, bytesPerSecond: -INT32_MAX });
      bob.client.say(RoleChangeLineC2s, { lineid: INT32_MAX });
      bob.client.say(PlayerSelectRoleC2s, { roleid: ann.roleId, lineid: 1 });
      await world.pass(1_000);
      bob.loaded();
      bob.loaded();
      await world.pass(1_000);
    }
    bob.client.say(map.KeyFrameC2s, {});
    bob.walk(61, 112);
    await world.until(() => ann.known().get(bob.roleId)?.x === 61, 'it walks on');
    await untilSeen([
      [ann, [bob]],
      [bob, [ann]],
    ]);
    assert.deepEqual([...world.closedSessions().keys()], []);
  });
});

test('walking: frames are numbered without a gap for a client that asks, and a key frame begins anew', async () => {
  await withPlayers({}, async ({ world, enter, untilSeen }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    await untilSeen([[ann, [bob]]]);
    assert.deepEqual(ann.client.all(map.MapFrameS2c), []);
    ann.client.say(map.MapFramesC2s, { on: true, bytesPerSecond: 20_000 });
    await world.until(() => world.count('messages_handled', 'map_frames_c2s') === 1, 'it asks');
    for (let step = 0; step < 4; step++) {
      const x = 59 + (step % 2);
      bob.walk(x, 112);
      await world.until(() => ann.known().get(bob.roleId)?.x === x, 'the step is seen');
      if (step !== 1) continue;
      ann.client.say(map.KeyFrameC2s, {});
      await world.until(() => ann.client.all(map.MapFrameS2c).some(({ isKey }) => isKey), 'the key frame comes');
    }
    const frames = ann.client.all(map.MapFrameS2c);
    assert.ok(frames.length >= 5);
    const [first] = frames;
    assert.deepEqual(
      frames.map(({ frame }) => frame),
      frames.map((_, index) => (first?.frame ?? 0) + index),
    );
    assert.deepEqual(frames.filter(({ isKey }) => isKey).length, 1);
    assert.ok(frames.every(({ left }) => left === 0));
    assert.equal(ann.known().get(bob.roleId)?.x, 60);
    ann.client.say(map.MapFramesC2s, { on: false, bytesPerSecond: 0 });
    await world.until(() => world.count('messages_handled', 'map_frames_c2s') === 2, 'it asks no more');
    bob.walk(59, 112);
    await world.until(() => ann.known().get(bob.roleId)?.x === 59, 'the step is seen');
    assert.equal(ann.client.all(map.MapFrameS2c).length, frames.length);
  });
});
