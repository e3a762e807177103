import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from 'jadegate/testing';
import { BoardTopC2s, BoardTopS2c } from './board.messages.ts';
import { board, boards } from './board.ts';

const SEASON = 'spring';

test('board: the order, and a rank of one’s own, are the same after a crash', async () => {
  await using server = await startTestServer({ modules: [boards] });
  const ref = server.scope.actor(board, SEASON);
  const { roleId } = await server.enter('alice');
  // Role ids of players who are away.
  const scores = [
    [1n, 50],
    [2n, 70],
    [roleId, 40],
    [1n, 60],
    [1n, 10],
    [3n, 60],
    [roleId, 65],
  ] as const;
  for (const [of, score] of scores) await ref.report({ roleId: of, score });
  const expected = {
    ownRank: 2,
    places: [
      { roleId: 2n, score: 70 },
      { roleId, score: 65 },
      { roleId: 1n, score: 60 },
      { roleId: 3n, score: 60 },
    ],
  };
  assert.deepEqual(await ref.top({ roleId, count: 10 }), expected);
  await server.crash();
  const { client } = await server.enter('alice');
  client.send(BoardTopC2s, { season: SEASON });
  assert.deepEqual(await client.next(BoardTopS2c), expected);
});

test('board: whoever has no score has rank 0, and a season that nobody played is empty', async () => {
  await using server = await startTestServer({ modules: [boards] });
  const { client } = await server.enter('alice');
  client.send(BoardTopC2s, { season: 'winter' });
  assert.deepEqual(await client.next(BoardTopS2c), { ownRank: 0, places: [] });
});
