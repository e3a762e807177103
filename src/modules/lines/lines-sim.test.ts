import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineBoard, type LineMove, type LineRequest } from './line-board.ts';
import { simulate } from './lines-sim.fixture.ts';
import { mapLines } from './map-lines.ts';

const SEEDS = 60;
/** A planted bug is found by then. */
const SEEDS_MAX = 300;

test(`lines: ${SEEDS} simulated games end without a violation`, async () => {
  let moves = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, entered, refused, moved } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- lines --seeds 1 --seed ${seed}`);
    assert.ok(entered > 0 && refused >= 0);
    moves += moved;
  }
  assert.ok(moves > 0, 'players of merging and closed lines are moved');
});

/** Puts another function in the place of a method, and returns what puts it back. */
function plant(on: object, name: string, bug: (...args: never[]) => unknown): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { value: bug, writable: true, configurable: true });
  return () => Object.defineProperty(on, name, right);
}

interface BoardSelf {
  readonly state: { readonly board: LineBoard };
}

function plantMethod(name: string, bug: (self: BoardSelf, request: LineRequest) => unknown): () => void {
  const right = mapLines.methods.get(name);
  assert.ok(right !== undefined);
  mapLines.methods.set(name, bug as typeof right);
  return () => void mapLines.methods.set(name, right);
}

const { join, leave, nextMoves } = LineBoard.prototype;

/** Bugs, and the violation that each must cause. */
const BUGS: Readonly<Record<string, { readonly kind: RegExp; readonly plant: () => () => void }>> = {
  'counts drift: each third role that leaves is not taken off its line': {
    kind: /^(?:places|left)/,
    plant: () =>
      plant(LineBoard.prototype, 'leave', function (this: LineBoard, roleId: bigint) {
        if (roleId % 3n !== 0n) leave.call(this, roleId);
      }),
  },
  'the hard cap is passed': {
    kind: /^cap/,
    plant: () =>
      plant(LineBoard.prototype, 'join', function (this: LineBoard, request: LineRequest) {
        const answer = join.call(this, request);
        if (answer !== 'full') return answer;
        this.restore(request.roleId, 1);
        return this.lineOf(request.roleId) ?? answer;
      }),
  },
  'a wish that must be granted is ignored': {
    kind: /^wish/,
    plant: () =>
      plant(LineBoard.prototype, 'join', function (this: LineBoard, request: LineRequest) {
        return join.call(this, { ...request, mustBe: false });
      }),
  },
  'a role that travels stays on the lines of the map that it left': {
    kind: /^places/,
    plant: () => plantMethod('leave', () => undefined),
  },
  'a player is lost in a merge': {
    kind: /^places/,
    plant: () =>
      plant(LineBoard.prototype, 'nextMoves', function (this: LineBoard, options: { nowMs: number; countMax: number }) {
        const moves: LineMove[] = nextMoves.call(this, options);
        for (const { roleId } of moves) this.leave(roleId);
        return moves;
      }),
  },
  'a merge never ends': {
    kind: /^merge/,
    plant: () => plant(LineBoard.prototype, 'nextMoves', () => []),
  },
  'a role that is kicked while it joins gets a line': {
    kind: /^left/,
    plant: () => plantMethod('join', (self, request) => ({ lineId: self.state.board.join(request) })),
  },
  'a role that leaves the game keeps its line': {
    kind: /^left/,
    plant: () => {
      const { left } = mapLines.hooks;
      mapLines.hooks.left = () => {};
      return () => {
        mapLines.hooks.left = left;
      };
    },
  },
  'roles that are there are forgotten with the memory of the lines': {
    kind: /^places/,
    plant: () => plant(LineBoard.prototype, 'restore', () => {}),
  },
};

for (const [name, { kind, plant: plantBug }] of Object.entries(BUGS)) {
  test(`lines, simulated: found: ${name}`, async () => {
    const takeOut = plantBug();
    try {
      let found: string | undefined;
      for (let seed = 1; seed <= SEEDS_MAX && found === undefined; seed++) {
        found = (await simulate(seed)).violations.find((violation) => kind.test(violation));
      }
      assert.notEqual(found, undefined, `no violation of ${kind} in ${SEEDS_MAX} games`);
    } finally {
      takeOut();
    }
  });
}
