// Players on a map, by a whole server: what each is sent of the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import * as map from './map.messages.ts';

interface Player {
  readonly client: RawClient;
  readonly roleId: bigint;
}

async function enter(world: ServerWorld, account: string): Promise<Player> {
  const client = world.connect();
  return { client, roleId: await play(client, account) };
}

const created = ({ client }: Player) => client.all(map.ObjectUpdateS2c).flatMap(({ createAttrs }) => createAttrs);
const deleted = ({ client }: Player) =>
  client.all(map.ObjectUpdateS2c).flatMap(({ deleteids }) => deleteids.map(({ objectid }) => objectid));
const movesSeen = ({ client }: Player) => client.all(map.OtherRoleMoveS2c);

test('map: two players see each other come, walk and leave', async () => {
  await inWorld({}, async (world) => {
    const ann = await enter(world, 'ann');
    const bob = await enter(world, 'bob');
    await world.until(() => created(ann).length === 2 && created(bob).length === 2, 'each sees the other');
    assert.deepEqual(
      created(ann).map(({ objectid, objecttype }) => [objectid, objecttype]),
      [
        [ann.roleId, 0],
        [bob.roleId, 1],
      ],
    );
    const seen = new Map(
      created(bob)
        .at(-1)
        ?.attrs.map(({ key, value }) => [key, value]),
    );
    assert.deepEqual([seen.get(3), seen.get(4), seen.get(1)], [58, 112, 1]);
    bob.client.say(map.RoleMoveC2s, { time: 7, posx: 59, posy: 112, path: [{ x: 60, y: 112 }] });
    await world.until(() => movesSeen(ann).length > 0, 'a step is seen');
    assert.deepEqual(movesSeen(ann), [
      { otherId: bob.roleId, time: 7, posx: 59, posy: 112, path: [{ x: 60, y: 112 }] },
    ]);
    assert.deepEqual(movesSeen(bob), []);
    bob.client.hangUp();
    await world.until(() => deleted(ann).length > 0, 'a player leaves');
    assert.deepEqual(deleted(ann), [bob.roleId]);
    assert.deepEqual(deleted(bob), []);
  });
});
