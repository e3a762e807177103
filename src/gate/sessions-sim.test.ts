import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelClient } from './resume-model.fixture.ts';
import { SessionResume } from './session-resume.ts';
import { simulate } from './sessions-sim.fixture.ts';

const SEEDS = 60;
/** A planted bug is found by then. */
const SEEDS_MAX = 300;

test(`sessions: ${SEEDS} simulated runs of clients that resume end without a violation`, async () => {
  const sums = { resumed: 0, resynced: 0, refused: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, resumed, resynced, refused } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- sessions --seeds 1 --seed ${seed}`);
    sums.resumed += resumed;
    sums.resynced += resynced;
    sums.refused += refused;
  }
  assert.ok(sums.resumed > 0 && sums.resynced > 0 && sums.refused > 0, JSON.stringify(sums));
});

/** Puts another property in the place of one, and returns what puts it back. */
function plant(on: object, name: string, bug: PropertyDescriptor): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { ...bug, configurable: true });
  return () => Object.defineProperty(on, name, right);
}

type ComeBack = SessionResume['comeBack'];
const { comeBack } = SessionResume.prototype;
const hashesOf = Object.getOwnPropertyDescriptor(SessionResume.prototype, 'hashes')?.get as (
  this: SessionResume,
) => SessionResume['hashes'];
const { frame } = ModelClient.prototype;
type Frame = ModelClient['frame'];

const forgetResync: ComeBack = function (this: SessionResume, ...request) {
  const [received] = request;
  const outcome = comeBack.apply(this, request);
  const { hashes } = this;
  if (outcome.kind === 'resynced') {
    // As if the client had confirmed it, but for the tokens.
    this.acknowledge(received);
    Object.defineProperty(this, 'hashes', { value: hashes, configurable: true });
  } else delete (this as { hashes?: unknown }).hashes;
  return outcome;
};

const takeFormer: Frame = function (this: ModelClient, link, packet) {
  frame.call(this, this.link ?? link, packet);
};

const BUGS: readonly (readonly [name: string, sign: RegExp, on: object, property: string, bug: PropertyDescriptor])[] =
  [
    ['no attempt check', /attempt/, SessionResume.prototype, 'attempt', { get: () => 0 }],
    [
      'a resync is forgotten after a cut',
      /came behind|key/,
      SessionResume.prototype,
      'comeBack',
      { value: forgetResync },
    ],
    [
      'a token is burnt before the new one is confirmed',
      /refused with 5/,
      SessionResume.prototype,
      'hashes',
      {
        get(this: SessionResume) {
          const { current, previous, burnt } = hashesOf.call(this);
          return { current, previous: null, burnt: previous ?? burnt };
        },
      },
    ],
    ['bytes of earlier links are taken', /came|sent/, ModelClient.prototype, 'frame', { value: takeFormer }],
  ];

for (const [name, sign, on, property, bug] of BUGS) {
  test(`sessions: the simulation finds the bug: ${name}`, async () => {
    const undo = plant(on, property, bug);
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        const { violations } = await simulate(seed);
        if (violations.some((violation) => sign.test(violation))) return;
      }
      assert.fail(`${SEEDS_MAX} seeds do not show it`);
    } finally {
      undo();
    }
  });
}
