import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../base/index.ts';
import { AddressLimiter } from './address-limiter.ts';

const limits = { datagrams: { perSecond: 10, burst: 20 }, bytes: { perSecond: 1000, burst: 3000 } };

test('address limiter: a burst, then the rate, each limit under its own name', () => {
  const limiter = new AddressLimiter(limits);
  for (let index = 0; index < 20; index++) assert.equal(limiter.refuse(1, 10, 0), null);
  assert.equal(limiter.refuse(1, 10, 0), 'address-rate');
  assert.equal(limiter.refuse(1, 10, 100), null);
  assert.equal(limiter.refuse(1, 10, 100), 'address-rate');
  assert.equal(limiter.refuse(0x20002, 3000, 0), null);
  assert.equal(limiter.refuse(0x20002, 1, 0), 'address-bytes');
  assert.equal(limiter.refuse(0x20002, 0, 0), null, 'nothing costs no bytes');
});

test('address limiter: whatever others send, no address gets more than the limit', () => {
  const datagram = fc.record({
    hash: fc.oneof(fc.constantFrom(0, 1, 0x10000, 0x10001), fc.nat()),
    bytes: fc.nat({ max: 1500 }),
    waitMs: fc.nat({ max: 50 }),
  });
  const property = fc.property(fc.array(datagram, { maxLength: 300 }), (datagrams) => {
    const limiter = new AddressLimiter(limits);
    const used = new Map<number, { count: number; bytes: number; sinceMs: number }>();
    let nowMs = 0;
    for (const { hash, bytes, waitMs } of datagrams) {
      nowMs += waitMs;
      if (limiter.refuse(hash, bytes, nowMs) !== null) continue;
      const mine = used.get(hash) ?? { count: 0, bytes: 0, sinceMs: nowMs };
      mine.count++;
      mine.bytes += bytes;
      used.set(hash, mine);
      const seconds = (nowMs - mine.sinceMs) / 1000;
      assert.ok(mine.count <= 20 + 10 * seconds + 0.01 && mine.bytes <= 3000 + 1000 * seconds + 0.01);
    }
  });
  fc.assert(property);
});

test('address limiter: a flood from a million forged addresses neither lifts a limit nor takes a share away', () => {
  const limiter = new AddressLimiter(limits);
  const random = new SeededRandom(7);
  const [greedy, modest] = [random.below(2 ** 32), random.below(2 ** 32)];
  let greedyGot = 0;
  let modestGot = 0;
  for (let ms = 0; ms < 1000; ms++) {
    for (let index = 0; index < 1000; index++) limiter.refuse(random.below(2 ** 32), 100, ms);
    if (limiter.refuse(greedy, 10, ms) === null) greedyGot++;
    if (ms % 200 === 0 && limiter.refuse(modest, 10, ms) === null) modestGot++;
  }
  assert.ok(greedyGot <= 30, `${greedyGot}`);
  assert.equal(modestGot, 5);
});
