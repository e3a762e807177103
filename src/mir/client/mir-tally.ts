// What a run of Mir robots counts, and the report that is made of it.
import { LatencyHistogram } from '../../latency/index.ts';
import { Kinds } from '../../robots/run/index.ts';
import { REQUEST_NAMES, type RequestName } from './request-name.ts';

/** What `--json` prints. Times in milliseconds, but for `seconds`. */
export type MirRobotsReport = ReturnType<MirTally['report']>;

export class MirTally {
  readonly counts = {
    count: 0,
    /** Players whose account was made in this run; the others had one. */
    registered: 0,
    /** Players that signed in, created a character, and received the address of a game server, at least once each. */
    signedIn: 0,
    created: 0,
    selected: 0,
    /** Accounts and characters that were acknowledged and are not there any more. */
    lost: 0,
    /** Paths that were followed to the end, over all players: more than `selected` where a run goes on for a time. */
    paths: 0,
    /** Connections that ended under a player. */
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

  report() {
    const steps = ([...REQUEST_NAMES, 'path'] as const).flatMap((name) => {
      const histogram = this.#steps.get(name);
      return histogram === undefined
        ? []
        : [[name, { p50: histogram.percentile(50), p99: histogram.percentile(99) }] as const];
    });
    return {
      ...this.counts,
      failed: this.failed,
      /** Failed players by request and reason. */
      failures: this.#failures.sorted(),
      /** How often a player tried again, and why. */
      retries: this.retries,
      retriesBy: this.#retries.sorted(),
      /** Of each step that was acknowledged, and of the `path` from its first try to the address of a game server. */
      latencyMs: Object.fromEntries(steps) as { readonly [step in RequestName | 'path']?: (typeof steps)[number][1] },
      seconds: Math.round(this.#ms) / 1000,
      interrupted: this.#isInterrupted,
    };
  }
}
