import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { type ConnectionRecord, createReactor, ListenersPart, SimulatedNetwork } from '../reactor/index.ts';
import { createLength16, createWebSocket, type Framing } from '../wire/index.ts';
import { ModelClient } from './resume-model.fixture.ts';
import { SessionResume } from './session-resume.ts';
import { simulate } from './sessions-sim.fixture.ts';

const SEEDS = 40;
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

/** Whatever a lost or doubled byte leads to. */
const AT_ALL = /./;
type ContinueAs = (this: object, record: ConnectionRecord, framing: Framing) => boolean;
const CONNECTION = connectionPrototype();
const { continueAs } = CONNECTION;
const loseOutput: ContinueAs = function (record, framing) {
  return continueAs.call(this, { ...record, unsent: new Uint8Array(0) }, framing);
};
const loseInput: ContinueAs = function (record, framing) {
  return continueAs.call(this, { ...record, input: new Uint8Array(0) }, framing);
};
const DECODER: object = Object.getPrototypeOf(createWebSocket({ end: { kind: 'server' } }).createDecoder());

/** What all connections of a reactor have. */
function connectionPrototype(): { readonly continueAs: ContinueAs } {
  const clock = new ManualClock();
  const network = new SimulatedNetwork({ clock, random: new SeededRandom(1) });
  const io = network.createIo({ address: '10.0.0.1' });
  const reactor = createReactor({ io, clock, counters: new Counters(), log: silentLogger });
  const handler = () => ({ frame: () => {}, closed: () => {} });
  return Object.getPrototypeOf(reactor.connect({ host: '10.0.0.2', port: 1, framing: createLength16(), handler }));
}
const { save } = SessionResume.prototype;
type Save = SessionResume['save'];
const countWrong: Save = function (this: SessionResume, nowMs) {
  const saved = save.call(this, nowMs);
  return { ...saved, received: (saved.received + 1) >>> 0 };
};
const loseHash: Save = function (this: SessionResume, nowMs) {
  return { ...save.call(this, nowMs), previous: null };
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
    ['output is lost when a connection moves', AT_ALL, CONNECTION, 'continueAs', { value: loseOutput }],
    ['input is lost when a connection moves', AT_ALL, CONNECTION, 'continueAs', { value: loseInput }],
    ['what a decoder knows is forgotten', AT_ALL, DECODER, 'save', { value: () => [] }],
    ['a count is off by one in a record', AT_ALL, SessionResume.prototype, 'save', { value: countWrong }],
    ['hashes of tokens stay behind', /refused with/, SessionResume.prototype, 'save', { value: loseHash }],
    ['both processes read', AT_ALL, ListenersPart.prototype, 'freeze', { value: async () => {} }],
  ];

for (const [name, sign, on, property, bug] of BUGS) {
  test(`sessions: the simulation finds the bug: ${name}`, async () => {
    const undo = plant(on, property, bug);
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        const violations = await simulate(seed).then(
          (result) => result.violations,
          // A bug may break an invariant as well.
          (error: Error) => [error.message],
        );
        if (violations.some((violation) => sign.test(violation))) return;
      }
      assert.fail(`${SEEDS_MAX} seeds do not show it`);
    } finally {
      undo();
    }
  });
}
