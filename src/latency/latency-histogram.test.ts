import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATENCY_MS_MAX, LatencyHistogram } from './latency-histogram.ts';

test('latency-histogram: percentiles to three digits, and none above what was recorded', () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual(histogram.summary(), { p50: 0, p90: 0, p99: 0, p999: 0, max: 0, mean: 0 });
  for (let ms = 1; ms <= 1000; ms++) histogram.record(ms);
  const { p50, p90, p99, max, mean } = histogram.summary();
  for (const [value, expected] of [
    [p50, 500],
    [p90, 900],
    [p99, 990],
    [max, 1000],
    [mean, 500.5],
  ] as const) {
    assert.ok(Math.abs(value - expected) <= expected / 500, `${value} is about ${expected}`);
  }
  assert.ok(max <= 1000.5);
});

test('latency-histogram: what no clock should give is kept within its range', () => {
  const histogram = new LatencyHistogram();
  for (const ms of [-5, 0, 1e12]) histogram.record(ms);
  assert.equal(histogram.count, 3);
  assert.equal(histogram.percentile(1), 0);
  const { max } = histogram.summary();
  assert.ok(Math.abs(max - LATENCY_MS_MAX) < LATENCY_MS_MAX / 500);
});
