import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock, silentLogger } from '../base/index.ts';
import { startMaintenance, type Task } from './maintenance.ts';

function start(run: Task['run']): {
  readonly clock: ManualClock;
  readonly warnings: string[];
  readonly stop: () => Promise<void>;
} {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const stop = startMaintenance([{ name: 'dust wiped', periodMs: 1_000, run }], clock, log);
  return { clock, warnings, stop };
}

test('maintenance: works each period, portion by portion, until nothing is left', async () => {
  const portions = [3, 2, 0, 0, 5, 0];
  let runs = 0;
  const { clock, stop } = start(async () => portions[runs++] ?? 0);
  assert.equal(runs, 0, 'not at the start, where players come first');
  for (const expected of [3, 4, 6]) {
    clock.advance(1_000);
    await setImmediate();
    assert.equal(runs, expected);
  }
  await stop();
  clock.advance(10_000);
  assert.equal(runs, 6);
});

test('maintenance: never runs a task twice at once', async () => {
  const wait = Promise.withResolvers<number>();
  let runs = 0;
  const { clock, stop } = start(() => {
    runs++;
    return wait.promise;
  });
  clock.advance(5_000);
  assert.equal(runs, 1);
  wait.resolve(0);
  await setImmediate();
  clock.advance(1_000);
  assert.equal(runs, 2);
  await stop();
});

test('maintenance: a task that fails, now or later, is tried again', async () => {
  let runs = 0;
  const { clock, warnings, stop } = start(() => {
    runs++;
    if (runs === 1) throw new Error('no store');
    return runs === 2 ? Promise.reject(new Error('still none')) : Promise.resolve(0);
  });
  for (let each = 0; each < 3; each++) {
    clock.advance(1_000);
    await setImmediate();
  }
  assert.equal(runs, 3);
  assert.deepEqual(warnings, [
    'maintenance: dust wiped failed and is tried again later: no store',
    'maintenance: dust wiped failed and is tried again later: still none',
  ]);
  await stop();
});

test('maintenance: stopping waits for the portion that runs, and begins no other', async () => {
  const wait = Promise.withResolvers<number>();
  let runs = 0;
  const { clock, stop } = start(() => {
    runs++;
    return wait.promise;
  });
  clock.advance(1_000);
  let isStopped = false;
  const stopped = stop().then(() => {
    isStopped = true;
  });
  await setImmediate();
  assert.equal(isStopped, false);
  wait.resolve(7);
  await stopped;
  assert.equal(runs, 1);
});
