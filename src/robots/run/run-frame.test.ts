import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../base/index.ts';
import { Kinds } from './kinds.ts';
import { KINDS_MAX } from './limits.ts';
import { faultOf, isWhole, paceRule, secondsRule } from './option-rules.ts';
import { RunFrame } from './run-frame.ts';

function world() {
  const clock = new ManualClock();
  const abort = new AbortController();
  let reports = 0;
  const frame = new RunFrame(clock, { signal: abort.signal, rampPerSecond: 10, onProgress: () => reports++ });
  /** Lets what is waiting go on, then moves the clock. */
  const advance = async (ms: number): Promise<void> => {
    for (let each = 0; each < 10; each++) await null;
    clock.advance(ms);
    for (let each = 0; each < 10; each++) await null;
  };
  return { clock, abort, frame, advance, reports: () => reports };
}

test('run frame: robots begin at the pace of the ramp, and progress is reported until the end', async () => {
  const { clock, frame, advance, reports } = world();
  const begun: number[] = [];
  const run = frame.run(async () => {
    for (let index = 0; index < 4; index++) begun.push(await frame.turnOf(index));
  });
  await advance(0);
  assert.deepEqual(begun, [0]);
  await advance(100);
  await advance(100);
  assert.deepEqual(begun, [0, 100, 200]);
  await advance(100);
  await run;
  assert.deepEqual([begun.length, frame.elapsedMs, reports(), clock.nextDueMs()], [4, 300, 1, null]);
});

test('run frame: the signal ends every wait at once, and none begins after it', async () => {
  const { clock, abort, frame, advance } = world();
  const run = frame.run(async () => {
    await Promise.all([frame.sleep(10_000), frame.sleep(20_000), frame.unlessAborted(new Promise(() => {}))]);
    await frame.sleep(30_000);
  });
  await advance(5);
  abort.abort();
  await run;
  assert.deepEqual([frame.isAborted, frame.elapsedMs, clock.nextDueMs()], [true, 5, null]);
});

test('run frame: progress ends with a run that fails', async () => {
  const { clock, frame } = world();
  await assert.rejects(
    frame.run(() => Promise.reject(new Error('no server'))),
    { message: 'no server' },
  );
  assert.equal(clock.nextDueMs(), null);
});

test('kinds: counts are bounded, and the most frequent is first', () => {
  const kinds = new Kinds();
  for (let kind = 0; kind < KINDS_MAX + 10; kind++) kinds.add(`reason ${kind}`);
  kinds.add('reason 3', 20);
  const sorted = Object.entries(kinds.sorted());
  assert.deepEqual(sorted.slice(0, 2), [
    ['reason 3', 21],
    ['other', 10],
  ]);
  assert.deepEqual([sorted.length, kinds.total], [KINDS_MAX + 1, KINDS_MAX + 30]);
});

test('option rules: the first fault is reported by its name', () => {
  assert.equal(faultOf([secondsRule(5), secondsRule(null), paceRule(1)]), null);
  assert.equal(faultOf([secondsRule(0), paceRule(0)]), 'seconds: 0 must be above 0 and at most a day');
  assert.equal(faultOf([paceRule(100_001)]), 'ramp: 100001 must be above 0 and at most 100000 a second');
  assert.deepEqual(
    [0, 1, 1.5, 8, 9, Number.NaN].map((value) => isWhole(value, { max: 8 })),
    [false, true, false, true, false, false],
  );
});
