import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionFailure } from '../../base/index.ts';
import { BeatSchedule } from './beat-schedule.ts';

test('beat-schedule: robots take turns at even distances', () => {
  const schedule = new BeatSchedule({ startMs: 1000, robots: 4, perSecond: 2, seconds: 3 });
  assert.equal(schedule.beatCount, 24);
  assert.equal(schedule.endMs, 4000);
  const first = [0, 1, 2, 3, 4, 5].map((beat) => schedule.place(beat));
  assert.deepEqual(
    first.map(({ robot, sequence }) => `${robot}:${sequence}`),
    ['0:0', '1:0', '2:0', '3:0', '0:1', '1:1'],
  );
  assert.deepEqual(
    first.map((place) => schedule.dueMs(place)),
    [1000, 1125, 1250, 1375, 1500, 1625],
  );
});

test('beat-schedule: every beat is due in order, within the time, and each robot keeps its own rate', () => {
  const options = fc.record({
    robots: fc.integer({ min: 1, max: 50 }),
    perSecond: fc.constantFrom(0.2, 1, 3, 50),
    seconds: fc.constantFrom(0.5, 1, 7),
  });
  const property = fc.property(options, ({ robots, perSecond, seconds }) => {
    const schedule = new BeatSchedule({ startMs: 5, robots, perSecond, seconds });
    let lastMs = 5;
    for (let beat = 0; beat < schedule.beatCount; beat++) {
      const place = schedule.place(beat);
      const dueMs = schedule.dueMs(place);
      assert.ok(dueMs >= lastMs && (dueMs < schedule.endMs || schedule.beatCount === 1));
      const next = schedule.dueMs({ ...place, sequence: place.sequence + 1 });
      assert.ok(Math.abs(next - dueMs - 1000 / perSecond) < 1e-6);
      lastMs = dueMs;
    }
  });
  fc.assert(property, { numRuns: 50 });
});

test('beat-schedule: nothing to schedule is a mistake of ours', () => {
  for (const wrong of [{ robots: 0 }, { perSecond: 0 }, { seconds: 0 }, { seconds: Number.NaN }]) {
    const options = { startMs: 0, robots: 1, perSecond: 1, seconds: 1, ...wrong };
    assert.throws(() => new BeatSchedule(options), AssertionFailure);
  }
});
