import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOCK_DRIFT_MS_MAX, STEADY_MS } from './role-limits.ts';
import { SteadyClock } from './steady-clock.ts';

const DAY_MS = 86_400_000;

class TwoClocks {
  wall = 1_000 * DAY_MS;
  monotonic = 0;
  readonly warnings: string[] = [];
  readonly steady = new SteadyClock(
    { wallMs: () => this.wall, monotonicMs: () => this.monotonic },
    { warn: (message) => void this.warnings.push(message) },
  );

  run(ms: number): boolean {
    this.wall += ms;
    this.monotonic += ms;
    return this.steady.isTrusted;
  }
}

test('steady clock: a date that is wrong at the start decides nothing before the process has run for hours', () => {
  const clocks = new TwoClocks();
  assert.deepEqual([clocks.run(60_000), clocks.run(STEADY_MS - 60_001), clocks.run(1)], [false, false, true]);
  assert.deepEqual(clocks.warnings, []);
});

test('steady clock: a jump of the date begins the wait again, with a warning; small corrections do not', () => {
  const clocks = new TwoClocks();
  assert.equal(clocks.run(STEADY_MS), true);
  clocks.wall += CLOCK_DRIFT_MS_MAX;
  assert.equal(clocks.run(60_000), true);
  for (const jump of [8 * DAY_MS, -8 * DAY_MS]) {
    clocks.wall += jump;
    assert.equal(clocks.run(60_000), false);
    assert.equal(clocks.run(STEADY_MS), true);
  }
  assert.equal(clocks.warnings.length, 2);
});
