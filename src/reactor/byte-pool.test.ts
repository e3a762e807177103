import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BytePool } from './byte-pool.ts';
import { InputTail } from './input-tail.ts';

test('byte-pool: a buffer is at least as large as asked, and is used again', () => {
  const pool = new BytePool();
  for (const bytes of [0, 1, 255, 256, 257, 4096, 65_537]) assert.ok(pool.take(bytes).length >= bytes);
  const buffer = pool.take(1000);
  pool.give(buffer);
  assert.equal(pool.take(1024), buffer);
  assert.notEqual(pool.take(1024), buffer);
});

test('byte-pool: free buffers are bounded', () => {
  const pool = new BytePool({ freeBytesMax: 1024 });
  const [first, second] = [pool.take(1024), pool.take(1024)];
  pool.give(first);
  pool.give(second);
  assert.equal(pool.lentCount, 0);
  assert.equal(pool.take(1024), first);
  assert.notEqual(pool.take(1024), second);
});

test('byte-pool: giving back more than was taken is our bug', () => {
  assert.throws(() => new BytePool().give(new Uint8Array(256)), /returned once/);
});

test('input-tail: any appends and uses keep the bytes in order, and it lends nothing when empty', () => {
  const steps = fc.array(fc.tuple(fc.uint8Array({ maxLength: 700 }), fc.nat(900)), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (all) => {
      const pool = new BytePool();
      const tail = new InputTail(pool);
      let model: number[] = [];
      for (const [bytes, used] of all) {
        tail.append(bytes, 0, bytes.length);
        model.push(...bytes);
        const count = Math.min(used, model.length);
        tail.consume(tail.start + count);
        model = model.slice(count);
        assert.deepEqual([...tail.bytes.subarray(tail.start, tail.end)], model);
        assert.equal(pool.lentCount, model.length === 0 ? 0 : 1);
      }
      tail.clear();
      assert.equal(pool.lentCount, 0);
    }),
  );
});
