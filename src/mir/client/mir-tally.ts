// What a run of Mir robots counts, and the report that is made of it.
import { LatencyHistogram } from '../../latency/index.ts';
import { Kinds } from '../../robots/run/index.ts';
import { REQUEST_NAMES, type RequestName } from './request-name.ts';

export interface StepLatency {
  readonly p50: number;
  readonly p99: number;
}

/** What `--json` prints. Times in milliseconds, but for `seconds`. */
export interface MirRobotsReport {
  readonly count: number;
  /** Players whose account was made in this run; the others had one. */
  readonly registered: number;
  /** Players that signed in, created a character, and received the address of a game server, at least once each. */
  readonly signedIn: number;
  readonly created: number;
  readonly selected: number;
  readonly failed: number;
  /** Failed players by request and reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Accounts and characters that were acknowledged and are not there any more. */
  readonly lost: number;
  /** Paths that were followed to the end, over all players: more than `selected` where a run goes on for a time. */
  readonly paths: number;
  /** Connections that ended under a player. */
  readonly connectionsLost: number;
  /** How often a player tried again, and why. */
  readonly retries: number;
  readonly retriesBy: Readonly<Record<string, number>>;
  /** Of each step that was acknowledged, and of the `path` from its first try to the address of a game server. */
  readonly latencyMs: Readonly<Partial<Record<RequestName | 'path', StepLatency>>>;
  readonly seconds: number;
  readonly interrupted: boolean;
}

export interface MirCounts {
  count: number;
  registered: number;
  signedIn: number;
  created: number;
  selected: number;
  lost: number;
  paths: number;
  connectionsLost: number;
}

export class MirTally {
  readonly counts: MirCounts = {
    count: 0,
    registered: 0,
    signedIn: 0,
    created: 0,
    selected: 0,
    lost: 0,
    paths: 0,
    connectionsLost: 0,
  };
  readonly #failures = new Kinds();
  readonly #retries = new Kinds();
  readonly #steps = new Map<RequestName | 'path', LatencyHistogram>();
  #ms = 0;
  #isInterrupted = false;

  get failed(): number {
    return this.#failures.total;
  }

  get retries(): number {
    return this.#retries.total;
  }

  fail(kind: string): void {
    this.#failures.add(kind);
  }

  retry(kind: string): void {
    this.#retries.add(kind);
  }

  step(name: RequestName | 'path', ms: number): void {
    const histogram = this.#steps.get(name) ?? new LatencyHistogram();
    this.#steps.set(name, histogram);
    histogram.record(ms);
  }

  finish(end: { readonly ms: number; readonly isInterrupted: boolean }): void {
    this.#ms = end.ms;
    this.#isInterrupted = end.isInterrupted;
  }

  report(): MirRobotsReport {
    const { count, registered, signedIn, created, selected, lost, paths, connectionsLost } = this.counts;
    return {
      count,
      registered,
      signedIn,
      created,
      selected,
      failed: this.failed,
      failures: this.#failures.sorted(),
      lost,
      paths,
      connectionsLost,
      retries: this.retries,
      retriesBy: this.#retries.sorted(),
      latencyMs: this.#latencies(),
      seconds: Math.round(this.#ms) / 1000,
      interrupted: this.#isInterrupted,
    };
  }

  #latencies(): MirRobotsReport['latencyMs'] {
    const latencies: Partial<Record<RequestName | 'path', StepLatency>> = {};
    for (const name of [...REQUEST_NAMES, 'path'] as const) {
      const histogram = this.#steps.get(name);
      if (histogram !== undefined) latencies[name] = { p50: histogram.percentile(50), p99: histogram.percentile(99) };
    }
    return latencies;
  }
}
