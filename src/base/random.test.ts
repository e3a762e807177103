import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from './assert.ts';
import { chance, pick, SeededRandom } from './random.ts';
import { systemRandom } from './random-system.ts';

const DRAWS = 2 ** 32;

// First draws by a separate implementation in Python of sfc32 with the same seeding.
const GOLDEN: readonly (readonly [seed: number, draws: readonly number[]])[] = [
  [0, [3300212312, 1743954244, 207519241, 3716241083]],
  [1, [2308299391, 1950625580, 354034397, 661219729]],
  [42, [3893884377, 145076852, 3246010591, 4141225530]],
  [2 ** 40 + 7, [251473621, 3987187133, 2462513609, 4142839006]],
];

for (const [seed, draws] of GOLDEN) {
  test(`seeded random: seed ${seed} begins as it always has`, () => {
    const random = new SeededRandom(seed);
    assert.deepEqual(
      draws.map(() => random.below(DRAWS)),
      draws,
    );
    const again = new SeededRandom(seed);
    assert.deepEqual(
      [...again.bytes(4)],
      draws.map((draw) => draw & 0xff),
    );
  });
}

test('seeded random: neighbouring seeds have nothing in common', () => {
  const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => new SeededRandom(seed).below(DRAWS)));
  assert.equal(firsts.size, 1000);
});

test('seeded random: every value below the bound comes, about equally often', () => {
  const random = new SeededRandom(7);
  for (const bound of [1, 2, 3, 10, 100]) {
    const counts = new Array<number>(bound).fill(0);
    const draws = 2000 * bound;
    for (let draw = 0; draw < draws; draw++) {
      const value = random.below(bound);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    // The seed is fixed, so this either always holds or never: ten per cent is over four deviations.
    for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, `bound ${bound}: ${counts}`);
  }
});

test('seeded random: all bits of a draw are set about half the time', () => {
  const random = new SeededRandom(11);
  const ones = new Array<number>(32).fill(0);
  for (let draw = 0; draw < 4000; draw++) {
    const value = random.below(DRAWS);
    for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] ?? 0) + ((value >>> bit) & 1);
  }
  for (const count of ones) assert.ok(count > 1800 && count < 2200, ones.join());
});

test('random: an invalid bound, and a pick from an empty list, are our bug', () => {
  const random = new SeededRandom(1);
  for (const bound of [0, -1, 0.5, DRAWS + 1, Number.NaN]) {
    assert.throws(() => random.below(bound), AssertionFailure, `${bound}`);
  }
  assert.throws(() => pick(random, []), AssertionFailure);
});

test('random: pick gives each element, chance comes true now and then', () => {
  const random = new SeededRandom(3);
  const picked = new Set(Array.from({ length: 100 }, () => pick(random, ['a', 'b', 'c'])));
  assert.deepEqual([...picked].sort(), ['a', 'b', 'c']);
  const hits = Array.from({ length: 1000 }, () => chance(random, 10)).filter(Boolean).length;
  assert.ok(hits > 60 && hits < 140, `${hits}`);
  assert.equal(chance(random, 1), true);
});

test('system random: keeps to the bound and gives as many bytes as asked', () => {
  for (let draw = 0; draw < 100; draw++) assert.ok(systemRandom.below(3) < 3);
  assert.equal(systemRandom.bytes(32).length, 32);
  assert.notDeepEqual(systemRandom.bytes(32), systemRandom.bytes(32));
});
