import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AdmissionRate } from './admission-rate.ts';

const WAIT_MS_MAX = 60_000;

test('admission rate: resumes and sign-ins together stay within the rate and its burst, over any time', () => {
  const step = fc.record({ passedMs: fc.nat(400), resumes: fc.nat(6), room: fc.nat(6), isContended: fc.boolean() });
  const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 20 }), burst: fc.integer({ min: 1, max: 10 }) });
  const property = fc.property(rates, fc.array(step, { maxLength: 60 }), ({ perSecond, burst }, steps) => {
    const rate = new AdmissionRate({ perSecond, burst });
    const starts: number[] = [];
    let nowMs = 0;
    for (const { passedMs, resumes, room, isContended } of steps) {
      nowMs += passedMs;
      rate.contend(isContended || room > 0, nowMs);
      for (let each = 0; each < resumes; each++) {
        const waitMs = rate.reserve(nowMs, WAIT_MS_MAX);
        if (waitMs !== null) starts.push(nowMs + waitMs);
      }
      for (let each = 0; each < room; each++) if (rate.waitMs(nowMs) <= 0 && rate.start(nowMs)) starts.push(nowMs);
    }
    starts.sort((a, b) => a - b);
    // A start that waits for a whole millisecond may be that much early beside the next.
    const spare = burst + 1 + perSecond / 4;
    for (const [from, startMs] of starts.entries()) {
      for (let to = from; to < starts.length; to++) {
        const allowed = spare + (((starts[to] ?? 0) - startMs + 1) * perSecond) / 1_000;
        assert.ok(to - from + 1 <= allowed, `${to - from + 1} starts in ${(starts[to] ?? 0) - startMs} ms`);
      }
    }
  });
  fc.assert(property, { numRuns: 300 });
});

test('admission rate: resumes without end leave the waiting room its share', () => {
  const rate = new AdmissionRate({ perSecond: 100, burst: 10 });
  let room = 0;
  let resumes = 0;
  rate.contend(true, 0);
  for (let nowMs = 0; nowMs < 60_000; nowMs += 50) {
    while (rate.reserve(nowMs, 1_000) !== null) resumes++;
    while (rate.waitMs(nowMs) <= 0 && rate.start(nowMs)) room++;
  }
  assert.ok(room >= 1_400 && room <= 1_600, `${room} of the room`);
  assert.ok(room + resumes <= 6_200, `${room + resumes} in all`);
});

test('admission rate: a start that would be too late is not given, and takes nothing', () => {
  const rate = new AdmissionRate({ perSecond: 1, burst: 1 });
  assert.deepEqual([rate.reserve(0, 1_500), rate.reserve(0, 1_500), rate.reserve(0, 1_500)], [0, 1_000, null]);
  assert.equal(rate.reserve(1_000, 1_500), 1_000);
});
