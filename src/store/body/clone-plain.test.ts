import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clonePlain } from './clone-plain.ts';

test('clone: is what structuredClone gives, and shares nothing that can be changed', () => {
  const given = fc.object({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  });
  fc.assert(
    fc.property(given, (value) => {
      const copied = clonePlain(value);
      assert.deepEqual(copied, structuredClone(value));
      assert.notEqual(copied, value);
    }),
  );
  const inner = { list: [{ n: 1n }] };
  const copied = clonePlain({ inner });
  inner.list.push({ n: 2n });
  assert.deepEqual(copied, { inner: { list: [{ n: 1n }] } });
});

test('clone: circles, depth and odd names are copied too; what cannot be copied is refused', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const copied = clonePlain(circle);
  assert.equal(copied.self, copied);
  let deep: unknown = 1;
  for (let depth = 0; depth < 40; depth++) deep = [deep];
  assert.deepEqual(clonePlain(deep), deep);
  const odd = JSON.parse('{"__proto__": {"a": 1}, "b": 2}');
  assert.deepEqual(Object.keys(clonePlain(odd)), ['__proto__', 'b']);
  for (const bad of [() => 1, { f: () => 1 }, [Symbol('s')], { p: Promise.resolve() }]) {
    assert.throws(() => clonePlain(bad), { name: 'DataCloneError' });
  }
});
