import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTR, bag, OBJECT_TYPE } from 'jadegate';
import { map } from 'jadegate/messages';
import { startTestServer, type TestPlayer, type TestServer } from 'jadegate/testing';
import { ShearC2s, ShearS2c } from './meadow.messages.ts';
import { flock, meadow } from './meadow.module.ts';

const GAME = {
  modules: [meadow],
  settings: { lines: { count: 1, dynamicMax: 0 }, meadow: { sheep: 3, woolSeconds: 5 } },
};
const FLOCK = '100/1';
const WOOL_ITEM = 1;

/** Reads what the client is sent of the map until `find` has what it looks for. */
async function see<T>({ client }: TestPlayer, find: (update: map.ObjectUpdateS2c) => T | undefined): Promise<T> {
  for (;;) {
    const found = find(await client.next(map.ObjectUpdateS2c));
    if (found !== undefined) return found;
  }
}

const created = (id: bigint) => (update: map.ObjectUpdateS2c) =>
  update.createAttrs.find(({ objectid }) => objectid === id);

/** How many sheep the player sees first. */
const countSheep = (player: TestPlayer) =>
  see(player, ({ createAttrs }) => {
    const sheep = createAttrs.filter(({ objecttype }) => objecttype === OBJECT_TYPE.creature);
    return sheep.length === 0 ? undefined : sheep.length;
  });

function walk({ client }: TestPlayer, x: number, y: number): void {
  client.send(map.RoleMoveC2s, { time: 0, posx: x, posy: y, path: [] });
}

async function shear({ client }: TestPlayer, sheep: bigint): Promise<string> {
  client.send(ShearC2s, { sheep });
  return (await client.next(ShearS2c)).answer;
}

async function firstSheep(server: TestServer) {
  const [sheep] = await server.scope.actor(flock, FLOCK).sheep();
  assert.ok(sheep !== undefined);
  return sheep;
}

const contentOf = (server: TestServer, { roleId }: TestPlayer) => server.scope.actor(bag, roleId).content();

test('meadow: two players see each other come, walk and leave', async () => {
  await using server = await startTestServer(GAME);
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  const seen = await see(alice, created(bob.roleId));
  assert.equal(seen.attrs.find(({ key }) => key === ATTR.name)?.value, bob.roleName);
  await see(bob, created(alice.roleId));
  walk(bob, 59, 112);
  // Sheep walk too.
  let step = await alice.client.next(map.OtherRoleMoveS2c);
  while (step.otherId !== bob.roleId) step = await alice.client.next(map.OtherRoleMoveS2c);
  assert.deepEqual([step.posx, step.posy], [59, 112]);
  await bob.client.close();
  await see(alice, ({ deleteids }) => deleteids.find(({ objectid }) => objectid === bob.roleId));
});

test('meadow: a sheep gives its wool to one of two players', async () => {
  await using server = await startTestServer({ ...GAME, clock: 'manual' });
  const sheep = await firstSheep(server);
  const players = [await server.enter('alice'), await server.enter('bob')];
  for (const player of players) walk(player, sheep.x, sheep.y);
  const answers = await Promise.all(players.map((player) => shear(player, sheep.id)));
  assert.deepEqual(answers.toSorted(), ['shorn', 'wool']);
  const contents = await Promise.all(players.map((player) => contentOf(server, player)));
  assert.deepEqual(
    contents.flatMap(({ items }) => items),
    [{ id: WOOL_ITEM, count: 1 }],
  );
});

test('meadow: wool grows again, and a crash takes none away', async () => {
  await using server = await startTestServer({ ...GAME, clock: 'manual' });
  const { id, x, y } = await firstSheep(server);
  const alice = await server.enter('alice');
  walk(alice, x, y);
  assert.equal(await shear(alice, id), 'wool');
  assert.equal(await shear(alice, id), 'shorn');
  await server.advance(6_000);
  const now = await firstSheep(server);
  walk(alice, now.x, now.y);
  assert.equal(await shear(alice, id), 'wool');
  await server.crash();
  assert.deepEqual((await contentOf(server, alice)).items, [{ id: WOOL_ITEM, count: 2 }]);
});

test('meadow: a sheep that is far away, or that does not exist, gives nothing', async () => {
  await using server = await startTestServer({ ...GAME, clock: 'manual' });
  const { id, x, y } = await firstSheep(server);
  const alice = await server.enter('alice');
  walk(alice, x - 8, y - 8);
  assert.equal(await shear(alice, id), 'too-far');
  assert.equal(await shear(alice, 999_999n), 'no-sheep');
  assert.equal(await shear(alice, -1n), 'no-sheep');
  assert.deepEqual((await contentOf(server, alice)).items, []);
});

test('meadow: a newcomer sees the sheep of the flock, after a crash too', async () => {
  await using server = await startTestServer(GAME);
  assert.equal(await countSheep(await server.enter('alice')), 3);
  await server.crash();
  assert.equal(await countSheep(await server.enter('alice')), 3);
});

test('meadow: an operator asks how much wool a flock has given', async () => {
  await using server = await startTestServer({ ...GAME, clock: 'manual' });
  const { id, x, y } = await firstSheep(server);
  const alice = await server.enter('alice');
  walk(alice, x, y);
  assert.equal(await shear(alice, id), 'wool');
  assert.equal(await server.command('flock-wool', { flock: FLOCK }), 'flock 100/1 has given 1 wool');
  await assert.rejects(server.command('flock-wool', { flock: 'nowhere' }), /there is no flock nowhere/);
});
