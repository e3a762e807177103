// What a run counts, in a form that several processes' parts can be added up in, and the report that is made of it.

import type { LinkEvent } from '../client/index.ts';
import { LatencyHistogram } from '../latency/index.ts';
import type { AnswerFaults } from './check/index.ts';
import type { CutKind } from './cut/index.ts';
import type { GeneratorFigures } from './generator-meter.ts';
import { worstOf } from './generator-meter.ts';
import { Kinds } from './run/index.ts';

/** What `--json` prints. Times in milliseconds, but for `seconds`. */
export type RobotsReport = ReturnType<Tally['report']>;
/** A tally as JSON, to go from one process to another. */
export type TallyData = ReturnType<Tally['data']>;

export class Tally {
  readonly counts = {
    robots: 0,
    entered: 0,
    failed: 0,
    /** Had to wait for a place. */
    waited: 0,
    /** Received and sent over the whole run. */
    messages: 0,
    sent: 0,
    beats: 0,
    /** Beats whose echo never came; they are in `latency` with the time that was waited for them. */
    unanswered: 0,
    /** The same: a scenario adds what its robots were left without. */
    lost: 0,
    /** Echoes that came again, and echoes that came after a later one. */
    doubled: 0,
    outOfOrder: 0,
    /** Connections that were taken away on purpose. */
    cuts: 0,
    /** Sessions that came back on a new connection and missed nothing; that began anew; that could not come back. */
    resumed: 0,
    resynced: 0,
    refused: 0,
    /** Messages that robots were sent again, that they sent again, and that may be left out and were, while they were away. */
    replayed: 0,
    resent: 0,
    leftOut: 0,
    /** Robots of which a beat left late, through the generator's fault. */
    behindSchedule: 0,
    /** Received during the load. */
    loadMessages: 0,
    loadMs: 0,
  };
  /** Of a run with datagrams. */
  readonly datagrams = { opened: 0, closed: 0, sent: 0, received: 0, lost: 0, doubled: 0, delayed: 0 };
  /** From the scheduled moment of a beat to its echo. */
  readonly latency = new LatencyHistogram();
  /** From the scheduled moment of connecting to being in the world. */
  readonly enter = new LatencyHistogram();
  /** From a robot's loss of its connection until its session went on. */
  readonly away = new LatencyHistogram();
  /** Of those that had to wait for a place: how long. */
  readonly wait = new LatencyHistogram();
  readonly #failures = new Kinds();
  readonly #cutKinds = new Kinds();
  #interrupted = false;
  #generator: GeneratorFigures = worstOf([]);

  waited(ms: number): void {
    this.counts.waited++;
    this.wait.record(ms);
  }

  fail(kind: string, count = 1): void {
    this.counts.failed += count;
    this.#failures.add(kind, count);
  }

  cut(kind: CutKind, count = 1): void {
    this.counts.cuts += count;
    this.#cutKinds.add(kind, count);
  }

  /** What happened to the connection of a robot. */
  link(event: LinkEvent): void {
    const { counts } = this;
    if (event.kind === 'refused') counts.refused++;
    if (event.kind !== 'resumed' && event.kind !== 'resynced') return;
    counts[event.kind]++;
    counts.resent += event.resent;
    this.away.record(event.awayMs);
    if (event.kind !== 'resumed') return;
    counts.replayed += event.replayed;
    counts.leftOut += event.leftOut;
  }

  /** What one robot's answers lacked. */
  answers({ lost, doubled, outOfOrder }: AnswerFaults): void {
    this.counts.unanswered += lost;
    this.counts.lost += lost;
    this.counts.doubled += doubled;
    this.counts.outOfOrder += outOfOrder;
  }

  finish(end: { readonly interrupted: boolean; readonly generator: GeneratorFigures }): void {
    this.#interrupted = end.interrupted;
    this.#generator = end.generator;
  }

  data() {
    return {
      counts: this.counts,
      datagrams: this.datagrams,
      failures: this.#failures.sorted(),
      latency: this.latency.encode(),
      enter: this.enter.encode(),
      away: this.away.encode(),
      cutKinds: this.#cutKinds.sorted(),
      wait: this.wait.encode(),
      interrupted: this.#interrupted,
      generator: this.#generator,
    };
  }

  /** Adds another process's part. Loads run side by side, so the longest is the length of all. */
  add(data: TallyData): void {
    const { counts } = this;
    const loadMs = Math.max(counts.loadMs, data.counts.loadMs);
    const failed = counts.failed + data.counts.failed;
    const cuts = counts.cuts + data.counts.cuts;
    for (const [name, count] of Object.entries(data.counts)) counts[name as keyof typeof counts] += count;
    for (const [name, count] of Object.entries(data.datagrams))
      this.datagrams[name as keyof typeof this.datagrams] += count;
    for (const [kind, count] of Object.entries(data.failures)) this.fail(kind, count);
    for (const [kind, count] of Object.entries(data.cutKinds)) this.cut(kind as CutKind, count);
    Object.assign(counts, { loadMs, failed, cuts });
    this.away.add(LatencyHistogram.decode(data.away));
    this.latency.add(LatencyHistogram.decode(data.latency));
    this.enter.add(LatencyHistogram.decode(data.enter));
    this.wait.add(LatencyHistogram.decode(data.wait));
    this.finish({
      interrupted: this.#interrupted || data.interrupted,
      generator: worstOf([this.#generator, data.generator]),
    });
  }

  report() {
    const { loadMessages, loadMs, ...counts } = this.counts;
    return {
      ...counts,
      /** Channels that opened and closed, and datagrams at the robots' sockets: those that the options lost, doubled and delayed too. */
      datagrams: this.datagrams,
      /** Failed robots by the step and the reason. */
      failures: this.#failures.sorted(),
      /** Sessions that went on over a new connection. Without cuts a lost connection is a failure. */
      reconnects: counts.resumed + counts.resynced,
      /** Cuts by their kind. */
      cutKinds: this.#cutKinds.sorted(),
      latencyMs: this.latency.summary(),
      enterMs: this.enter.summary(),
      awayMs: this.away.summary(),
      waitMs: this.wait.summary(),
      /** The time of the load, without entering, and what was received in it. */
      seconds: Math.round(loadMs) / 1000,
      messagesPerSecond: loadMs > 0 ? Math.round((loadMessages * 1000) / loadMs) : 0,
      interrupted: this.#interrupted,
      generator: this.#generator,
    };
  }
}
