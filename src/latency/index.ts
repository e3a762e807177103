// The door of latencies: what robots measure with.
export type { LatencySummary } from './latency-histogram.ts';
export { LatencyHistogram } from './latency-histogram.ts';
