import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { GeneratorMeter, worstOf } from './generator-meter.ts';
import { LAG_TICK_MS } from './limits.ts';
import { formatProgress, formatReport } from './report-text.ts';
import { KINDS_MAX } from './run/index.ts';
import { Tally } from './tally.ts';

test('tally: parts of several processes add up to one report', () => {
  const parts = [1, 2].map((part) => {
    const tally = new Tally();
    Object.assign(tally.counts, {
      robots: 10,
      entered: 9,
      messages: 100 * part,
      sent: 50,
      beats: 40,
      loadMessages: 40,
      loadMs: 1000 * part,
    });
    tally.fail('sign-in: closed');
    if (part === 2) tally.fail('connect: timeout');
    for (let ms = 1; ms <= 100; ms++) tally.latency.record(ms * part);
    tally.enter.record(part);
    tally.finish({
      interrupted: part === 2,
      generator: worstOf([{ cpu: 0.5 * part, lagMsMax: part, lagMsP99: part, saturated: false }]),
    });
    return tally;
  });
  const whole = new Tally();
  for (const part of parts) whole.add(JSON.parse(JSON.stringify(part.data())));
  const report = whole.report();
  assert.deepEqual(
    [
      report.robots,
      report.entered,
      report.failed,
      report.messages,
      report.sent,
      report.seconds,
      report.messagesPerSecond,
    ],
    [20, 18, 3, 300, 100, 2, 40],
  );
  assert.deepEqual(report.failures, { 'sign-in: closed': 2, 'connect: timeout': 1 });
  assert.ok(Math.abs(report.latencyMs.max - 200) < 1 && Math.abs(report.latencyMs.p50 - 67) < 1);
  assert.deepEqual([report.interrupted, report.generator.cpu, report.generator.saturated], [true, 1, true]);
});

test('tally: kinds of failure have a bound, and none is lost', () => {
  const tally = new Tally();
  for (let kind = 0; kind < KINDS_MAX + 100; kind++) tally.fail(`closed with words ${kind}`);
  tally.fail('closed with words 0');
  const { failures, failed } = tally.report();
  assert.equal(failed, KINDS_MAX + 101);
  assert.ok(Object.keys(failures).length <= KINDS_MAX + 1);
  assert.equal(
    Object.values(failures).reduce((sum, count) => sum + count, 0),
    failed,
  );
  assert.equal(failures['closed with words 0'], 2);
});

test('generator-meter: late timers and a busy processor are saturation, each by itself', () => {
  const rows = [
    { cpuShare: 0.1, lateMs: 0, saturated: false },
    { cpuShare: 0.95, lateMs: 0, saturated: true },
    { cpuShare: 0.1, lateMs: 30, saturated: true },
  ];
  for (const { cpuShare, lateMs, saturated } of rows) {
    const clock = new ManualClock();
    // A timer that is late is one whose clock has gone on meanwhile.
    let skewMs = 0;
    const late = { ...bound(clock), monotonicMs: () => clock.monotonicMs() + skewMs };
    const meter = new GeneratorMeter(late, () => late.monotonicMs() * cpuShare);
    meter.start();
    for (let tick = 0; tick < 100; tick++) {
      skewMs += lateMs;
      clock.advance(LAG_TICK_MS);
    }
    const figures = meter.stop();
    assert.equal(figures.saturated, saturated);
    assert.equal(figures.cpu, cpuShare);
    assert.ok(Math.abs(figures.lagMsMax - lateMs) < 0.1);
    assert.equal(clock.nextDueMs(), null);
  }
});

test('generator-meter: a new start forgets what was before', () => {
  const clock = new ManualClock();
  const meter = new GeneratorMeter(clock, () => clock.monotonicMs());
  meter.start();
  clock.advance(1000);
  meter.start();
  assert.equal(meter.stop().cpu, 0);
});

test('report-text: a table for people, with failures, and a warning when the generator was the bottleneck', () => {
  const tally = new Tally();
  Object.assign(tally.counts, {
    robots: 3,
    entered: 2,
    beats: 20,
    unanswered: 1,
    behindSchedule: 2,
    loadMs: 1500,
    loadMessages: 30,
  });
  tally.fail('sign-in: user_auth_fail_s2c 5');
  tally.latency.record(12.34);
  tally.finish({ interrupted: true, generator: worstOf([{ cpu: 0.97, lagMsMax: 3, lagMsP99: 2, saturated: true }]) });
  const text = formatReport(tally.report());
  for (const part of [
    /^interrupted: /,
    /^robots +3: 2 entered, 1 failed$/m,
    /^ +1 × sign-in: user_auth_fail_s2c 5$/m,
    /; 20\/s received over 1\.5 s of load$/m,
    /^unanswered +1 of 20 heartbeats$/m,
    /^behind +2 robots/m,
    /^milliseconds +p50 +p90 +p99 +p999 +max +mean$/m,
    /^heartbeat +12\.34 +12\.34/m,
    /saturated: true \(CPU 97 % of a core/,
  ]) {
    assert.match(text, part);
  }
  const calm = new Tally();
  assert.match(formatReport(calm.report()), /saturated: false/);
  assert.doesNotMatch(formatReport(calm.report()), /interrupted|behind|unanswered/);
});

test('report-text: progress fits a line', () => {
  const progress = {
    phase: 'load',
    robots: 200,
    entered: 200,
    failed: 0,
    sent: 12_345,
    received: 23_456,
    p99Ms: 1.234,
  } as const;
  assert.equal(formatProgress(progress), 'load: entered 200/200, failed 0, sent 12345, received 23456, p99 1.23 ms');
  assert.doesNotMatch(formatProgress({ ...progress, p99Ms: 0 }), /p99/);
});

function bound(clock: ManualClock) {
  return {
    wallMs: () => clock.wallMs(),
    after: (ms: number, callback: () => void) => clock.after(ms, callback),
    every: (ms: number, callback: () => void) => clock.every(ms, callback),
  };
}
