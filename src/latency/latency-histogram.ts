// Latencies with three exact digits from a microsecond to ten minutes, in a fixed amount of memory; several can be added up.
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** The longest latency that is told apart, in milliseconds; anything longer counts as this. */
export const LATENCY_MS_MAX = 600_000;
const US_PER_MS = 1000;

export type LatencySummary = ReturnType<LatencyHistogram['summary']>;

export class LatencyHistogram {
  readonly #histogram: Histogram;

  constructor() {
    this.#histogram = build({
      bitBucketSize: 32,
      autoResize: false,
      lowestDiscernibleValue: 1,
      highestTrackableValue: LATENCY_MS_MAX * US_PER_MS,
      numberOfSignificantValueDigits: 3,
    });
  }

  /** What `encode` gave. */
  static decode(text: string): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.#histogram.add(decodeFromCompressedBase64(text));
    return histogram;
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  record(ms: number): void {
    const bounded = Math.min(Math.max(ms, 0), LATENCY_MS_MAX);
    this.#histogram.recordValue(Math.round(bounded * US_PER_MS));
  }

  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram);
  }

  /** Milliseconds below or at which `percent` of all are. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    // The histogram gives the upper end of a bucket, which may lie above everything that was recorded.
    return toMs(Math.min(this.#histogram.getValueAtPercentile(percent), this.#histogram.maxValue));
  }

  /** Milliseconds. All 0 when nothing was measured. */
  summary() {
    const { count } = this;
    return {
      p50: this.percentile(50),
      p90: this.percentile(90),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: this.percentile(100),
      mean: count === 0 ? 0 : toMs(this.#histogram.mean),
    };
  }

  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }
}

function toMs(us: number): number {
  return Math.round(us) / US_PER_MS;
}
