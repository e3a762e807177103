// Lines in a whole server: what clients are shown and given, what operators do, and sessions that end at any moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../gate/index.ts';
import { createRole, play, signIn } from '../../server/player.fixture.ts';
import type { RawClient } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from '../map/map.messages.ts';
import { lineCompanions } from './line-companions.ts';
import { linePlayers } from './line-players.ts';
import {
  MapChangeFailedS2c,
  PlayerSelectRoleC2s,
  RoleChangeLineC2s,
  RoleLineQueryC2s,
  RoleLineQueryOkS2c,
} from './lines.messages.ts';
import { linesModule } from './lines.module.ts';

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

test('lines: an operator closes a line: nobody new comes in, and its players go to another, until it opens again', async () => {
  await inWorld({ config: { lines: { count: 2, dynamicMax: 0 } } }, async (world) => {
    assert.equal(await order(world, 'lines'), 'no lines are in use');
    const { client } = await enterWith(world, 'a', 1);
    await world.pass(100);
    const closed = await order(world, 'line-close', { map: MAP, line: 1 });
    assert.match(closed, /^map 100: line 1 takes no newcomers; 1 players are moved/);
    assert.equal((await client.next(RoleMapChangeS2c)).lineid, 2, 'its client loads the map of the other line');
    client.say(MapCompleteC2s, {});
    assert.deepEqual(await shown(client), [[2, 1]]);
    assert.match(await order(world, 'map-who', { map: MAP, line: 2 }), /^\d+/);
    assert.equal((await enterWith(world, 'b', 1)).lineid, 2);
    assert.equal(
      await order(world, 'lines'),
      ['     map  line  players  state', '     100     1        0  closed', '     100     2        2  open'].join('\n'),
    );
    assert.match(await order(world, 'line-close', { map: MAP, line: 2 }), /no line of this map takes newcomers now$/);
    const late = world.connect();
    await signIn(late, 'c');
    late.say(PlayerSelectRoleC2s, { roleid: await createRole(late), lineid: 0 });
    assert.deepEqual(await late.next(MapChangeFailedS2c), { reasonid: 10_007 });
    assert.equal(await order(world, 'line-open', { map: MAP, line: 1 }), 'map 100: line 1 takes newcomers');
    assert.equal((await client.next(RoleMapChangeS2c)).lineid, 1, 'line 2 is still closed');
    assert.equal(await order(world, 'lines', { map: MAP }), await order(world, 'lines'));
    assert.match(await order(world, 'line-close', { map: 12_345, line: 1 }), /game_map has no map 12345/);
    assert.match(await order(world, 'lines', { map: 12_345 }), /game_map has no map 12345/);
    for (const command of ['line-close', 'map-who']) {
      assert.match(await order(world, command, { map: MAP, line: 99 }), /map 100 has no line 99; see the settings/);
    }
    assert.equal(await order(world, 'map-who', { map: MAP, line: 2 }), 'nobody', 'a line that exists and is empty');
    for (const line of [0, -1, 1.5, 'one']) {
      assert.match(await order(world, 'line-open', { map: MAP, line }), /^line-open: line: /);
    }
  });
});

test('lines: a dynamic line with one player is merged when the others have room to spare', async () => {
  const lines = { count: 1, playersSoftMax: 3, playersMax: 3, dynamicMax: 1, mergeBelow: 2 };
  await inWorld({ config: { lines } }, async (world) => {
    const first = [];
    for (const account of ['a', 'b', 'c']) first.push(await enterWith(world, account, 0));
    const last = await enterWith(world, 'd', 0);
    assert.equal(last.lineid, 2);
    for (const { client } of first) client.hangUp();
    assert.equal((await last.client.next(RoleMapChangeS2c)).lineid, 1);
    last.client.say(MapCompleteC2s, {});
    await world.pass(100);
    assert.deepEqual(await shown(last.client), [[1, 1]]);
  });
});

test('lines: lines that lost their memory know who is there, and on which line', async () => {
  await inWorld({ config: { lines: { count: 3 } } }, async (world) => {
    const players = [await enterWith(world, 'a', 3), await enterWith(world, 'b', 2), await enterWith(world, 'c', 3)];
    await world.pass(100);
    const before = await shown(players[0]?.client ?? assert.fail());
    assert.deepEqual(before, [
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    const { scopes } = world.server.gate.modules;
    const scope = scopes.find(({ module }) => module === linesModule) ?? assert.fail();
    const listed = [...scope.use(linePlayers).on(MAP)].map(({ roleId, lineId }) => [roleId, lineId]);
    assert.deepEqual(
      listed,
      players.map(({ roleId, lineid }) => [roleId, lineid]),
    );
    assert.deepEqual(scope.use(linePlayers).on(12_345), []);
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
