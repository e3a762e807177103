import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionFailure } from './assert.ts';
import { type Cancel, sleep } from './clock.ts';
import { ManualClock } from './clock-manual.ts';
import { systemClock } from './clock-system.ts';
import { SeededRandom } from './random.ts';

test('manual clock: stands still until it is moved', () => {
  const clock = new ManualClock({ startWallMs: 1_000_000 });
  assert.deepEqual([clock.monotonicMs(), clock.wallMs()], [0, 1_000_000]);
  clock.advance(250);
  clock.advance(0);
  assert.deepEqual([clock.monotonicMs(), clock.wallMs()], [250, 1_000_250]);
});

test('manual clock: a jump moves the wall clock alone, forward and back', () => {
  const clock = new ManualClock({ startWallMs: 1_000_000 });
  const fired: number[] = [];
  clock.after(10, () => fired.push(clock.wallMs()));
  clock.jumpWall(5_000);
  assert.deepEqual([clock.monotonicMs(), clock.wallMs(), fired.length], [0, 1_005_000, 0]);
  clock.jumpWall(-10_000);
  clock.advance(10);
  assert.deepEqual(fired, [995_010]);
});

test('manual clock: timers fire at their own moment, in the order of moments, then of setting', () => {
  const clock = new ManualClock();
  const log: string[] = [];
  for (const [name, delayMs] of [
    ['c', 30],
    ['a', 10],
    ['b', 10],
    ['d', 500],
  ] as const) {
    clock.after(delayMs, () => log.push(`${name}${clock.monotonicMs()}`));
  }
  assert.equal(clock.nextDueMs(), 10);
  clock.advance(100);
  assert.deepEqual(log, ['a10', 'b10', 'c30']);
  assert.deepEqual([clock.monotonicMs(), clock.nextDueMs()], [100, 500]);
});

test('manual clock: a timer set by a callback fires in the same move when it is due', () => {
  const clock = new ManualClock();
  const log: number[] = [];
  clock.after(10, () => clock.after(10, () => log.push(clock.monotonicMs())));
  clock.after(-5, () => log.push(clock.monotonicMs()));
  clock.advance(20);
  assert.deepEqual(log, [0, 20]);
});

test('manual clock: a period fires each time until it is cancelled, also from within', () => {
  const clock = new ManualClock();
  const log: number[] = [];
  const cancel: Cancel = clock.every(10, () => {
    log.push(clock.monotonicMs());
    if (log.length === 3) cancel();
  });
  clock.advance(1000);
  assert.deepEqual(log, [10, 20, 30]);
  assert.equal(clock.nextDueMs(), null);
});

test('manual clock: cancelling before, in the same moment, twice, and after firing', () => {
  const clock = new ManualClock();
  const log: string[] = [];
  clock.after(10, () => log.push('never'))();
  const inMoment = { cancel: (): void => {} };
  clock.after(20, () => inMoment.cancel());
  inMoment.cancel = clock.after(20, () => log.push('never'));
  const fired = clock.after(30, () => log.push('once'));
  clock.advance(40);
  fired();
  fired();
  assert.deepEqual(log, ['once']);
});

test('manual clock: one long move fires as many short ones do', () => {
  const delays = fc.array(fc.nat({ max: 200 }), { maxLength: 20 });
  const moves = fc.array(fc.nat({ max: 60 }), { maxLength: 20 });
  const run = (delaysMs: readonly number[], movesMs: readonly number[]): string[] => {
    const clock = new ManualClock();
    const log: string[] = [];
    for (const [index, delayMs] of delaysMs.entries())
      clock.after(delayMs, () => log.push(`${index}@${clock.monotonicMs()}`));
    for (const moveMs of movesMs) clock.advance(moveMs);
    return log;
  };
  const property = fc.property(delays, moves, (delaysMs, movesMs) => {
    const totalMs = movesMs.reduce((sum, each) => sum + each, 0);
    assert.deepEqual(run(delaysMs, [0, ...movesMs]), run(delaysMs, [totalMs]));
  });
  fc.assert(property);
});

test('manual clock: among very many timers, set and cancelled anyhow, each fires in its order', () => {
  const step = fc.record({ delayMs: fc.nat({ max: 50 }), cancels: fc.boolean(), repeats: fc.boolean() });
  const property = fc.property(fc.array(step, { maxLength: 200 }), fc.nat({ max: 1_000 }), (steps, seed) => {
    const clock = new ManualClock();
    const random = new SeededRandom(seed);
    const fired: string[] = [];
    const expected: { dueMs: number; order: number }[] = [];
    const cancels: Cancel[] = [];
    for (const [order, { delayMs, cancels: isCancelled, repeats }] of steps.entries()) {
      const tell = () => fired.push(`${order}@${clock.monotonicMs()}`);
      const periodMs = delayMs + 1;
      cancels[order] = repeats ? clock.every(periodMs, tell) : clock.after(delayMs, tell);
      if (isCancelled) continue;
      for (let dueMs = repeats ? periodMs : delayMs; dueMs <= 100; dueMs += repeats ? periodMs : 1_000) {
        expected.push({ dueMs, order });
      }
    }
    const doomed = steps.flatMap(({ cancels: isCancelled }, order) => (isCancelled ? [order] : []));
    while (doomed.length > 0) {
      const [order = 0] = doomed.splice(random.below(doomed.length), 1);
      cancels[order]?.();
    }
    expected.sort((left, right) => left.dueMs - right.dueMs || left.order - right.order);
    clock.advance(100);
    assert.deepEqual(
      fired,
      expected.map(({ dueMs, order }) => `${order}@${dueMs}`),
    );
  });
  fc.assert(property);
});

test('manual clock: time that goes back, or is moved by a callback, is our bug', () => {
  const clock = new ManualClock();
  assert.throws(() => clock.advance(-1), AssertionFailure);
  assert.throws(() => clock.every(0, () => {}), AssertionFailure);
  for (const delayMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => clock.after(delayMs, () => {}), AssertionFailure);
  }
  clock.after(10, () => clock.advance(5));
  assert.throws(() => clock.advance(10), AssertionFailure);
  clock.advance(10);
  assert.equal(clock.monotonicMs(), 20);
});

test('sleep: resolves when the clock has moved that far', async () => {
  const clock = new ManualClock();
  const log: string[] = [];
  const slept = sleep(clock, 100).then(() => log.push('awake'));
  for (const byMs of [99, 1]) {
    log.push(`move by ${byMs}`);
    clock.advance(byMs);
    await Promise.resolve();
  }
  await slept;
  assert.deepEqual(log, ['move by 99', 'move by 1', 'awake']);
});

test('system clock: advances, and never goes back', () => {
  const before = systemClock.monotonicMs();
  assert.ok(systemClock.monotonicMs() >= before);
  assert.ok(systemClock.wallMs() > Date.UTC(2026, 0, 1));
});

test('system clock: a timer longer than Node can set does not fire at once', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let fired = 0;
  const dayMs = 86_400_000;
  systemClock.after(60 * dayMs, () => fired++);
  const cancel = systemClock.after(70 * dayMs, () => fired++);
  for (let day = 0; day < 60; day++) {
    assert.equal(fired, 0, `on day ${day}`);
    context.mock.timers.tick(dayMs);
  }
  // Mocked timers fire at the end of a tick, so the second leg begins up to a day late.
  context.mock.timers.tick(dayMs);
  assert.equal(fired, 1);
  cancel();
  context.mock.timers.tick(30 * dayMs);
  assert.equal(fired, 1);
});

test('system clock: delays and periods that make no sense are our bug', () => {
  assert.throws(() => systemClock.after(Number.NaN, () => {}), AssertionFailure);
  for (const periodMs of [0, -1, Number.NaN, 2 ** 31]) {
    assert.throws(() => systemClock.every(periodMs, () => {}), AssertionFailure, `${periodMs}`);
  }
});
