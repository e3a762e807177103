import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineBoard, type LineRules } from './line-board.ts';
import { LineModel } from './line-model.fixture.ts';

const RULES: LineRules = { count: 2, dynamicMax: 0, gatherBelow: 0, playersSoftMax: 2, playersMax: 2, mergeBelow: 0 };

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

test('line board: a role that joins again is counted once, and keeps the last place', () => {
  const board = boardOf({ count: 1, playersSoftMax: 1, playersMax: 1 });
  assert.deepEqual([join(board, 1n, 1), join(board, 1n, 1), join(board, 1n), join(board, 2n, 1)], [1, 1, 1, 'full']);
  assert.deepEqual(players(board), [1]);
});

test('line board: a role that joins again goes where it wishes if there is room, and else stays', () => {
  const board = boardOf({ playersMax: 1, playersSoftMax: 1, count: 3 });
  for (const roleId of [1n, 2n]) join(board, roleId);
  assert.deepEqual([join(board, 1n, 2), join(board, 1n, 3), join(board, 1n, 9), join(board, 1n)], [1, 3, 3, 3]);
  assert.deepEqual(players(board), [0, 1, 1]);
});

test('line board: when only the wish will do, a role without room there stays where it is', () => {
  const board = boardOf({ playersMax: 1, playersSoftMax: 1 });
  for (const roleId of [1n, 2n]) join(board, roleId);
  const move = (wish: number) => board.join({ roleId: 1n, wish, mustBe: true });
  assert.deepEqual(
    [move(2), move(3), move(0), move(-1), move(1.5), move(Number.NaN), move(1)],
    ['full', ...new Array<string>(5).fill('no-such-line'), 1],
  );
  board.leave(2n);
  assert.deepEqual([move(2), players(board)], [2, [0, 1]]);
});

test('line board: leaving twice, or without having come, changes nothing', () => {
  const board = boardOf();
  join(board, 1n, 1);
  for (let each = 0; each < 2; each++) board.leave(1n);
  board.leave(2n);
  assert.deepEqual([players(board), board.playerCount], [[0, 0], 0]);
});

test('line board: beyond the soft cap newcomers go elsewhere, wishes and companions do not', () => {
  const board = boardOf({ playersSoftMax: 1, playersMax: 3 });
  assert.deepEqual([join(board, 1n), join(board, 2n), join(board, 3n, 1)], [1, 2, 1]);
  // Line 2 has fewer players; the party is on line 1.
  const company = [1n, 3n, 99n];
  assert.equal(board.join({ roleId: 4n, wish: 0, company }), 1);
  assert.equal(board.join({ roleId: 5n, wish: 0, company }), 2, 'its line is full');
  assert.equal(board.join({ roleId: 6n, wish: 2, company }), 2, 'the wish counts more');
});

test('line board: most companions decide, and the first line of equals', () => {
  const board = boardOf({ count: 3, playersSoftMax: 9, playersMax: 9 });
  for (const [roleId, wish] of [
    [1n, 3],
    [2n, 2],
    [3n, 3],
    [4n, 1],
  ] as const)
    join(board, roleId, wish);
  assert.equal(board.join({ roleId: 5n, wish: 0, company: [1n, 2n, 3n] }), 3);
  assert.equal(board.join({ roleId: 6n, wish: 0, company: [2n, 3n] }), 2);
  const many = Array.from({ length: 10_000 }, (_, at) => BigInt(100 + at));
  assert.equal(board.join({ roleId: 7n, wish: 0, company: [...many, 1n, 3n] }), 1, 'so many are not looked for');
});

test('line board: the players of a quiet map meet on one line, and those of a busy one spread', () => {
  const board = boardOf({ count: 3, playersSoftMax: 10, playersMax: 10, gatherBelow: 3 });
  const joined = Array.from({ length: 11 }, (_, at) => board.join({ roleId: BigInt(at + 1), wish: 0 }));
  assert.deepEqual(joined, [1, 1, 1, 2, 2, 2, 3, 3, 3, 1, 2]);
  board.leave(4n);
  assert.equal(board.join({ roleId: 20n, wish: 3 }), 3, 'a wish counts more');
  board.setClosed(2, true);
  assert.notEqual(board.join({ roleId: 21n, wish: 0 }), 2, 'nobody is put on a closed line');
});

test('line board: dynamic lines open one after the other, are shown when all are busy, and hide when empty', () => {
  const board = boardOf({ count: 1, dynamicMax: 2, playersSoftMax: 1, playersMax: 2 });
  const shown = () =>
    board
      .loads()
      .filter(({ isHidden }) => !isHidden)
      .map(({ lineId, players: count }) => [lineId, count]);
  assert.deepEqual(shown(), [[1, 0]]);
  assert.equal(board.join({ roleId: 9n, wish: 2, mustBe: true }), 'no-such-line', 'it is not open');
  assert.equal(join(board, 1n, 2), 1);
  assert.deepEqual(shown(), [
    [1, 1],
    [2, 0],
  ]);
  assert.equal(board.join({ roleId: 9n, wish: 3, mustBe: true }), 'no-such-line', 'it is not the next');
  assert.deepEqual([join(board, 2n), join(board, 3n), join(board, 4n)], [2, 3, 1]);
  assert.deepEqual([join(board, 5n), join(board, 6n), join(board, 7n)], [2, 3, 'full']);
  board.leave(3n);
  board.leave(6n);
  assert.deepEqual(shown(), [
    [1, 2],
    [2, 2],
    [3, 0],
  ]);
  board.leave(1n);
  board.leave(4n);
  assert.deepEqual(shown(), [
    [1, 0],
    [2, 2],
  ]);
});

test('line board: a dynamic line with few players merges when others have room to spare', () => {
  const board = boardOf({ count: 1, dynamicMax: 2, playersSoftMax: 4, playersMax: 6, mergeBelow: 2 });
  for (let roleId = 1n; roleId <= 9n; roleId++) join(board, roleId);
  assert.deepEqual(players(board), [4, 4, 1]);
  assert.equal(board.beginMerge(), null, 'the others have no room');
  for (const roleId of [1n, 2n]) board.leave(roleId);
  assert.equal(board.beginMerge(), null, 'it would open again soon');
  board.leave(3n);
  assert.deepEqual([board.beginMerge(), board.beginMerge(), board.stateOf(3)], [3, null, 'merging']);
  assert.equal(board.loads()[2]?.isHidden, true);
  assert.equal(board.join({ roleId: 10n, wish: 3, mustBe: true }), 'no-such-line', 'it takes no newcomers');
  const moves = board.nextMoves({ nowMs: 0, countMax: 10 });
  assert.deepEqual(moves, [{ roleId: 9n, fromLineId: 3, toLineId: 1 }]);
  assert.equal(board.join({ roleId: 9n, wish: 1, mustBe: true }), 1);
  assert.deepEqual([players(board), board.stateOf(3)], [[2, 4, 0], 'hidden']);
});

test('line board: a line that merges opens again when it is needed', () => {
  const board = boardOf({ count: 1, dynamicMax: 1, playersSoftMax: 2, playersMax: 2, mergeBelow: 1 });
  for (let roleId = 1n; roleId <= 4n; roleId++) join(board, roleId);
  for (const roleId of [1n, 3n, 4n]) board.leave(roleId);
  assert.deepEqual(players(board), [1, 0], 'nobody to merge');
  const other = boardOf({ count: 1, dynamicMax: 1, playersSoftMax: 3, playersMax: 3, mergeBelow: 2 });
  for (let roleId = 1n; roleId <= 4n; roleId++) join(other, roleId);
  for (const roleId of [1n, 2n, 3n]) other.leave(roleId);
  assert.equal(other.beginMerge(), 2);
  for (const roleId of [5n, 6n, 7n]) assert.equal(join(other, roleId), 1);
  assert.deepEqual(other.nextMoves({ nowMs: 0, countMax: 9 }), [], 'there is no room now');
  assert.deepEqual([join(other, 8n), other.stateOf(2)], [2, 'open']);
});

test('line board: players of a closed line are asked to leave, a bounded number, each once in a while', () => {
  const board = boardOf({ playersSoftMax: 5, playersMax: 9 });
  for (let roleId = 1n; roleId <= 8n; roleId++) join(board, roleId, 1);
  assert.deepEqual(
    [board.setClosed(1, true), board.setClosed(9, true), board.setClosed(0, true)],
    [true, false, false],
  );
  assert.equal(join(board, 9n), 2);
  assert.equal(board.join({ roleId: 9n, wish: 1, mustBe: true }), 'no-such-line');
  const ids = (nowMs: number) => board.nextMoves({ nowMs, countMax: 3 }).map(({ roleId }) => roleId);
  assert.deepEqual([ids(0), ids(1_000), ids(2_000), ids(3_000)], [[1n, 2n, 3n], [4n, 5n, 6n], [7n, 8n], []]);
  assert.deepEqual(ids(10_000), [1n, 2n, 3n]);
  board.setClosed(1, false);
  assert.deepEqual([ids(100_000), join(board, 10n)], [[], 2]);
});

test('line board: with all lines closed nobody new comes in, and those inside stay', () => {
  const board = boardOf();
  join(board, 1n);
  for (const lineId of [1, 2]) board.setClosed(lineId, true);
  assert.deepEqual([join(board, 2n), join(board, 1n), board.nextMoves({ nowMs: 0, countMax: 9 })], ['full', 1, []]);
});

test('line board: a role that was there comes back beyond every cap, once', () => {
  const board = boardOf({ playersSoftMax: 1, playersMax: 1, dynamicMax: 2 });
  for (const roleId of [1n, 2n, 1n]) board.restore(roleId, 4);
  assert.deepEqual([players(board), board.stateOf(4)], [[0, 0, 0, 2], 'open']);
  board.restore(1n, 1);
  for (const lineId of [0, -1, 77, 1.5, Number.NaN]) board.restore(3n, lineId);
  assert.deepEqual([board.lineOf(1n), board.lineOf(3n)], [4, null]);
  assert.deepEqual([join(board, 5n, 4), join(board, 1n, 4), join(board, 1n)], [1, 4, 4]);
});

test('line board: the roles of a line come in portions, by their ids', () => {
  const board = boardOf({ playersSoftMax: 9, playersMax: 9 });
  for (const roleId of [5n, 1n, 9n, 3n]) join(board, roleId, 2);
  assert.deepEqual(board.rolesOn(2, { after: 0n, countMax: 3 }), [1n, 3n, 5n]);
  assert.deepEqual(board.rolesOn(2, { after: 5n, countMax: 3 }), [9n]);
  for (const lineId of [1, 0, -1, 99, Number.NaN])
    assert.deepEqual(board.rolesOn(lineId, { after: 0n, countMax: 3 }), []);
});

const role = fc.bigInt({ min: 1n, max: 12n });
const line = fc.oneof(fc.integer({ min: -1, max: 7 }), fc.constantFrom(1.5, Number.NaN, 2_147_483_647));
const flag = fc.boolean();
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('join' as const), role, line, mustBe: flag, company: fc.array(role) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('back' as const), role, line }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const), role }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('close' as const), line: fc.integer({ min: 1, max: 6 }), isClosed: flag }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const rules = fc
  .tuple(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5))
  .map(([count, dynamicMax, soft, more, gather, mergeBelow]) => {
    const playersSoftMax = 1 + (soft % 4);
    return {
      count: 1 + (count % 3),
      dynamicMax: dynamicMax % 4,
      playersSoftMax,
      playersMax: playersSoftMax + (more % 3),
      gatherBelow: gather % (playersSoftMax + 1),
      mergeBelow,
    };
  });

function perform(on: LineBoard | LineModel, each: Step): unknown {
  switch (each.kind) {
    case 'join':
      return on.join({ roleId: each.role, wish: each.line, mustBe: each.mustBe, company: each.company });
    case 'back':
      return on.restore(each.role, each.line);
    case 'leave':
      return on.leave(each.role);
    case 'merge':
      return on.beginMerge();
    case 'close':
      if (on instanceof LineBoard) on.setClosed(each.line, each.isClosed);
      else if (each.isClosed) on.closed.add(each.line);
      else on.closed.delete(each.line);
      return undefined;
  }
}

test('line board: any coming and going agrees with counting heads', () => {
  const property = fc.property(rules, fc.array(step, { maxLength: 80 }), (of, steps) => {
    const [board, model] = [new LineBoard(of), new LineModel(of)];
    for (const each of steps) {
      assert.deepEqual(perform(board, each), perform(model, each));
      const expected = model.lineIds.map((lineId) => ({
        lineId,
        players: model.players(lineId),
        isHidden: !model.takes(lineId) && lineId !== model.next,
      }));
      assert.deepEqual(board.loads(), expected);
      for (let roleId = 1n; roleId <= 12n; roleId++) {
        assert.equal(board.lineOf(roleId), model.lineOf.get(roleId) ?? null);
      }
    }
  });
  fc.assert(property, { numRuns: 400 });
});

test('line board: moves lead from closed and merging lines to open ones, and carried out they lose nobody', () => {
  const property = fc.property(rules, fc.array(step, { maxLength: 60 }), (of, steps) => {
    const board = new LineBoard(of);
    for (const each of steps) perform(board, each);
    const before = board.playerCount;
    const moves = board.nextMoves({ nowMs: 0, countMax: 5 });
    assert.ok(moves.length <= 5);
    assert.equal(new Set(moves.map(({ roleId }) => roleId)).size, moves.length);
    for (const { roleId, fromLineId, toLineId } of moves) {
      assert.ok(['closed', 'merging'].includes(board.stateOf(fromLineId) ?? ''));
      assert.equal(board.lineOf(roleId), fromLineId);
      assert.equal(board.join({ roleId, wish: toLineId, mustBe: true }), toLineId);
      assert.equal(board.lineOf(roleId), toLineId);
    }
    assert.equal(board.playerCount, before);
    assert.ok(
      board
        .loads()
        .every(({ players: count, lineId }) => count === board.rolesOn(lineId, { after: 0n, countMax: 99 }).length),
    );
  });
  fc.assert(property, { numRuns: 300 });
});
