import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from './clock-manual.ts';
import { silentLogger } from './log.ts';
import { inPortions, type PeriodicTask, PeriodicTasks, type Tick } from './periodic-tasks.ts';

function start(run: PeriodicTask['run']): {
  readonly clock: ManualClock;
  readonly complaints: string[];
  readonly stop: () => Promise<void>;
} {
  const clock = new ManualClock();
  const complaints: string[] = [];
  const log = { ...silentLogger, error: (message: string) => void complaints.push(message) };
  const tasks = new PeriodicTasks(clock);
  tasks.start({ name: 'wiping dust', periodMs: 1_000, log, run });
  return { clock, complaints, stop: () => tasks.stop() };
}

test('periodic tasks: work each period, portion by portion, until nothing is left', async () => {
  const portions = [3, 2, 0, 0, 5, 0];
  const totals: number[] = [];
  let runs = 0;
  const portion = async (): Promise<number> => portions[runs++] ?? 0;
  const { clock, stop } = start(async (tick) => void totals.push(await inPortions(tick, portion)));
  assert.equal(runs, 0, 'not at the start, where players come first');
  for (const expected of [3, 4, 6]) {
    clock.advance(1_000);
    await setImmediate();
    assert.equal(runs, expected);
  }
  assert.deepEqual(totals, [5, 0, 5]);
  await stop();
  clock.advance(10_000);
  assert.equal(runs, 6);
});

test('periodic tasks: never run twice at once, and know how many runs they missed', async () => {
  const wait = Promise.withResolvers<void>();
  const missed: number[] = [];
  const { clock, stop } = start((tick) => {
    missed.push(tick.missed);
    return wait.promise;
  });
  clock.advance(5_000);
  assert.deepEqual(missed, [0]);
  wait.resolve();
  await setImmediate();
  clock.advance(1_000);
  await setImmediate();
  clock.advance(1_000);
  assert.deepEqual(missed, [0, 4, 0]);
  await stop();
});

test('periodic tasks: one that fails, now or later, runs again', async () => {
  let runs = 0;
  const { clock, complaints, stop } = start(() => {
    runs++;
    if (runs === 1) throw new Error('no store');
    return runs === 2 ? Promise.reject(new Error('still none')) : Promise.resolve();
  });
  for (let each = 0; each < 3; each++) {
    clock.advance(1_000);
    await setImmediate();
  }
  assert.equal(runs, 3);
  assert.deepEqual(complaints, [
    'wiping dust failed and runs again in 1 s: no store',
    'wiping dust failed and runs again in 1 s: still none',
  ]);
  await stop();
});

test('periodic tasks: stopping waits for the portion that runs, and begins no other', async () => {
  const wait = Promise.withResolvers<number>();
  let runs = 0;
  const portion = (): Promise<number> => {
    runs++;
    return wait.promise;
  };
  const { clock, stop } = start(async (tick) => void (await inPortions(tick, portion)));
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

test('periodic tasks: stopping does not wait for ever, and a run sees that it should end', async () => {
  const ticks: Tick[] = [];
  const { clock, stop } = start((tick) => {
    ticks.push(tick);
    return new Promise<void>(() => {});
  });
  clock.advance(1_000);
  assert.equal(ticks[0]?.isStopping, false);
  const stopped = stop();
  assert.equal(ticks[0]?.isStopping, true);
  clock.advance(10_000);
  await stopped;
});
