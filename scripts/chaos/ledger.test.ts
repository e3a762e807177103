import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger, placeOf } from './ledger.ts';

test('chaos: the ledger finds what is lost, and what is there twice', () => {
  const ledger = new Ledger();
  const [one, two] = [ledger.role('one'), ledger.role('two')];
  ledger.entered(one, 1n);
  ledger.entered(one, 1n);
  one.sent = 3;
  ledger.dug(one, 2);
  assert.deepEqual([ledger.lost, ledger.duplicated], [0, 0]);
  ledger.dug(one, 1);
  ledger.entered(one, 2n);
  assert.deepEqual([ledger.lost, ledger.duplicated], [2, 0]);
  ledger.entered(two, 1n);
  ledger.dug(one, 4);
  assert.deepEqual([ledger.lost, ledger.duplicated], [2, 2]);
  assert.deepEqual(
    [placeOf(2), placeOf(3), placeOf(305)],
    [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
    ],
  );
});
