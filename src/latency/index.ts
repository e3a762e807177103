// The door of latencies: what robots measure with.
export type { LatencySummary } from './latency-histogram.ts';
export { LATENCY_MS_MAX, LatencyHistogram } from './latency-histogram.ts';
