// Many seeds of the simulated cluster, and bugs that it must find.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Plant, simulate } from './cluster-sim.fixture.ts';

test('cluster: 150 seeds of the simulation', async () => {
  for (let seed = 1; seed <= 150; seed++) assert.deepEqual((await simulate(seed)).violations, [], `seed ${seed}`);
});

const PLANTS: Readonly<Record<Plant, RegExp>> = {
  unfenced: /owned twice|lost|done twice/,
  early: /owned twice|lost/,
  again: /done twice/,
  immortal: /is not served/,
};

for (const [plant, expected] of Object.entries(PLANTS)) {
  test(`cluster: the simulation finds the planted bug '${plant}'`, async () => {
    const seen: string[] = [];
    for (let seed = 1; seed <= 60 && !seen.some((each) => expected.test(each)); seed++) {
      seen.push(...(await simulate(seed, plant as Plant)).violations);
    }
    assert.ok(
      seen.some((each) => expected.test(each)),
      seen.slice(0, 5).join('\n'),
    );
  });
}
