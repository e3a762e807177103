import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LINE_OPTIONS, LineBoard } from './line-board.ts';

function players(board: LineBoard): readonly number[] {
  return board.loads().map((load) => load.players);
}

test('line board: newcomers spread over the lines, the first of equals first', () => {
  const board = new LineBoard({ lineCount: 3, playersMax: 2 });
  const joined = [1n, 2n, 3n, 4n, 5n, 6n, 7n].map((roleId) => board.join(roleId, 0));
  assert.deepEqual(joined, [1, 2, 3, 1, 2, 3, null]);
  assert.deepEqual(board.loads(), [
    { lineId: 1, players: 2 },
    { lineId: 2, players: 2 },
    { lineId: 3, players: 2 },
  ]);
  assert.equal(board.lineOf(7n), null);
});

test('line board: a wish is granted while there is room, whatever is wished', () => {
  const board = new LineBoard({ lineCount: 2, playersMax: 2 });
  assert.deepEqual([board.join(1n, 2), board.join(2n, 2), board.join(3n, 2)], [2, 2, 1]);
  for (const wish of [0, -1, 3, 1.5, Number.NaN, 2_147_483_647]) assert.equal(board.join(3n, wish), 1);
  assert.deepEqual(players(board), [1, 2]);
});

test('line board: who joins again is counted once, and may keep the last place', () => {
  const board = new LineBoard({ lineCount: 1, playersMax: 1 });
  assert.deepEqual([board.join(1n, 1), board.join(1n, 1), board.join(2n, 1)], [1, 1, null]);
  assert.deepEqual(players(board), [1]);
});

test('line board: moving needs room and leaves a player where it was without', () => {
  const board = new LineBoard({ lineCount: 2, playersMax: 1 });
  board.join(1n, 1);
  board.join(2n, 2);
  assert.deepEqual(
    [board.move(1n, 2), board.move(1n, 3), board.move(1n, 0), board.move(1n, 1)],
    [false, false, false, true],
  );
  board.leave(2n);
  assert.equal(board.move(1n, 2), true);
  assert.deepEqual([board.lineOf(1n), players(board)], [2, [0, 1]]);
});

test('line board: leaving twice, or without having come, changes nothing', () => {
  const board = new LineBoard();
  board.join(1n, 1);
  for (let each = 0; each < 2; each++) board.leave(1n);
  board.leave(2n);
  assert.deepEqual(players(board), new Array<number>(LINE_OPTIONS.lineCount).fill(0));
});

test('line board: any coming and going agrees with counting heads, and never passes the cap', () => {
  const role = fc.bigInt({ min: 1n, max: 6n });
  const line = fc.integer({ min: -1, max: 4 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('join' as const), role, line }),
    fc.record({ kind: fc.constant('move' as const), role, line }),
    fc.record({ kind: fc.constant('leave' as const), role, line }),
  );
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const board = new LineBoard({ lineCount: 3, playersMax: 2 });
    const present = new Set<bigint>();
    for (const each of steps) {
      if (each.kind === 'leave') board.leave(each.role);
      else if (each.kind === 'join') board.join(each.role, each.line);
      else if (present.has(each.role)) board.move(each.role, each.line);
      if (board.lineOf(each.role) === null) present.delete(each.role);
      else present.add(each.role);
      const heads = [1, 2, 3].map((lineId) => [...present].filter((id) => board.lineOf(id) === lineId).length);
      assert.deepEqual(players(board), heads);
      assert.ok(heads.every((count) => count <= 2));
    }
  });
  fc.assert(property, { numRuns: 200 });
});
