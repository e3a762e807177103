import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineBoard, type LineRules } from './line-board.ts';

const RULES: LineRules = { count: 2, dynamicMax: 0, playersSoftMax: 2, playersMax: 2, mergeBelow: 0 };

function boardOf(rules: Partial<LineRules> = {}): LineBoard {
  return new LineBoard({ ...RULES, ...rules });
}

function join(board: LineBoard, roleId: bigint, wish = 0): number | string {
  return board.join({ roleId, wish });
}

function players(board: LineBoard): readonly number[] {
  return board.loads().map((load) => load.players);
}

test('line board: newcomers spread over the lines, the first of equals first', () => {
  const board = boardOf({ count: 3 });
  const joined = [1n, 2n, 3n, 4n, 5n, 6n, 7n].map((roleId) => join(board, roleId));
  assert.deepEqual(joined, [1, 2, 3, 1, 2, 3, 'full']);
  assert.deepEqual([players(board), board.lineOf(7n)], [[2, 2, 2], null]);
});

test('line board: a wish is granted up to the hard cap, whatever is wished', () => {
  const board = boardOf({ playersSoftMax: 1 });
  assert.deepEqual([join(board, 1n, 2), join(board, 2n, 2), join(board, 3n, 2)], [2, 2, 1]);
  board.leave(3n);
  for (const wish of [0, -1, 3, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_647, -2_147_483_648]) {
    assert.equal(join(board, 3n, wish), 1);
    board.leave(3n);
  }
});
