// Whether the generator itself was the bottleneck: how late its own timers fired and how much processor it used while it
// measured. Figures of a saturated generator say nothing about the server.
import type { Cancel, Clock } from '../base/index.ts';
import { LatencyHistogram } from '../latency/index.ts';
import { LAG_TICK_MS, SATURATED_CPU, SATURATED_LAG_MS } from './limits.ts';

/** Processor time that this process used so far, in milliseconds. */
export type ReadCpuMs = () => number;

export interface GeneratorFigures {
  /** Cores in use: 1 is one whole core. */
  readonly cpu: number;
  readonly lagMsMax: number;
  readonly lagMsP99: number;
  readonly saturated: boolean;
}

export class GeneratorMeter {
  readonly #clock: Clock;
  readonly #readCpuMs: ReadCpuMs;
  #lag = new LatencyHistogram();
  #startMs = 0;
  #startCpuMs = 0;
  #stop: Cancel | null = null;

  constructor(clock: Clock, readCpuMs: ReadCpuMs) {
    this.#clock = clock;
    this.#readCpuMs = readCpuMs;
  }

  /** Begins anew: what was measured before is forgotten. */
  start(): void {
    this.#stop?.();
    this.#lag = new LatencyHistogram();
    this.#startMs = this.#clock.monotonicMs();
    this.#startCpuMs = this.#readCpuMs();
    let expectedMs = this.#startMs + LAG_TICK_MS;
    this.#stop = this.#clock.every(LAG_TICK_MS, () => {
      const nowMs = this.#clock.monotonicMs();
      this.#lag.record(nowMs - expectedMs);
      expectedMs = nowMs + LAG_TICK_MS;
    });
  }

  stop(): GeneratorFigures {
    this.#stop?.();
    const elapsedMs = this.#clock.monotonicMs() - this.#startMs;
    const cpu = elapsedMs > 0 ? (this.#readCpuMs() - this.#startCpuMs) / elapsedMs : 0;
    return judge({ cpu, lagMsMax: this.#lag.percentile(100), lagMsP99: this.#lag.percentile(99) });
  }
}

/** The figures of several processes: each has a core of its own, so the worst of them counts. */
export function worstOf(figures: readonly GeneratorFigures[]): GeneratorFigures {
  const most = (key: 'cpu' | 'lagMsMax' | 'lagMsP99'): number => Math.max(0, ...figures.map((each) => each[key]));
  return judge({ cpu: most('cpu'), lagMsMax: most('lagMsMax'), lagMsP99: most('lagMsP99') });
}

function judge(figures: Omit<GeneratorFigures, 'saturated'>): GeneratorFigures {
  const cpu = Math.round(figures.cpu * 1000) / 1000;
  return { ...figures, cpu, saturated: cpu >= SATURATED_CPU || figures.lagMsP99 >= SATURATED_LAG_MS };
}
