// The two ends of a measurement, each run by the program of native/models: each answers with its counts so far.
import type { ModelName } from './model.ts';
import type { RefusalCode } from './row.ts';

/** `ns` is the machine's monotonic clock, the same for both ends; `cpuUs` is the CPU time of the process so far. */
interface Counted {
  readonly ns: number;
  readonly cpuUs: number;
  /** How long the end's thread could have run while others had its core: with one thread a core, other programs. */
  readonly waitedNs: number;
  readonly messages: number;
}

export interface ServerCounts extends Counted {
  readonly calls: number;
  readonly wakeups: number;
  readonly connections: number;
  readonly threads: number;
  readonly refusal: { readonly code: Exclude<RefusalCode, 'load'>; readonly reason: string } | null;
}

export interface LoadCounts extends Counted {
  /**
   * Bursts that came back changed, and connections that the server closed. Unless both are 0, the row means nothing.
   */
  readonly wrong: number;
  readonly lost: number;
}

/** An end's first line. */
export interface ServerGreeting {
  readonly port: number;
}

export interface LoadGreeting {
  readonly open: number;
  readonly fault: string | null;
}

export interface End<Greeting, Counts> {
  readonly greeting: Greeting;
  /** Rejects with `IoModelsError` `program-failed` when the program has ended or hangs. */
  ask(): Promise<Counts>;
  stop(): Promise<void>;
}

export interface Program {
  /** Both reject with `IoModelsError` `program-failed`. */
  serve(model: ModelName): Promise<End<ServerGreeting, ServerCounts>>;
  /** Resolves when the connections are open, or when no more can be. */
  load(
    port: number,
    options: { readonly idle: number; readonly burst: number },
  ): Promise<End<LoadGreeting, LoadCounts>>;
}
