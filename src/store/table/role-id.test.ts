import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isRoleId,
  isServerId,
  partsOfRoleId,
  ROLE_NUMBER_MAX,
  ROLE_NUMBER_MIN,
  rangeOfSplit,
  roleIdOf,
  SERVER_ID_MAX,
  splitIndexMax,
  splitIndexOf,
} from './role-id.ts';

const parts = fc.record({
  serverId: fc.integer({ min: 0, max: SERVER_ID_MAX }),
  number: fc.integer({ min: ROLE_NUMBER_MIN, max: ROLE_NUMBER_MAX }),
});
const rowsPerSplit = fc.oneof(fc.constantFrom(1, 7, 100_000, 500_000), fc.integer({ min: 1, max: 39_000_000 }));

test('role id: the numbers of the classic server', () => {
  assert.equal(roleIdOf({ serverId: 1, number: 10_000_001 }), 60_000_001n);
  assert.equal(roleIdOf({ serverId: 1000, number: 10_000_001 }), 50_010_000_001n);
  assert.deepEqual(partsOfRoleId(50_010_000_001n), { serverId: 1000, number: 10_000_001 });
  assert.equal(splitIndexOf(10_000_001, 500_000), 0);
  assert.equal(splitIndexOf(10_499_999, 500_000), 0);
  assert.equal(splitIndexOf(10_500_000, 500_000), 1);
  assert.equal(splitIndexMax(500_000), 79);
  assert.equal(splitIndexMax(100_000), 399);
});

test('role id: parts and id determine each other', () => {
  fc.assert(fc.property(parts, (given) => assert.deepEqual(partsOfRoleId(roleIdOf(given)), { ...given })));
});

test('role id: the split is that of the formula, for every id', () => {
  fc.assert(
    fc.property(parts, rowsPerSplit, (given, rows) => {
      const formula = ((roleIdOf(given) - 10_000_000n) % 50_000_000n) / BigInt(rows);
      assert.equal(BigInt(splitIndexOf(given.number, rows)), formula);
    }),
  );
});

test('role id: an id lies in the range of its split, and the ids beside the range in others', () => {
  fc.assert(
    fc.property(parts, rowsPerSplit, (given, rows) => {
      const index = splitIndexOf(given.number, rows);
      const { first, last } = rangeOfSplit({ serverId: given.serverId, index, rowsPerSplit: rows });
      const id = roleIdOf(given);
      assert.ok(first <= id && id <= last);
      assert.ok(index <= splitIndexMax(rows));
      for (const neighbour of [first - 1n, last + 1n]) {
        if (!isRoleId(neighbour)) continue;
        const other = partsOfRoleId(neighbour);
        assert.notDeepEqual([other.serverId, splitIndexOf(other.number, rows)], [given.serverId, index]);
      }
    }),
  );
});

test('role id: ids outside of a server’s numbers are none', () => {
  const none = [0n, -1n, 9_999_999n, 10_000_000n, 50_000_000n, 60_000_000n, 2n ** 53n, 2n ** 64n, -(2n ** 63n)];
  for (const id of none) assert.equal(isRoleId(id), false, `${id}`);
  for (const id of [10_000_001n, 49_999_999n, 60_000_001n]) assert.equal(isRoleId(id), true, `${id}`);
  for (const serverId of [-1, 0.5, Number.NaN, SERVER_ID_MAX + 1]) assert.equal(isServerId(serverId), false);
});
