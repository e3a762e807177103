import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../base/index.ts';
import { CUT_KINDS } from './cut-kinds.ts';
import { CutSchedule } from './cut-schedule.ts';

test('cut schedule: as many cuts as the rate says, at random moments', () => {
  const cuts = new CutSchedule(new SeededRandom(1), { startMs: 1_000, robots: 500, perSecond: 0.05 });
  const gaps: number[] = [];
  for (let beforeMs = 1_000; cuts.dueMs < 101_000; cuts.next()) {
    gaps.push(cuts.dueMs - beforeMs);
    beforeMs = cuts.dueMs;
  }
  // 2,500 are expected, with a deviation of 50; in an exponential law 63 of 100 gaps are below the mean.
  assert.ok(Math.abs(gaps.length - 2_500) < 150, `${gaps.length}`);
  assert.ok(gaps.every((gap) => gap >= 0));
  const short = gaps.filter((gap) => gap < 40).length / gaps.length;
  assert.ok(Math.abs(short - 0.63) < 0.04, `${short}`);
});

test('cut schedule: each kind and each robot comes up', () => {
  const cuts = new CutSchedule(new SeededRandom(2), { startMs: 0, robots: 4, perSecond: 1 });
  const kinds = new Set(Array.from({ length: 100 }, () => cuts.drawKind()));
  const robots = new Set(Array.from({ length: 100 }, () => cuts.drawIndex(4)));
  assert.deepEqual([kinds.size, robots.size], [CUT_KINDS.length, 4]);
});
