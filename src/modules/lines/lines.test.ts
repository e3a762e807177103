// Lines in a whole server: what clients are shown and given, what operators do, and sessions that end at any moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../gate/index.ts';
import { createRole, play, signIn } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from '../map/map.messages.ts';
import { lineCompanions } from './line-companions.ts';
import { PLACE_KEPT_MS } from './line-limits.ts';
import { lineMoves, type MapLineMove } from './line-moves.ts';
import {
  MapChangeFailedS2c,
  PlayerSelectRoleC2s,
  RoleChangeLineC2s,
  RoleLineQueryC2s,
  RoleLineQueryOkS2c,
} from './lines.messages.ts';

const MAP = 100;

async function shown(client: RawClient, mapid = MAP): Promise<readonly (readonly number[])[]> {
  client.say(RoleLineQueryC2s, { mapid });
  const { lines } = await client.next(RoleLineQueryOkS2c);
  return lines.map(({ lineid, rolecount }) => [lineid, rolecount]);
}

/** Signs in, makes a role, and enters with a wish; gives the role and its line. */
async function enterWith(world: ServerWorld, account: string, wish: number) {
  const client = world.connect();
  await signIn(client, account);
  const roleId = await createRole(client);
  client.say(PlayerSelectRoleC2s, { roleid: roleId, lineid: wish });
  const { lineid } = await client.next(RoleMapChangeS2c);
  client.say(MapCompleteC2s, {});
  return { client, roleId, lineid };
}

/** Simulated time moves on while the command runs. */
async function order(world: ServerWorld, command: string, args: Record<string, unknown> = {}): Promise<string> {
  let answer: Awaited<ReturnType<typeof world.server.control>> | null = null;
  void world.server.control({ command, ...args }).then((given) => {
    answer = given;
  });
  await world.until(() => answer !== null, `${command} is answered`);
  const { ok, ...rest } = answer as unknown as Awaited<ReturnType<typeof world.server.control>>;
  return ok ? String((rest as { readonly result: unknown }).result) : (rest as { readonly error: string }).error;
}

test('lines: a dynamic line is shown when all others are busy, and each line has its cap', async () => {
  const lines = { count: 1, playersSoftMax: 1, playersMax: 2, dynamicMax: 1 };
  await inWorld({ config: { lines } }, async (world) => {
    const first = await enterWith(world, 'a', 0);
    assert.deepEqual(
      [first.lineid, await shown(first.client)],
      [
        1,
        [
          [1, 1],
          [2, 0],
        ],
      ],
    );
    const second = await enterWith(world, 'b', 7);
    assert.deepEqual(
      [second.lineid, await shown(second.client)],
      [
        2,
        [
          [1, 1],
          [2, 1],
        ],
      ],
    );
    assert.equal((await enterWith(world, 'c', 1)).lineid, 1, 'a wish counts up to the hard cap');
    assert.equal((await enterWith(world, 'd', 1)).lineid, 2);
    const late = world.connect();
    await signIn(late, 'e');
    const roleid = await createRole(late);
    for (const lineid of [0, 1, 2, -1, 3, 2_147_483_647, -2_147_483_648]) {
      late.say(PlayerSelectRoleC2s, { roleid, lineid });
      assert.deepEqual(await late.next(MapChangeFailedS2c), { reasonid: 10_007 });
      await world.pass(1_000);
    }
    second.client.hangUp();
    await world.until(() => world.server.gate.sessionCount === 4, 'a player leaves');
    late.say(PlayerSelectRoleC2s, { roleid, lineid: 0 });
    assert.equal((await late.next(RoleMapChangeS2c)).lineid, 2);
    for (const mapid of [0, -1, 12_345]) assert.deepEqual(await shown(first.client, mapid), []);
  });
});

test('lines: companions are on one line when it has room', async () => {
  const party = new Map<bigint, readonly bigint[]>();
  const parties = defineModule({ name: 'parties', uses: [lineCompanions] }).hook('started', (scope) => {
    scope.use(lineCompanions).add((_scope, roleId) => party.get(roleId) ?? []);
  });
  const lines = { count: 3, playersSoftMax: 1, playersMax: 2, dynamicMax: 0 };
  await inWorld({ config: { lines }, modules: [parties] }, async (world) => {
    const leader = await enterWith(world, 'leader', 3);
    const others = [1n, 2n].map((more) => leader.roleId + more);
    for (const roleId of others) party.set(roleId, [leader.roleId]);
    assert.equal((await enterWith(world, 'second', 0)).lineid, 3);
    assert.equal((await enterWith(world, 'third', 0)).lineid, 1, 'the line is full');
  });
});

test('lines: an operator closes a line: nobody new comes in, and its players are asked to go, until it opens again', async () => {
  const moves: MapLineMove[] = [];
  const mover = defineModule({ name: 'mover', uses: [lineMoves] }).hook('started', (scope) => {
    if (!scope.use(lineMoves).hasMover) scope.use(lineMoves).add((_scope, move) => void moves.push(move));
  });
  await inWorld({ config: { lines: { count: 2, dynamicMax: 0 } }, modules: [mover] }, async (world) => {
    assert.equal(await order(world, 'lines'), 'no lines are in use');
    const { client, roleId } = await enterWith(world, 'a', 1);
    assert.match(
      await order(world, 'line-close', { map: MAP, line: 1 }),
      /^map 100: line 1 takes no newcomers; 1 players are moved/,
    );
    assert.deepEqual(await shown(client), [[2, 0]]);
    assert.equal((await enterWith(world, 'b', 1)).lineid, 2);
    await world.pass(2_000);
    if (moves.length > 0) assert.deepEqual(moves[0], { mapId: MAP, roleId, fromLineId: 1, toLineId: 2 });
    assert.match(await order(world, 'lines'), /map +line +players +state\n +100 +1 +\d +closed\n +100 +2 +\d +open$/);
    assert.match(await order(world, 'line-close', { map: MAP, line: 2 }), /no line of this map takes newcomers now$/);
    const late = world.connect();
    await signIn(late, 'c');
    late.say(PlayerSelectRoleC2s, { roleid: await createRole(late), lineid: 0 });
    assert.deepEqual(await late.next(MapChangeFailedS2c), { reasonid: 10_007 });
    assert.equal(await order(world, 'line-open', { map: MAP, line: 1 }), 'map 100: line 1 takes newcomers');
    assert.equal(await order(world, 'lines', { map: MAP }), await order(world, 'lines'));
    assert.match(await order(world, 'line-close', { map: 12_345, line: 1 }), /game_map has no map 12345/);
    assert.match(await order(world, 'lines', { map: 12_345 }), /game_map has no map 12345/);
    assert.match(await order(world, 'line-close', { map: MAP, line: 99 }), /has no line 99/);
    for (const line of [0, -1, 1.5, 'one'])
      assert.match(await order(world, 'line-open', { map: MAP, line }), /^line-open: line: /);
  });
});

test('lines: sessions that end at any moment of their way in leave no place behind', async () => {
  const lines = { count: 2, playersMax: 2, dynamicMax: 0 };
  await inWorld({ config: { lines } }, async (world) => {
    const watcher = await enterWith(world, 'watcher', 1);
    for (let round = 0; round < 8; round++) {
      const client = world.connect();
      await signIn(client, `a${round}`);
      const roleid = await createRole(client);
      client.say(PlayerSelectRoleC2s, { roleid, lineid: 2 });
      for (let step = 0; step < round; step++) await world.pass(1);
      client.hangUp();
      await world.until(() => world.server.gate.sessionCount === 1, 'it leaves');
    }
    await world.pass(PLACE_KEPT_MS + 2_000);
    assert.deepEqual(await shown(watcher.client), [
      [1, 1],
      [2, 0],
    ]);
  });
});

test('lines: changing to a line that is full, unknown or the present one', async () => {
  const lines = { count: 2, playersMax: 1, dynamicMax: 1 };
  await inWorld({ config: { lines } }, async (world) => {
    const { client } = await enterWith(world, 'a', 1);
    await play(world.connect(), 'b');
    for (const lineid of [2, 4, 0, -1, 2_147_483_647]) {
      client.say(RoleChangeLineC2s, { lineid });
      assert.deepEqual(await client.next(MapChangeFailedS2c), { reasonid: 10_006 }, `line ${lineid}`);
      await world.pass(1_000);
    }
    client.say(RoleChangeLineC2s, { lineid: 3 });
    assert.equal((await client.next(RoleMapChangeS2c)).lineid, 3, 'the line that was offered');
    client.say(MapCompleteC2s, {});
    await world.pass(100);
    assert.deepEqual(await shown(client), [
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });
});
