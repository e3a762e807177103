import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FewMap } from './few-map.ts';

test('few map: does what a Map does', () => {
  const step = fc.record({
    verb: fc.constantFrom('set', 'delete', 'get'),
    key: fc.constantFrom('a', 'b', 'c', undefined),
    value: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [ours, theirs] = [new FewMap<string | undefined, number | undefined>(), new Map()];
      for (const { verb, key, value } of steps) {
        if (verb === 'set') {
          ours.set(key, value);
          theirs.set(key, value);
        } else if (verb === 'delete') assert.equal(ours.delete(key), theirs.delete(key));
        assert.deepEqual([ours.get(key), ours.has(key), ours.size], [theirs.get(key), theirs.has(key), theirs.size]);
        assert.deepEqual([...ours.values()], [...theirs.values()]);
      }
    }),
  );
});
