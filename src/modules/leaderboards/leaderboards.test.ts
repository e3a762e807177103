import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../base/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { ROLE_NUMBER_MIN, roleIdOf } from '../../store/index.ts';
import { startTestServer, type TestPlayer, type TestServer } from '../../testing.ts';
import { mailbox } from '../mail/index.ts';
import { roleBook } from '../roles/index.ts';
import type { BoardOptions, ClosedSeason } from './board.ts';
import { leaderboard } from './leaderboard.ts';
import { LEADERBOARD_REFUSAL } from './leaderboards.failures.ts';
import {
  LeaderboardAroundC2s,
  LeaderboardPageC2s,
  LeaderboardRefusedS2c,
  LeaderboardS2c,
} from './leaderboards.messages.ts';
import { Leaderboards, leaderboards } from './leaderboards.ts';

const ARENA = { leaderboards: { boards: [{ name: 'arena' }] } };
const FIRST_ID = roleIdOf({ serverId: 9, number: ROLE_NUMBER_MIN });
/** The nth role of a server. */
const R = (n: number): bigint => FIRST_ID + BigInt(n);
const FIRST = { from: 1, count: 50, isFormer: false };

function adding(board: BoardOptions) {
  return defineModule({ name: 'adding', uses: [leaderboards] }).hook('started', (scope) => {
    scope.use(leaderboards).add(board);
  });
}

async function page({ client }: TestPlayer, board = 'arena', asked: Partial<typeof FIRST> = {}) {
  client.send(LeaderboardPageC2s, { board, ...FIRST, ...asked });
  return client.next(LeaderboardS2c);
}

/** Ranks and scores as the test asks for them. */
async function scoresOf(server: TestServer, board = 'arena', asked: Partial<typeof FIRST> = {}) {
  const answer = await server.scope.actor(leaderboard, board).page({ roleId: 0n, ...FIRST, ...asked });
  if (answer === 'no-board') return assert.fail();
  return answer.places.map(({ roleId, score }) => [Number(roleId - R(0)), score]);
}

async function fill(server: TestServer, count: number, board = 'arena'): Promise<void> {
  for (let id = 1; id <= count; id++) {
    await server.scope.actor(leaderboard, board).record({ roleId: R(id), score: BigInt(id) });
  }
}

describe('leaderboards', () => {
  test('leaderboards: two processes record in turn, each within its deadline, and no score is lost', async () => {
    await using first = await startTestServer({ settings: ARENA, clock: 'manual' });
    await using second = await startTestServer({ settings: ARENA, beside: first });
    // Until each has seen that the other is alive.
    await first.advance(11_000);
    for (let id = 1; id <= 6; id++) {
      const { scope } = id % 2 === 0 ? first : second;
      const recorded = scope.actor(leaderboard, 'arena').record({ roleId: R(id), score: BigInt(id) });
      await first.advance(3_000);
      assert.deepEqual(await recorded, { rank: 1, score: BigInt(id) });
    }
    const scores = scoresOf(second);
    await first.advance(3_000);
    assert.deepEqual(
      await scores,
      [6, 5, 4, 3, 2, 1].map((id) => [id, BigInt(id)]),
    );
  });

  test('leaderboards: a client reads the best, its own place, and the names', async () => {
    await using server = await startTestServer({ settings: ARENA });
    const alice = await server.enter('alice', { roleName: 'Alice' });
    const bob = await server.enter('bob', { roleName: 'Bobby' });
    const board = server.scope.actor(leaderboard, 'arena');
    assert.deepEqual(await board.record({ roleId: alice.roleId, score: 10n }), { rank: 1, score: 10n });
    assert.deepEqual(await board.record({ roleId: bob.roleId, score: 30n }), { rank: 1, score: 30n });
    assert.deepEqual(await board.record({ roleId: bob.roleId, score: 20n }), { rank: 1, score: 30n });
    const answer = await page(alice);
    assert.deepEqual([answer.season, answer.total, answer.ownRank, answer.ownScore], [1, 2, 2, 10n]);
    assert.deepEqual(answer.places, [
      { rank: 1, roleId: bob.roleId, name: 'Bobby', score: 30n },
      { rank: 2, roleId: alice.roleId, name: 'Alice', score: 10n },
    ]);
  });

  test('leaderboards: the places around a role, at both ends and in the middle', async () => {
    await using server = await startTestServer({ settings: ARENA });
    await fill(server, 100);
    const board = server.scope.actor(leaderboard, 'arena');
    const ranksAround = async (roleId: bigint, count: number) => {
      const answer = await board.around({ roleId, count, isFormer: false });
      return answer === 'no-board' ? assert.fail() : answer.places.map(({ rank }) => rank);
    };
    assert.deepEqual(await ranksAround(R(50), 5), [49, 50, 51, 52, 53]);
    assert.deepEqual(await ranksAround(R(100), 3), [1, 2, 3]);
    assert.deepEqual(await ranksAround(R(1), 4), [98, 99, 100]);
    assert.deepEqual(await ranksAround(R(999), 4), []);
    const { client } = await server.enter('alice');
    client.send(LeaderboardAroundC2s, { board: 'arena', count: 5, isFormer: false });
    const { ownRank, places, total } = await client.next(LeaderboardS2c);
    assert.deepEqual([ownRank, places, total], [0, [], 100]);
  });

  test('leaderboards: of equal scores the earlier is better', async () => {
    await using server = await startTestServer({ clock: 'manual', settings: ARENA });
    const board = server.scope.actor(leaderboard, 'arena');
    for (const roleId of [R(9), R(5), R(7)]) {
      await board.record({ roleId, score: 1n });
      await server.advance(1_000);
    }
    await board.record({ roleId: R(9), score: 1n });
    assert.deepEqual(await scoresOf(server), [
      [9, 1n],
      [5, 1n],
      [7, 1n],
    ]);
  });

  test('leaderboards: sums with once count once, and low scores can be the better ones', async () => {
    await using server = await startTestServer({
      settings: {
        leaderboards: {
          boards: [
            { name: 'wins', keep: 'sum' },
            { name: 'laps', order: 'low' },
          ],
        },
      },
    });
    const wins = server.scope.actor(leaderboard, 'wins');
    for (const step of ['before-journal', 'after-journal'] as const) {
      const crashed = server.crashAt(step);
      await assert.rejects(wins.record({ roleId: R(1), score: 2n }, { once: 'match:1' }), {
        code: 'actor-unreachable',
      });
      await crashed;
    }
    assert.deepEqual(await wins.record({ roleId: R(1), score: 2n }, { once: 'match:1' }), { rank: 1, score: 2n });
    assert.deepEqual(await wins.record({ roleId: R(1), score: 3n }), { rank: 1, score: 5n });
    const laps = server.scope.actor(leaderboard, 'laps');
    for (const [id, score] of [
      [1, 90n],
      [2, 80n],
      [1, 70n],
      [2, 85n],
    ] as const)
      await laps.record({ roleId: R(id), score });
    assert.deepEqual(await scoresOf(server, 'laps'), [
      [1, 70n],
      [2, 80n],
    ]);
  });

  test('leaderboards: a full board drops the lowest, and takes nobody below it', async () => {
    await using server = await startTestServer({ settings: { leaderboards: { ...ARENA.leaderboards, placesMax: 3 } } });
    const board = server.scope.actor(leaderboard, 'arena');
    await fill(server, 4);
    assert.deepEqual(await scoresOf(server), [
      [4, 4n],
      [3, 3n],
      [2, 2n],
    ]);
    assert.deepEqual(await board.record({ roleId: R(9), score: 1n }), { rank: 0, score: 1n });
    assert.deepEqual(await board.record({ roleId: R(9), score: 2n }), { rank: 0, score: 2n });
    assert.deepEqual(await board.record({ roleId: R(2), score: 5n }), { rank: 1, score: 5n });
    await server.crash();
    assert.deepEqual(await scoresOf(server), [
      [2, 5n],
      [4, 4n],
      [3, 3n],
    ]);
  });

  test('leaderboards: only boards that exist are woken, whatever a client asks for', async () => {
    await using server = await startTestServer({ clock: 'manual', settings: ARENA });
    const { client } = await server.enter('alice');
    for (const board of ['', 'Arena', 'arena/2', 'x'.repeat(100), '../arena', 'a\0', '文']) {
      client.send(LeaderboardPageC2s, { board, ...FIRST });
      assert.equal((await client.next(LeaderboardRefusedS2c)).reason, LEADERBOARD_REFUSAL.noBoard);
      await server.advance(1_000);
    }
    assert.equal(await server.scope.actor(leaderboard, 'other').record({ roleId: R(1), score: 1n }), 'no-board');
    const board = server.scope.actor(leaderboard, 'arena');
    for (const roleId of [0n, -1n, 5n, 2n ** 63n]) assert.equal(await board.record({ roleId, score: 1n }), 'malformed');
    for (const score of [2n ** 63n, -(2n ** 63n)])
      assert.equal(await board.record({ roleId: R(1), score }), 'malformed');
    await fill(server, 60);
    const wild = [0, -1, 61, 2 ** 31 - 1, -(2 ** 31)];
    for (const from of wild) assert.deepEqual(await scoresOf(server, 'arena', { from }), []);
    for (const count of [0, -5]) assert.equal((await scoresOf(server, 'arena', { count })).length, 1);
    assert.equal((await scoresOf(server, 'arena', { count: 2 ** 31 - 1 })).length, 50);
  });

  test('leaderboards: a role that is renamed has its new name, and one that is deleted has no place', async () => {
    const scopes: Scope<unknown, unknown>[] = [];
    const watching = defineModule({ name: 'watching', uses: [roleBook] }).hook('started', (scope) => {
      scopes.push(scope);
    });
    await using server = await startTestServer({ modules: [watching], settings: ARENA });
    const alice = await server.enter('alice', { roleName: 'Alice' });
    const bob = await server.enter('bob', { roleName: 'Bobby' });
    const board = server.scope.actor(leaderboard, 'arena');
    for (const { roleId } of [alice, bob]) await board.record({ roleId, score: 1n });
    // Nobody has told the board of a role that is not there.
    await board.record({ roleId: R(5), score: 9n });
    assert.deepEqual(
      (await page(alice)).places.map(({ name }) => name),
      ['Alice', 'Bobby'],
    );
    assert.equal((await page(alice)).total, 2);
    const [scope] = scopes;
    assert.ok(scope !== undefined);
    await bob.client.close();
    await scope.use(roleBook).rename(scope, { account: 'bob', roleId: bob.roleId, newName: 'Robert' });
    assert.deepEqual(
      (await page(alice)).places.map(({ name }) => name),
      ['Alice', 'Robert'],
    );
    await scope.use(roleBook).delete(scope, { account: 'bob', serverId: 1 }, bob.roleId);
    await server.settled();
    assert.deepEqual(
      (await page(alice)).places.map(({ name }) => name),
      ['Alice'],
    );
  });

  test('leaderboard-reset: a new season begins empty, and the former can be read as far as it is kept', async () => {
    await using server = await startTestServer({
      clock: 'manual',
      settings: { leaderboards: { ...ARENA.leaderboards, formerMax: 5 } },
    });
    await fill(server, 20);
    assert.equal(await server.command('leaderboard-reset', { board: 'arena' }), 'board arena: season 2 begins');
    assert.deepEqual(await scoresOf(server), []);
    assert.deepEqual(
      (await scoresOf(server, 'arena', { isFormer: true })).map(([id]) => id),
      [20, 19, 18, 17, 16],
    );
    await fill(server, 2);
    await server.advance(1_000);
    await server.crash();
    assert.deepEqual(
      (await scoresOf(server, 'arena', { isFormer: true })).map(([id]) => id),
      [20, 19, 18, 17, 16],
    );
    assert.deepEqual(await scoresOf(server), [
      [2, 2n],
      [1, 1n],
    ]);
    await server.command('leaderboard-reset', { board: 'arena' });
    await server.advance(1_000);
    await server.flush();
    assert.equal((await scoresOf(server, 'arena', { isFormer: true })).length, 2);
    await assert.rejects(server.command('leaderboard-reset', { board: 'other' }), /no leaderboard other/);
  });

  test('leaderboard-remove: an operator takes a place away', async () => {
    await using server = await startTestServer({ settings: ARENA });
    await fill(server, 3);
    await server.command('leaderboard-remove', { board: 'arena', role: String(R(3)) });
    assert.deepEqual(await scoresOf(server), [
      [2, 2n],
      [1, 1n],
    ]);
    await assert.rejects(server.command('leaderboard-remove', { board: 'arena', role: String(R(3)) }), /has no place/);
  });
});

const HOUR_MS = 3_600_000;

describe('seasons', () => {
  test('leaderboards: a daily board begins anew each day, and its prizes arrive once, after a crash too', async () => {
    const seen: ClosedSeason[] = [];
    const prizes = adding({
      name: 'daily',
      reset: 'daily',
      closed: async (caller, closed) => {
        seen.push(closed);
        for (const { rank, roleId } of closed.places.slice(0, 3)) {
          const once = `prize:${closed.board}:${closed.season}`;
          const letter = { from: 'Arena', subject: `Place ${rank}`, gold: 100n };
          await caller.actor(mailbox, roleId).post(letter, { once });
        }
      },
    });
    await using server = await startTestServer({ modules: [prizes], clock: 'manual' });
    const { client, roleId } = await server.enter('alice');
    await client.close();
    server.jump(4 * HOUR_MS - 60_000);
    await server.scope.actor(leaderboard, 'daily').record({ roleId, score: 7n });
    const crashed = server.crashAt('after-journal');
    await server.advance(120_000);
    await crashed;
    await server.advance(120_000);
    assert.deepEqual(seen.at(-1), { board: 'daily', season: 1, places: [{ rank: 1, roleId, score: 7n }] });
    assert.ok(seen.length >= 2);
    assert.deepEqual(await server.scope.actor(mailbox, roleId).counts(), { unread: 1, total: 1 });
    assert.deepEqual(await scoresOf(server, 'daily'), []);
    server.jump(-3_600_000);
    await server.advance(HOUR_MS + 60_000);
    assert.deepEqual(await scoresOf(server, 'daily', { isFormer: true }), [[Number(roleId - R(0)), 7n]]);
  });

  test('leaderboards: prizes that fail are tried again until they are given', async () => {
    let tries = 0;
    const prizes = adding({
      name: 'daily',
      reset: 'daily',
      closed: () => {
        tries++;
        if (tries < 3) throw new Error('planted');
      },
    });
    await using server = await startTestServer({ modules: [prizes], clock: 'manual', log: silentLogger });
    server.jump(4 * HOUR_MS - 60_000);
    await server.scope.actor(leaderboard, 'daily').record({ roleId: R(1), score: 7n });
    await server.advance(600_000);
    assert.equal(tries, 3);
    assert.equal(server.errors().length, 2);
  });

  test('leaderboards: a board that slept through its reset begins anew once', async () => {
    await using server = await startTestServer({
      clock: 'manual',
      settings: { leaderboards: { boards: [{ name: 'weekly', reset: 'weekly' }] } },
    });
    // 1 January 2026 is a Thursday.
    await server.scope.actor(leaderboard, 'weekly').record({ roleId: R(1), score: 7n });
    server.jump(3 * 86_400_000);
    await server.advance(10_000);
    assert.equal((await scoresOf(server, 'weekly')).length, 1);
    server.jump(30 * 86_400_000);
    await server.advance(60_000);
    assert.deepEqual(await scoresOf(server, 'weekly'), []);
    const answer = await server.scope.actor(leaderboard, 'weekly').page({ roleId: 0n, ...FIRST });
    assert.equal(answer === 'no-board' ? 0 : answer.season, 2);
  });

  test('leaderboards: what a module cannot declare', () => {
    const boards = new Leaderboards([{ name: 'arena' }]);
    for (const name of ['', 'Arena', 'a b', 'x'.repeat(41), 'arena']) assert.throws(() => boards.add({ name }), name);
    for (let count = 0; count < 63; count++) boards.add({ name: `board-${count}` });
    assert.throws(() => boards.add({ name: 'one-more' }), /at most 64/);
  });
});
