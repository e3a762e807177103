import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateRule } from './rate-rule.ts';

/** One sender that keeps its arrival. */
function sender(rule: RateRule): (nowMs: number, count?: number) => boolean {
  let arrivalMs = Number.NEGATIVE_INFINITY;
  return (nowMs, count = 1) => {
    const afterMs = rule.after(arrivalMs, nowMs, count);
    if (!rule.allows(afterMs, nowMs)) return false;
    arrivalMs = afterMs;
    return true;
  };
}

test('rate rule: a burst at once, then one each interval, and a refusal costs nothing', () => {
  const allow = sender(new RateRule({ perSecond: 2, burst: 3 }));
  const moments = [0, 0, 0, 0, 499, 500, 500, 1_000];
  assert.deepEqual(
    moments.map((nowMs) => allow(nowMs)),
    [true, true, true, false, false, true, false, true],
  );
  assert.deepEqual(
    [60_000, 60_000, 60_000, 60_000].map((nowMs) => allow(nowMs)),
    [true, true, true, false],
  );
});

test('rate rule: many at once count as many', () => {
  const allow = sender(new RateRule({ perSecond: 100, burst: 50 }));
  assert.deepEqual(
    [allow(0, 51), allow(0, 50), allow(0, 1), allow(100, 11), allow(100, 10)],
    [false, true, false, false, true],
  );
});

test('rate rule: rounding never rejects the last of a burst', () => {
  for (const perSecond of [3, 7, 11, 300]) {
    const allow = sender(new RateRule({ perSecond, burst: 20 }));
    for (let each = 0; each < 20; each++) assert.ok(allow(123_456.7), `${each} of ${perSecond}`);
    assert.equal(allow(123_456.7), false);
  }
});
