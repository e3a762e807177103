import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../server/settings/index.ts';
import { lineRulesOf, lineSettings } from './line-settings.ts';

function rulesOf(settings: Record<string, unknown>) {
  return lineRulesOf(lineSettings.parse(settings));
}

test('line settings: what is left out fits to what is given', () => {
  const defaults = { count: 2, playersMax: 2_000, playersSoftMax: 250, dynamicMax: 2, gatherBelow: 50, mergeBelow: 50 };
  assert.deepEqual(rulesOf({}), defaults);
  assert.deepEqual(rulesOf({ count: 5, playersMax: 1 }), {
    ...defaults,
    count: 5,
    playersMax: 1,
    playersSoftMax: 1,
    gatherBelow: 0,
    mergeBelow: 0,
  });
  assert.deepEqual(rulesOf({ playersSoftMax: 10 }), { ...defaults, playersSoftMax: 10, gatherBelow: 2, mergeBelow: 5 });
  assert.equal(rulesOf({ playersSoftMax: 10, mergeBelow: 10 }).mergeBelow, 10);
});

const WRONG: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ playersSoftMax: 3_000 }, 'playersSoftMax'],
  [{ playersMax: 5, playersSoftMax: 6 }, 'playersSoftMax'],
  [{ mergeBelow: 251 }, 'mergeBelow'],
  [{ playersMax: 5, mergeBelow: 6 }, 'mergeBelow'],
  [{ playersSoftMax: 10, mergeBelow: 11 }, 'mergeBelow'],
  [{ gatherBelow: 251 }, 'gatherBelow'],
  [{ playersMax: 5, gatherBelow: 6 }, 'gatherBelow'],
  [{ gatherBelow: -1 }, 'gatherBelow'],
  [{ playersSoftMax: 0 }, 'playersSoftMax'],
  [{ count: 0 }, 'count'],
  [{ count: 1_001 }, 'count'],
  [{ dynamicMax: -1 }, 'dynamicMax'],
  [{ dynamicMax: 101 }, 'dynamicMax'],
  [{ dynamicMax: 1.5 }, 'dynamicMax'],
  [{ playersMax: 'many' }, 'playersMax'],
];

for (const [lines, path] of WRONG) {
  test(`line settings: ${JSON.stringify(lines)} is refused and named`, () => {
    assert.throws(() => readConfig({ file: { path: 'game', settings: { lines } } }), new RegExp(`lines\\.${path}: `));
  });
}
