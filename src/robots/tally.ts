// What a run counts, in a form that several processes' parts can be added up in, and the report that is made of it.
import { LatencyHistogram, type LatencySummary } from '../latency/index.ts';
import type { GeneratorFigures } from './generator-meter.ts';
import { worstOf } from './generator-meter.ts';
import { Kinds } from './run/index.ts';

/** What `--json` prints. Times in milliseconds. */
export interface RobotsReport {
  readonly robots: number;
  readonly entered: number;
  readonly failed: number;
  /** Failed robots by the step and the reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Messages received, over the whole run. */
  readonly messages: number;
  readonly sent: number;
  /** Robots do not come back: a lost connection is a failure. */
  readonly reconnects: 0;
  readonly beats: number;
  /** Beats whose echo never came; they are in `latencyMs` with the time that was waited for them. */
  readonly unanswered: number;
  /** Robots of which a beat left late, through the generator's fault. */
  readonly behindSchedule: number;
  /** From the scheduled moment of a beat to its echo. */
  readonly latencyMs: LatencySummary;
  /** From the scheduled moment of connecting to being in the world. */
  readonly enterMs: LatencySummary;
  /** The time of the load, without entering. */
  readonly seconds: number;
  /** Received in that time. */
  readonly messagesPerSecond: number;
  readonly interrupted: boolean;
  readonly generator: GeneratorFigures;
}

/** Counts of one process. */
export interface TallyCounts {
  robots: number;
  entered: number;
  failed: number;
  messages: number;
  sent: number;
  beats: number;
  unanswered: number;
  behindSchedule: number;
  /** Received during the load. */
  loadMessages: number;
  loadMs: number;
}

/** A tally as JSON, to go from one process to another. */
export interface TallyData {
  readonly counts: TallyCounts;
  readonly failures: Readonly<Record<string, number>>;
  readonly latency: string;
  readonly enter: string;
  readonly interrupted: boolean;
  readonly generator: GeneratorFigures;
}

export class Tally {
  readonly counts: TallyCounts = {
    robots: 0,
    entered: 0,
    failed: 0,
    messages: 0,
    sent: 0,
    beats: 0,
    unanswered: 0,
    behindSchedule: 0,
    loadMessages: 0,
    loadMs: 0,
  };
  readonly latency = new LatencyHistogram();
  readonly enter = new LatencyHistogram();
  readonly #failures = new Kinds();
  #interrupted = false;
  #generator: GeneratorFigures = worstOf([]);

  fail(kind: string, count = 1): void {
    this.counts.failed += count;
    this.#failures.add(kind, count);
  }

  finish(end: { readonly interrupted: boolean; readonly generator: GeneratorFigures }): void {
    this.#interrupted = end.interrupted;
    this.#generator = end.generator;
  }

  data(): TallyData {
    return {
      counts: this.counts,
      failures: this.#failures.sorted(),
      latency: this.latency.encode(),
      enter: this.enter.encode(),
      interrupted: this.#interrupted,
      generator: this.#generator,
    };
  }

  /** Adds another process's part. Loads run side by side, so the longest is the length of all. */
  add(data: TallyData): void {
    const { counts } = this;
    const loadMs = Math.max(counts.loadMs, data.counts.loadMs);
    const failed = counts.failed + data.counts.failed;
    for (const [name, count] of Object.entries(data.counts)) counts[name as keyof TallyCounts] += count;
    for (const [kind, count] of Object.entries(data.failures)) this.fail(kind, count);
    Object.assign(counts, { loadMs, failed });
    this.latency.add(LatencyHistogram.decode(data.latency));
    this.enter.add(LatencyHistogram.decode(data.enter));
    this.finish({
      interrupted: this.#interrupted || data.interrupted,
      generator: worstOf([this.#generator, data.generator]),
    });
  }

  report(): RobotsReport {
    const { robots, entered, failed, messages, sent, beats, unanswered, behindSchedule, loadMessages, loadMs } =
      this.counts;
    return {
      robots,
      entered,
      failed,
      failures: this.#failures.sorted(),
      messages,
      sent,
      reconnects: 0,
      beats,
      unanswered,
      behindSchedule,
      latencyMs: this.latency.summary(),
      enterMs: this.enter.summary(),
      seconds: Math.round(loadMs) / 1000,
      messagesPerSecond: loadMs > 0 ? Math.round((loadMessages * 1000) / loadMs) : 0,
      interrupted: this.#interrupted,
      generator: this.#generator,
    };
  }
}
