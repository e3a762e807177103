import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameKey } from '../modules/roles/names/index.ts';
import { candidatesFor, keepsName, type NamedRole } from './merge-names.ts';

const base: NamedRole = { roleId: 5n, serverId: 1, level: 10, createdMs: 100, deletedMs: null };

test('merge names: of two roles exactly one keeps the name, whichever is asked first', () => {
  const one = fc.record({
    roleId: fc.bigInt(1n, 3n),
    serverId: fc.constant(1),
    level: fc.nat(2),
    createdMs: fc.nat(2),
    deletedMs: fc.constantFrom(null, 5),
  });
  fc.assert(
    fc.property(one, one, (left, right) => {
      if (left.roleId !== right.roleId) assert.notEqual(keepsName(left, right), keepsName(right, left));
    }),
  );
  assert.ok(keepsName({ ...base, level: 11, createdMs: 200 }, base));
  assert.ok(keepsName({ ...base, createdMs: 99 }, base));
  assert.ok(keepsName(base, { ...base, level: 99, deletedMs: 5 }));
});

test('merge names: candidates differ from each other, are bounded, whole and keep their keys', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 99 }),
      (name, serverId) => {
        const first = [...candidatesFor(name, serverId, 12)].slice(0, 50);
        assert.ok(first.length > 0);
        for (const candidate of first) {
          assert.ok([...candidate.name].length <= 12, candidate.name);
          assert.ok(candidate.name.isWellFormed());
          assert.equal(candidate.nameKey, nameKey(candidate.name));
        }
      },
    ),
    { numRuns: 50 },
  );
  const names = [...candidatesFor('Überholspur', 7, 12)].slice(0, 3).map(({ name }) => name);
  assert.deepEqual(names, ['Überholspu-7', 'Überholspu-2', 'Überholspu-3']);
  const [family] = candidatesFor('a👨‍👩‍👧‍👦b', 3, 8);
  assert.equal(family?.name, 'a-3', 'a character of seven code points is not cut in two');
});
