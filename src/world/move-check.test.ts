import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMove, type MoveRules, type MoveState, startMoves } from './move-check.ts';

const CLASSIC: MoveRules = {
  profile: 'classic',
  tilesPerSecond: 5,
  width: 100,
  height: 100,
  isBlocked: (x, y) => x === 50 && y === 50,
};
const STRICT: MoveRules = { ...CLASSIC, profile: 'strict' };
/** At 20, 20, with no time saved up. */
const STATE: MoveState = { ...startMoves({ x: 20, y: 20 }, 10_000), savedMs: 0 };
const NO_PATH = { path: [] };

test('move check: a step in time is accepted, and pays with time', () => {
  const verdict = checkMove(STATE, { x: 21, y: 21, ...NO_PATH }, { nowMs: 10_200, rules: STRICT });
  assert.equal(verdict.kind, 'accepted');
  assert.deepEqual([verdict.state.x, verdict.state.y], [21, 21]);
  assert.ok(verdict.state.savedMs < 200);
});

test('move check: a step that is too fast is reported in the classic profile and put back in the strict one', () => {
  const claim = { x: 25, y: 20, ...NO_PATH };
  const classic = checkMove(STATE, claim, { nowMs: 10_200, rules: CLASSIC });
  assert.deepEqual(
    [classic.kind, classic.suspicion, classic.state.x, classic.state.score],
    ['reported', 'too-fast', 25, 1],
  );
  const strict = checkMove(STATE, claim, { nowMs: 10_200, rules: STRICT });
  assert.deepEqual([strict.kind, strict.suspicion, strict.state.x], ['back', 'too-fast', 20]);
});

test('move check: claims that come together after a delay are accepted, up to what can be saved', () => {
  let state = STATE;
  for (let step = 1; step <= 10; step++) {
    const verdict = checkMove(state, { x: 20 + step, y: 20, ...NO_PATH }, { nowMs: 12_000, rules: STRICT });
    assert.equal(verdict.kind, 'accepted');
    state = verdict.state;
  }
  const day = checkMove(STATE, { x: 90, y: 20, ...NO_PATH }, { nowMs: 86_400_000, rules: STRICT });
  assert.equal(day.suspicion, 'too-fast');
});

test('move check: a clock that was set back gives no time, and walking continues after it', () => {
  const back = checkMove(STATE, { x: 20, y: 20, ...NO_PATH }, { nowMs: 0, rules: STRICT });
  assert.equal(back.state.savedMs, 0);
  const next = checkMove(back.state, { x: 21, y: 20, ...NO_PATH }, { nowMs: 200, rules: STRICT });
  assert.equal(next.kind, 'accepted');
});

test('move check: coordinates that are not on the map put the walker back in both profiles', () => {
  for (const rules of [CLASSIC, STRICT]) {
    for (const x of [-1, 100, 2 ** 31 - 1, -(2 ** 31), 0.5, Number.NaN]) {
      const verdict = checkMove(STATE, { x, y: 20, ...NO_PATH }, { nowMs: 20_000, rules });
      assert.deepEqual([verdict.kind, verdict.suspicion, verdict.state.x], ['back', 'off-map', 20]);
    }
  }
});

test('move check: a path of 65,535 points is refused without a look at its points', () => {
  const path = new Proxy(new Array(65_535).fill({ x: 20, y: 20 }), {
    get: (target, name) => {
      assert.ok(name === 'length', `the check read ${String(name)}`);
      return target.length;
    },
  });
  const verdict = checkMove(STATE, { x: 20, y: 20, path }, { nowMs: 20_000, rules: CLASSIC });
  assert.deepEqual([verdict.kind, verdict.suspicion, verdict.path.length], ['reported', 'path-too-long', 0]);
});

test('move check: the classic profile takes a path from its end, the strict one does not', () => {
  const path = [
    { x: 70, y: 20 },
    { x: 45, y: 20 },
    { x: 21, y: 20 },
  ];
  const claim = { x: 20, y: 20, path };
  assert.equal(checkMove(STATE, claim, { nowMs: 20_000, rules: CLASSIC }).kind, 'accepted');
  assert.equal(checkMove(STATE, claim, { nowMs: 20_000, rules: STRICT }).suspicion, 'path-broken');
  const forward = { x: 20, y: 20, path: [...path].reverse() };
  assert.equal(checkMove(STATE, forward, { nowMs: 20_000, rules: STRICT }).kind, 'accepted');
});

test('move check: a path with a jump, a point off the map, or a blocked tile is suspicious', () => {
  const suspicion = (path: readonly { x: number; y: number }[]): string | null =>
    checkMove(STATE, { x: 20, y: 20, path }, { nowMs: 20_000, rules: STRICT }).suspicion;
  assert.equal(
    suspicion([
      { x: 21, y: 20 },
      { x: 99, y: 20 },
    ]),
    'path-broken',
  );
  assert.equal(
    suspicion([
      { x: 21, y: 20 },
      { x: -1, y: 20 },
    ]),
    'path-broken',
  );
  assert.equal(
    suspicion([
      { x: 40, y: 40 },
      { x: 50, y: 50 },
    ]),
    'blocked',
  );
});

test('move check: a walker whose score is above 20 is kicked; good moves lower it', () => {
  let state = STATE;
  const kinds: string[] = [];
  for (let step = 0; step < 21; step++) {
    const verdict = checkMove(state, { x: step % 2 ? 20 : 60, y: 20, ...NO_PATH }, { nowMs: 10_000, rules: CLASSIC });
    kinds.push(verdict.kind);
    state = verdict.state;
  }
  assert.deepEqual([kinds.indexOf('kick'), kinds.lastIndexOf('reported')], [20, 19]);
  const good = checkMove({ ...state, score: 5 }, { x: state.x, y: 20, ...NO_PATH }, { nowMs: 20_000, rules: CLASSIC });
  assert.equal(good.state.score, 4.5);
});

test('move check: in the strict profile, moves on their way behind one that was put back do not close the session', () => {
  let state = STATE;
  for (let late = 1; late <= 50; late++) {
    const verdict = checkMove(
      state,
      { x: 60 + (late % 30), y: 20, ...NO_PATH },
      { nowMs: 10_000 + late, rules: STRICT },
    );
    assert.equal(verdict.kind, 'back');
    state = verdict.state;
  }
  assert.equal(state.score, 0);
  const off = Array.from({ length: 11 }, () => {
    const verdict = checkMove(state, { x: -1, y: 20, ...NO_PATH }, { nowMs: 10_100, rules: STRICT });
    state = verdict.state;
    return verdict.kind;
  });
  assert.deepEqual([off[9], off[10]], ['back', 'kick']);
});
