// A crowd at the lines of one map: all are answered, nobody gets two places, and the bound of the inbox is a refusal like any other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorWorld } from '../../actor/actor-world.fixture.ts';
import type { AnyOffer } from '../../actor/index.ts';
import { silentLogger } from '../../base/index.ts';
import { ClosedLines, closedLines } from './closed-lines.ts';
import { MemoryClosedRows } from './closed-rows.fixture.ts';
import { LineCompanions } from './line-companions.ts';
import { ActorLineDesk, type JoinRequest } from './line-desk.ts';
import { LINES_INBOX_MAX } from './line-limits.ts';
import { LineMoves, lineMoves } from './line-moves.ts';
import { LinePlayers, linePlayers } from './line-players.ts';
import { LineRooms, lineRooms } from './line-rooms.ts';
import { lineSettings } from './line-settings.ts';
import { awakeLines, gameMaps, mapLines } from './map-lines.ts';

function start(settings: Record<string, unknown> = {}) {
  /** Roles that a module has on line 1 of map 100. */
  const there = new Set<bigint>();
  const row = { name: 'a map', width: 1, height: 1, spawnX: 0, spawnY: 0 };
  const maps = { find: (mapId: number) => (mapId === 100 ? { mapId, ...row } : null) };
  const awake = new Set<number>();
  const players = new LinePlayers({ log: silentLogger });
  players.add((mapId) => [...there].map((roleId) => ({ roleId, lineId: mapId / 100 })));
  players.add(() => {
    throw new Error('a module that has a fault');
  });
  const closed = new ClosedLines(new MemoryClosedRows());
  const offers = new Map<AnyOffer, unknown>([
    [gameMaps, maps],
    [closedLines, closed],
    [awakeLines, awake],
    [lineRooms, new LineRooms()],
    [lineMoves, new LineMoves()],
    [linePlayers, players],
  ]);
  const rules = lineSettings.parse(settings);
  const world = new ActorWorld([mapLines], { settings: rules, offers });
  const desk = new ActorLineDesk(maps, new LineCompanions({ clock: world.clock, log: silentLogger }));
  const { scope } = world;
  const join = (request: JoinRequest) => desk.join(scope, request);
  const shown = async (mapId = 100) => (await desk.shown(scope, mapId)).map(({ lineId, players }) => [lineId, players]);
  return { world, scope, awake, there, closed, join, shown };
}

test('line desk: 10,000 roles at once have a line each, and leave it when they leave the game', async () => {
  const { world, join, shown } = start({ count: 2, dynamicMax: 10, playersMax: 1_000 });
  const roleIds = Array.from({ length: 10_000 }, (_, at) => BigInt(at + 1));
  for (const roleId of roleIds) world.playing.add(roleId);
  const answers = await Promise.all(roleIds.map((roleId) => join({ mapId: 100, roleId, wish: 0 })));
  assert.equal(answers.filter((answer) => typeof answer === 'object').length, 10_000);
  const counts = (await shown()).map(([, count = 0]) => count);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    10_000,
  );
  assert.ok(counts.every((count) => count <= 1_000));
  world.playing.clear();
  for (const roleId of roleIds) world.system.left(roleId, 'peer-closed');
  await world.advance(200);
  assert.deepEqual(await shown(), [
    [1, 0],
    [2, 0],
  ]);
});

test('line desk: more than can wait are refused as if the lines were full, and none of them has a place', async () => {
  const { world, join, shown } = start({ playersMax: 100_000 });
  const count = LINES_INBOX_MAX + 5_000;
  for (let roleId = 1; roleId <= count; roleId++) world.playing.add(BigInt(roleId));
  const asked = Array.from({ length: count }, (_, at) => join({ mapId: 100, roleId: BigInt(at + 1), wish: 0 }));
  const answers = await Promise.all(asked);
  const full = answers.filter((answer) => answer === 'full').length;
  assert.ok(full > 0 && full <= 5_000, `${full} were refused`);
  const lines = await shown();
  assert.equal(
    lines.reduce((sum, [, players = 0]) => sum + players, 0),
    count - full,
  );
});

test('line desk: an unknown map is answered without waking anything', async () => {
  const { world, awake, join, shown } = start();
  for (const mapId of [0, -1, 101, 2_147_483_647, -2_147_483_648, Number.NaN]) {
    assert.equal(await join({ mapId, roleId: 1n, wish: 1 }), 'no-such-map');
    assert.deepEqual(await shown(mapId), []);
  }
  assert.deepEqual([world.store.openCount, awake.size], [0, 0]);
});

test('line desk: a role that nobody plays gets no line, and one that leaves frees its place at once', async () => {
  const { world, join, shown } = start({ count: 1, dynamicMax: 0, playersMax: 1 });
  const ask = (roleId: bigint) => join({ mapId: 100, roleId, wish: 0 });
  assert.deepEqual([await ask(1n), await shown()], ['not-played', [[1, 0]]]);
  for (const roleId of [1n, 2n]) world.playing.add(roleId);
  assert.deepEqual([await ask(1n), await ask(2n), await ask(1n)], [{ lineId: 1 }, 'full', { lineId: 1 }]);
  await world.advance(600_000);
  assert.equal(await ask(2n), 'full', 'it keeps its place for as long as it plays');
  world.playing.delete(1n);
  const late = ask(1n);
  world.system.left(1n, 'peer-closed');
  await late;
  await world.settle();
  assert.deepEqual([await ask(2n), await ask(1n)], [{ lineId: 1 }, 'not-played']);
});

test('line desk: lines of a map without players sleep, and a closed line is closed when they wake', async () => {
  const { world, scope, awake, closed, join, shown } = start({ dynamicMax: 0 });
  await closed.set({ mapId: 100, lineId: 1 }, true);
  assert.equal(await scope.actor(mapLines, 100).stateOf({ lineId: 1 }), 'closed');
  for (const lineId of [0, -1, 3, 1.5, Number.NaN]) {
    assert.equal(await scope.actor(mapLines, 100).stateOf({ lineId }), null);
  }
  assert.equal(awake.size, 1);
  await world.advance(70_000);
  assert.deepEqual([world.system.ownerCount, awake.size], [0, 0]);
  assert.deepEqual(await shown(), [[2, 0]]);
  for (const roleId of [1n, 2n]) world.playing.add(roleId);
  assert.deepEqual(await join({ mapId: 100, roleId: 1n, wish: 1 }), { lineId: 2 });
  await closed.set({ mapId: 100, lineId: 1 }, false);
  await world.advance(2_000);
  assert.deepEqual(await join({ mapId: 100, roleId: 2n, wish: 1 }), { lineId: 1 }, 'they look at each tick');
});

test('line desk: lines wake without the database; when their memory is lost, they ask who is there', async () => {
  const { world, there, join, shown } = start();
  world.store.fault = () => Promise.reject(new Error('the database is away'));
  world.playing.add(1n);
  // One that is leaving is not on a line any more.
  for (const roleId of [1n, 2n]) there.add(roleId);
  assert.deepEqual(await join({ mapId: 100, roleId: 1n, wish: 1 }), { lineId: 1 });
  for (const owner of world.system.owners()) owner.cutShort();
  await world.settle();
  assert.equal(world.system.ownerCount, 0);
  assert.deepEqual(await shown(), [
    [1, 1],
    [2, 0],
  ]);
});
