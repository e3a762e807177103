import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkSilence } from './link-silence.ts';
import { PendingPackets } from './pending-packets.ts';
import { ResumeCounts } from './resume-counts.ts';
import { type SimOptions, simulate } from './resume-sim.fixture.ts';

const SEEDS = 150;
/** A planted bug is found by then. */
const SEEDS_MAX = 1_000;

async function violationsOf(seeds: number, options: SimOptions = {}): Promise<string[]> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = await simulate(seed, options);
    if (violations.length > 0) return violations.map((violation) => `seed ${seed}: ${violation}`);
  }
  return [];
}

/** Replaces a method until the returned function is called. */
function plant<Name extends string>(on: Record<Name, unknown>, name: Name, bug: unknown): () => void {
  const real = on[name];
  on[name] = bug;
  return () => {
    on[name] = real;
  };
}

test('resume: what is sent arrives in order and once, over any cuts', async () => {
  assert.deepEqual(await violationsOf(SEEDS), []);
});

for (const bug of [
  'no attempt check',
  'resync forgotten after a cut',
  'token burnt unconfirmed',
  'earlier links',
] as const) {
  test(`resume: the simulation finds "${bug}"`, async () => {
    assert.notDeepEqual(await violationsOf(SEEDS_MAX, { bug }), []);
  });
}

const { receive } = ResumeCounts.prototype;
const { keepNewest } = PendingPackets.prototype;
const BUGS: Readonly<Record<string, () => () => void>> = {
  'everything is sent again': () => plant(ResumeCounts.prototype, 'reached', () => true),
  'nothing is sent again': () => plant(ResumeCounts.prototype, 'forEachPending', () => {}),
  'one packet too many is forgotten': () =>
    plant(PendingPackets.prototype, 'keepNewest', function (this: PendingPackets, count: number) {
      keepNewest.call(this, Math.max(0, count - 1));
    }),
  'a packet counts twice': () =>
    plant(ResumeCounts.prototype, 'receive', function (this: ResumeCounts, bytes: number) {
      receive.call(this, bytes);
      if (bytes === 6 && this.received % 16 === 0) receive.call(this, bytes);
    }),
  'a dead link is never noticed': () =>
    plant(LinkSilence.prototype, 'at', () => ({ isAckDue: false, isPingDue: false, isDead: false })),
};

for (const [name, plantIt] of Object.entries(BUGS)) {
  test(`resume: the simulation finds "${name}"`, async () => {
    const undo = plantIt();
    try {
      assert.notDeepEqual(await violationsOf(SEEDS_MAX), []);
    } finally {
      undo();
    }
  });
}
