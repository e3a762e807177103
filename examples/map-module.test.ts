import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTR, mapOfLine, walker } from 'jadegate';
import { lines, map } from 'jadegate/messages';
import { startTestServer, type TestPlayer } from 'jadegate/testing';
import { duels, lake } from './map-module.ts';

const ONE_LINE = { lines: { count: 1, dynamicMax: 1 }, map: { flushMs: 33 } };

/** Reads what the client is sent of the map until `find` has what it looks for. */
async function see<T>({ client }: TestPlayer, find: (update: map.ObjectUpdateS2c) => T | undefined): Promise<T> {
  for (;;) {
    const found = find(await client.next(map.ObjectUpdateS2c));
    if (found !== undefined) return found;
  }
}

function walk({ client }: TestPlayer, x: number, y: number): void {
  client.send(map.RoleMoveC2s, { time: 0, posx: x, posy: y, path: [] });
}

test('map module: nobody walks into the lake, nor is sent there', async () => {
  const settings = { ...ONE_LINE, map: { flushMs: 33, profile: 'strict' as const } };
  await using server = await startTestServer({ modules: [lake], settings });
  const alice = await server.enter('alice');
  const own = server.scope.actor(walker, alice.roleId);
  walk(alice, 49, 112);
  const isOwn = ({ objectid, attrs }: map.WorldObject) =>
    objectid === alice.roleId && attrs.some(({ key, value }) => key === ATTR.x && value === 58);
  await see(alice, ({ changeAttrs }) => changeAttrs.find(isOwn));
  assert.equal(await own.teleport({ x: 45, y: 110 }), 'blocked');
  assert.equal(await own.teleport({ x: -1, y: 110 }), 'off-map');
  assert.equal(await own.teleport({ mapId: 7, x: 1, y: 1 }), 'no-such-map');
  assert.deepEqual([(await own.place())?.x, (await own.place())?.y], [58, 112]);
});

test('map module: a role in a duel stays on its line', async () => {
  await using server = await startTestServer({ modules: [duels], settings: { lines: { count: 2 } } });
  const alice = await server.enter('alice');
  await server.command('duel', { role: `${alice.roleId}` });
  alice.client.send(lines.RoleChangeLineC2s, { lineid: 2 });
  assert.deepEqual(await alice.client.next(lines.MapChangeFailedS2c), { reasonid: 10_077 });
});

test('map module: a role is sent home, whether it plays or not', async () => {
  await using server = await startTestServer({ modules: [duels], settings: ONE_LINE });
  const alice = await server.enter('alice');
  const own = server.scope.actor(walker, alice.roleId);
  await own.teleport({ mapId: 300, x: 10, y: 20 });
  const there = await alice.client.next(map.RoleMapChangeS2c);
  assert.deepEqual([there.mapid, there.x, there.y], [300, 10, 20]);
  await alice.client.close();
  let who = await server.scope.actor(mapOfLine, '300/1').who();
  while (who.includes(alice.roleId)) who = await server.scope.actor(mapOfLine, '300/1').who();
  assert.equal(await server.command('send-home', { role: `${alice.roleId}` }), 'done');
  const again = await server.enter('alice');
  assert.deepEqual([again.roleId, (await own.place())?.mapId], [alice.roleId, 100]);
  await assert.rejects(server.command('send-home', { role: '99' }));
});
