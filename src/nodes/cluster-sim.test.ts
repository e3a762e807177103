// The simulation of a game of several processes: a few seeds after each change; more of them, and what it must find, in the long tier.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from './cluster-sim.fixture.ts';

test('cluster: simulated deaths, pauses, cuts and moves lose nothing and do nothing twice', async () => {
  for (let seed = 1; seed <= 3; seed++) assert.deepEqual((await simulate(seed)).violations, [], `seed ${seed}`);
});
