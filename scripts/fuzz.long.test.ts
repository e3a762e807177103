// Runs each fuzz for a moment, with fixed seeds, so that none rots; and checks that a failing round prints how to
// repeat it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzes, runFuzz } from './fuzz.ts';

for (const name of fuzzes().keys()) {
  test(`fuzz ${name}: holds for some fixed seeds`, async () => {
    assert.ok((await runFuzz(name, 1, (rounds, { smokeRounds }) => rounds < smokeRounds)) > 0);
  });
}

test('fuzz: a name that does not exist is refused', async () => {
  await assert.rejects(
    runFuzz('no-such-fuzz', 1, () => true),
    /There is no fuzz "no-such-fuzz"/,
  );
});
