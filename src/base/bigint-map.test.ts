import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BigintMap } from './bigint-map.ts';

// Few lower halves, so that lists form; and keys that do not fit 64 bits.
const key = fc
  .tuple(fc.constantFrom(0n, 1n, -1n, 7n), fc.constantFrom(0n, 1n, -1n, 5n, 1n << 31n, 1n << 40n))
  .map(([low, high]) => low + (high << 32n));

test('bigint map: does what a Map does, for keys with the same lower half and beyond 64 bits', () => {
  const step = fc.record({ verb: fc.constantFrom('set', 'delete', 'get'), key, value: fc.nat() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [ours, theirs] = [new BigintMap<number>(), new Map<bigint, number>()];
      for (const { verb, key: at, value } of steps) {
        if (verb === 'set') {
          ours.set(at, value);
          theirs.set(at, value);
        } else if (verb === 'delete') assert.equal(ours.delete(at), theirs.delete(at));
        assert.deepEqual([ours.get(at), ours.has(at), ours.size], [theirs.get(at), theirs.has(at), theirs.size]);
      }
      const sorted = (list: Iterable<bigint>): readonly bigint[] => [...list].sort((a, b) => (a < b ? -1 : 1));
      assert.deepEqual(sorted(ours.keys()), sorted(theirs.keys()));
      assert.deepEqual([...ours.values()].sort(), [...theirs.values()].sort());
    }),
  );
});

test('bigint map: entries may be deleted while it is read, and a cleared map is empty', () => {
  const map = new BigintMap<bigint>();
  const keys = [1n, 1n + (1n << 32n), 1n + (1n << 33n), 2n, 3n];
  for (const each of keys) map.set(each, each);
  const seen: bigint[] = [];
  for (const value of map.values()) {
    seen.push(value);
    map.delete(value);
  }
  assert.equal(seen.length, keys.length);
  assert.deepEqual([map.size, [...map.keys()]], [0, []]);
  map.set(4n, 4n).clear();
  assert.deepEqual([map.size, map.get(4n)], [0, undefined]);
});
