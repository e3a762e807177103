import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RateRule } from '../base/index.ts';
import { RateLimits } from './rate-limit.ts';

/** The same limit as a bucket of tokens that is counted out slowly. */
class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #atMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  allow(nowMs: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = nowMs;
    if (this.#tokens < 1 - 1e-6) return false;
    this.#tokens -= 1;
    return true;
  }
}

test('rate limit: a burst at once, then one each interval', () => {
  const rule = new RateRule({ perSecond: 2, burst: 3 });
  const limits = new RateLimits();
  const allowed = (nowMs: number) => limits.allow(0, rule, nowMs);
  assert.deepEqual([0, 0, 0, 0, 499, 500, 500, 1_000].map(allowed), [
    true,
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
  assert.deepEqual([60_000, 60_000, 60_000, 60_000].map(allowed), [true, true, true, false]);
});

test('rate limit: slots do not touch one another, refused messages cost nothing', () => {
  const rule = new RateRule({ perSecond: 1, burst: 1 });
  const limits = new RateLimits();
  assert.deepEqual([limits.allow(0, rule, 0), limits.allow(1, rule, 0)], [true, true]);
  for (let each = 0; each < 100; each++) assert.equal(limits.allow(0, rule, 500), false);
  assert.equal(limits.allow(0, rule, 1_000), true);
});

test('rate limit: more slots are ahead at once than there were places for', () => {
  const rule = new RateRule({ perSecond: 1, burst: 1 });
  const limits = new RateLimits();
  const slots = Array.from({ length: 40 }, (_, slot) => slot);
  assert.ok(slots.every((slot) => limits.allow(slot, rule, 0)));
  assert.ok(slots.every((slot) => !limits.allow(slot, rule, 999)));
  assert.ok(slots.every((slot) => limits.allow(slot, rule, 1_000)));
});

test('rate limit: agrees with a bucket of tokens', () => {
  const rates = fc.record({
    perSecond: fc.constantFrom(1, 2, 4, 5, 8, 10, 20, 50, 500),
    burst: fc.integer({ min: 1, max: 20 }),
  });
  const stepsMs = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_500 })), { maxLength: 80 });
  const property = fc.property(rates, stepsMs, (rate, steps) => {
    const rule = new RateRule(rate);
    const limits = new RateLimits();
    // Other slots come and go, and change nothing.
    const slots = [0, 1, 2, 3, 4, 5, 6];
    const buckets = slots.map(() => new TokenBucket(rate.perSecond, rate.burst));
    let nowMs = 0;
    for (const [index, step] of steps.entries()) {
      nowMs += step;
      const slot = index % 3 === 0 ? (index / 3) % slots.length : 0;
      assert.equal(limits.allow(slot, rule, nowMs), buckets[slot]?.allow(nowMs), `slot ${slot} at ${nowMs} ms`);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
