import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUGS, simulate } from './handover-sim.fixture.ts';

test('handover simulation: one process serves, whoever dies or stands still at any point', async () => {
  const seen = { moved: 0, kept: 0, crashed: 0 };
  for (let seed = 1; seed <= 150; seed++) {
    const { violations, moved, kept, crashed } = await simulate(seed);
    assert.deepEqual(violations, [], `seed ${seed}`);
    seen.moved += moved;
    seen.kept += kept;
    seen.crashed += crashed;
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 10, `${what}: ${count}`);
});

for (const bug of BUGS) {
  test(`handover simulation: finds the planted bug ${bug}`, async () => {
    for (let seed = 1; seed <= 1_500; seed++) {
      if ((await simulate(seed, bug)).violations.length > 0) return;
    }
    assert.fail('not found');
  });
}
