import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../base/index.ts';
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c } from '../../modules/map/map.messages.ts';
import { SmallRun, type Tamper, type Walker } from './check.fixture.ts';
import { HeardLines } from './heard-lines.ts';
import { judgeRun, type Verdict } from './judge-run.ts';
import { FINDINGS_MAX } from './limits.ts';
import type { ModelMessage } from './model-map.fixture.ts';
import { LINE_KINDS, type RobotLog } from './robot-log.ts';
import { CLASSIC_VIEW } from './view-rules.ts';

function countsOf({ findings: _, ...counts }: Verdict): Partial<Verdict> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

test('check: whatever walkers do on a right map, and however little they read, nothing is found', () => {
  const property = fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
    const run = new SmallRun(new SeededRandom(seed), 12);
    for (let step = 0; step < 150; step++) {
      run.act();
      const { outOfOrder, doubled } = run.verdict();
      assert.deepEqual([outOfOrder, doubled], [0, 0], `step ${step}`);
    }
    assert.deepEqual(run.judge(), {
      ghosts: 0,
      missing: 0,
      lost: 0,
      outOfOrder: 0,
      doubled: 0,
      astray: 0,
      findings: [],
    });
  });
  fc.assert(property, { numRuns: 60 });
});

/** Two walkers that see each other and stand still, their key frames read. */
function pair(seed = 1): { run: SmallRun; one: Walker; two: Walker } {
  const run = new SmallRun(new SeededRandom(seed), 2);
  const [one, two] = run.walkers as [Walker, Walker];
  run.map.teleport(one.roleId, 20, 20);
  run.map.teleport(two.roleId, 22, 22);
  Object.assign(one, { x: 20, y: 20 });
  Object.assign(two, { x: 22, y: 22 });
  run.flush();
  assert.deepEqual(countsOf(run.verdict()), {});
  return { run, one, two };
}

const NONE: readonly ModelMessage[] = [];
/** Drops what the first client is sent of one kind. */
const drop =
  (isBad: (message: ModelMessage) => boolean): Tamper =>
  (robot, message) =>
    robot === 1 && isBad(message) ? NONE : [message];
const twice =
  (isBad: (message: ModelMessage) => boolean): Tamper =>
  (robot, message) =>
    robot === 1 && isBad(message) ? [message, message] : [message];
const isMove = ({ type }: ModelMessage): boolean => type === OtherRoleMoveS2c;
const isFrame = ({ type }: ModelMessage): boolean => type === MapFrameS2c;
const hasList =
  (list: 'deleteids' | 'createAttrs' | 'changeAttrs') =>
  ({ type, value }: ModelMessage): boolean =>
    type === ObjectUpdateS2c && (value as ObjectUpdateS2c)[list].length > 0;

interface Plant {
  readonly fault: string;
  readonly tamper?: Tamper;
  readonly act: (small: ReturnType<typeof pair>) => void;
  readonly found: Partial<Verdict>;
}

const PLANTS: readonly Plant[] = [
  {
    fault: 'a delete that is lost when a role leaves',
    tamper: drop(hasList('deleteids')),
    act: ({ run, two }) => run.leave(two),
    found: { ghosts: 1 },
  },
  {
    fault: 'a delete that is lost when a role jumps far away',
    tamper: drop(hasList('deleteids')),
    act: ({ run, two }) => {
      run.map.teleport(two.roleId, 70, 70);
      Object.assign(two, { x: 70, y: 70 });
    },
    found: { ghosts: 1 },
  },
  {
    fault: 'a create that is lost',
    tamper: drop(hasList('createAttrs')),
    act: ({ run, one }) => run.map.requestKey(one.roleId),
    found: { missing: 1 },
  },
  {
    fault: 'the last move that is lost',
    tamper: drop(isMove),
    act: ({ run, two }) => run.step(two, 23, 22),
    found: { missing: 1 },
  },
  {
    fault: 'a move that comes once more after a newer one',
    act: ({ run, two }) => {
      const moves: ModelMessage[] = [];
      run.tamper = (robot, message) => {
        if (robot !== 1 || !isMove(message)) return [message];
        moves.push(message);
        return moves.length === 2 ? [message, ...moves.slice(0, 1)] : [message];
      };
      for (const x of [23, 24]) {
        run.step(two, x, 22);
        run.flush();
      }
    },
    found: { outOfOrder: 1 },
  },
  {
    fault: 'a change of what was never created',
    tamper: drop(hasList('createAttrs')),
    act: ({ run, one, two }) => {
      run.map.requestKey(one.roleId);
      run.flush();
      run.map.change(two.roleId, 7);
    },
    found: { missing: 1, outOfOrder: 1 },
  },
  {
    fault: 'a move of what was never created',
    tamper: drop(hasList('createAttrs')),
    act: ({ run, one, two }) => {
      run.map.requestKey(one.roleId);
      run.flush();
      run.step(two, 23, 22);
    },
    found: { missing: 1, outOfOrder: 1 },
  },
  {
    fault: 'a delete that comes twice',
    tamper: twice(hasList('deleteids')),
    act: ({ run, two }) => run.leave(two),
    found: { outOfOrder: 1 },
  },
  {
    fault: 'a frame that is lost',
    tamper: drop(({ type, value }) => type === MapFrameS2c && (value as MapFrameS2c).frame === 2),
    act: ({ run, two }) => {
      for (const x of [23, 24, 25]) {
        run.step(two, x, 22);
        run.flush();
      }
    },
    found: { outOfOrder: 1 },
  },
  {
    fault: 'a frame that comes twice',
    tamper: twice(isFrame),
    act: ({ run, two }) => run.step(two, 23, 22),
    found: { outOfOrder: 1 },
  },
  {
    fault: 'a create that comes twice',
    tamper: twice(hasList('createAttrs')),
    act: ({ run, one }) => run.map.requestKey(one.roleId),
    found: { doubled: 1 },
  },
  {
    fault: 'a line of chat that comes twice',
    act: ({ run, two }) => {
      run.hearTimes = () => 2;
      run.say(two, LINE_KINDS.private, 1);
    },
    found: { doubled: 1 },
  },
  {
    fault: 'a world line that one does not hear',
    act: ({ run, two }) => {
      run.hearTimes = (robot) => (robot === 1 ? 0 : 1);
      run.say(two, LINE_KINDS.world);
    },
    found: { lost: 1 },
  },
  {
    fault: 'a nearby line that one does not hear',
    act: ({ run, two }) => {
      run.hearTimes = () => 0;
      run.say(two, LINE_KINDS.nearby);
    },
    found: { lost: 1 },
  },
];

for (const { fault, tamper, act, found } of PLANTS) {
  test(`check: finds ${fault}: ${JSON.stringify(found)}`, () => {
    const small = pair();
    if (tamper !== undefined) small.run.tamper = tamper;
    act(small);
    assert.deepEqual(countsOf(small.run.judge()), found);
  });
}

const NOBODY = { ids: new BigInt64Array(0), x: new Float64Array(0), y: new Float64Array(0) };
const BASE: RobotLog = {
  number: 1,
  roleId: 1n,
  state: 'playing',
  spot: { mapId: 100, lineId: 1, x: 50, y: 50 },
  isSpotSure: true,
  movedMs: 0,
  known: NOBODY,
  left: 0,
  faults: {},
  linesDoubled: 0,
  linesOutOfOrder: 0,
  answers: { lost: 0, doubled: 0, outOfOrder: 0 },
  gaps: [],
  said: [],
};

function logOf(number: number, rest: Partial<RobotLog> = {}): RobotLog {
  return { ...BASE, number, roleId: BigInt(number), ...rest };
}

function knows(...things: readonly (readonly [id: number, x: number, y: number])[]) {
  return {
    ids: BigInt64Array.from(things, ([id]) => BigInt(id)),
    x: Float64Array.from(things, ([, x]) => x),
    y: Float64Array.from(things, ([, , y]) => y),
  };
}

function judge(logs: readonly RobotLog[], heard = [new HeardLines({ firstNumber: 1, count: 100 })]) {
  return judgeRun({ logs, heard, rules: CLASSIC_VIEW });
}

test('check: by distance a role must be known, may be known, or must not be known', () => {
  const rows: readonly (readonly [tiles: number, isKnown: boolean, found: Partial<Verdict>])[] = [
    [0, false, { missing: 1 }],
    [22, false, { missing: 1 }],
    [23, false, {}],
    [61, false, {}],
    [62, false, {}],
    [22, true, {}],
    [61, true, {}],
    [62, true, { ghosts: 1 }],
  ];
  for (const [tiles, isKnown, found] of rows) {
    const far = { ...BASE.spot, x: BASE.spot.x + tiles };
    const one = logOf(1, { known: isKnown ? knows([2, far.x, far.y]) : NOBODY });
    const two = logOf(2, { spot: far, known: tiles <= 22 ? knows([1, 50, 50]) : NOBODY });
    assert.deepEqual(countsOf(judge([one, two])), found, `${tiles} tiles, ${isKnown}`);
  }
});

test('check: on another map or line a known role is a ghost, however near its coordinates', () => {
  for (const other of [{ mapId: 103 }, { lineId: 2 }]) {
    const two = logOf(2, { spot: { ...BASE.spot, ...other } });
    assert.deepEqual(countsOf(judge([logOf(1, { known: knows([2, 50, 50]) }), two])), { ghosts: 1 });
    assert.deepEqual(countsOf(judge([logOf(1), two])), {});
  }
});

test('check: what the server says is left explains as many unknown and stale roles, and no ghost', () => {
  const others = [2, 3, 4].map((number) => logOf(number, { known: NOBODY, left: 9 }));
  const known = knows([2, 40, 40], [3, 50, 50]);
  for (const [left, missing] of [
    [0, 2],
    [1, 1],
    [2, 0],
    [9, 0],
  ] as const) {
    assert.equal(judge([logOf(1, { known, left }), ...others]).missing, missing);
  }
  const gone = logOf(2, { state: 'left' });
  assert.equal(judge([logOf(1, { known, left: 9 }), gone, ...others.slice(1)]).ghosts, 1);
});

test('check: roles that nobody of this run plays, lost robots and unsure places are not judged', () => {
  const stranger = logOf(1, { known: knows([99, 1, 1]) });
  assert.deepEqual(countsOf(judge([stranger])), {});
  const lost = logOf(2, { state: 'lost' });
  assert.deepEqual(countsOf(judge([logOf(1, { known: knows([2, 150, 150]) }), lost])), {});
  assert.deepEqual(countsOf(judge([logOf(1), lost])), {});
  const unsure = logOf(2, { isSpotSure: false, known: knows([1, 50, 50]) });
  assert.deepEqual(countsOf(judge([logOf(1, { known: knows([2, 49, 50]) }), unsure])), {});
  assert.deepEqual(countsOf(judge([logOf(1), unsure])), {});
});

test('check: findings in words are bounded, their counts are not', () => {
  const logs = Array.from({ length: 10 }, (_, index) => logOf(index + 1));
  const { missing, findings } = judge(logs);
  assert.deepEqual([missing, findings.length], [90, FINDINGS_MAX]);
  assert.equal(findings[0], 'missing: robot 1 does not know robot 2 (role 2), which is 0 tiles away');
});

test('check: lines reach the robots that they must reach and nobody else', () => {
  const said = (kind: number, rest = {}) => ({
    sequence: 1,
    kind,
    to: 0,
    atMs: 10_000,
    spot: BASE.spot,
    hasStood: true,
    isUnsure: false,
    ...rest,
  });
  const far = { spot: { ...BASE.spot, x: 150 } };
  const rows = [
    { line: said(LINE_KINDS.world), hearers: [2, 3], found: {} },
    { line: said(LINE_KINDS.world), hearers: [2], found: { lost: 1 } },
    { line: said(LINE_KINDS.nearby), hearers: [2], found: {} },
    { line: said(LINE_KINDS.nearby), hearers: [2, 3], found: { astray: 1 } },
    { line: said(LINE_KINDS.nearby, { hasStood: false }), hearers: [], found: {} },
    { line: said(LINE_KINDS.private, { to: 3 }), hearers: [3], found: {} },
    { line: said(LINE_KINDS.private, { to: 3 }), hearers: [2], found: { lost: 1, astray: 1 } },
    { line: said(LINE_KINDS.world, { isUnsure: true }), hearers: [], found: {} },
    { line: said(LINE_KINDS.private, { to: 3, isUnsure: true }), hearers: [2], found: {} },
    { line: said(12), hearers: [], found: {} },
  ];
  for (const { line, hearers, found } of rows) {
    const known = knows([2, 50, 50]);
    const logs = [
      logOf(1, { said: [line], known }),
      logOf(2, { known: knows([1, 50, 50]) }),
      logOf(3, far),
      logOf(4, { state: 'lost' }),
    ];
    const heard = new HeardLines({ firstNumber: 1, count: 4 });
    for (const hearer of [1, ...hearers]) heard.hear(hearer, 2 ** 20 + 1);
    assert.deepEqual(countsOf(judge(logs, [heard])), found, JSON.stringify([line, hearers]));
  }
});

test('check: what a robot found by itself about its lines is added up', () => {
  const answers = { lost: 2, doubled: 3, outOfOrder: 4 };
  const verdict = judge([logOf(1, { answers, linesDoubled: 5, linesOutOfOrder: 6 })]);
  assert.deepEqual(countsOf(verdict), { lost: 2, doubled: 8, outOfOrder: 10 });
  assert.deepEqual(verdict.findings, ['lost: robot 1 said 2 lines that neither came back to it nor were refused']);
});

test('check: a robot need not hear what was said when the server says that messages are missing', () => {
  const line = {
    sequence: 1,
    kind: LINE_KINDS.private,
    to: 2,
    atMs: 10_000,
    spot: BASE.spot,
    hasStood: true,
    isUnsure: false,
  };
  const rows = [
    { gap: { fromMs: 9_000, toMs: 11_000 }, hearers: [], found: {} },
    { gap: { fromMs: 9_000, toMs: 9_999 }, hearers: [], found: { lost: 1 } },
    { gap: { fromMs: 10_001, toMs: 11_000 }, hearers: [], found: { lost: 1 } },
    { gap: { fromMs: 9_000, toMs: 11_000 }, hearers: [2, 3], found: { astray: 1 } },
  ];
  const known = knows([1, 50, 50], [2, 50, 50], [3, 50, 50]);
  for (const { gap, hearers, found } of rows) {
    const gaps = [gap];
    const logs = [1, 2, 3].map((number) => logOf(number, { known, gaps, said: number === 1 ? [line] : [] }));
    const heard = new HeardLines({ firstNumber: 1, count: 3 });
    for (const hearer of hearers) heard.hear(hearer, 2 ** 20 + 1);
    assert.deepEqual(countsOf(judge(logs, [heard])), found, JSON.stringify([gap, hearers]));
  }
});
