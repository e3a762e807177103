import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { map } from 'jadegate/messages';
import { startTestServer } from 'jadegate/testing';
import { camp, camps } from './camp-module.ts';

test('camp: its wolves are seen, and roam; each is put once; a visit is a way to the place', async () => {
  await using server = await startTestServer({ modules: [camps], clock: 'manual' });
  const { client, roleId } = await server.enter('alice', { lineWish: 1 });
  const seen = new Set<bigint>();
  let moves = 0;
  client.on(map.ObjectUpdateS2c, ({ createAttrs }) => {
    for (const { objectid, objecttype } of createAttrs) if (objecttype === 2) seen.add(objectid);
  });
  client.on(map.OtherRoleMoveS2c, ({ otherId }) => {
    if (seen.has(otherId)) moves++;
  });
  await server.scope.actor(camp, 100).settle();
  for (let second = 0; second < 20 && moves === 0; second++) {
    await server.advance(1_000);
    await setImmediate();
  }
  assert.equal(seen.size, 3);
  assert.ok(moves > 0);
  const moved = client.next(map.RoleMapChangeS2c);
  assert.equal(await server.command('camp-visit', { roleId: String(roleId) }), 'done');
  assert.deepEqual(await moved, { x: 60, y: 108, lineid: 1, mapid: 100 });
  client.send(map.MapCompleteC2s, {});
});
