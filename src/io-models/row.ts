// One measurement: a model with a number of idle connections. It was measured; or refused, by the system or by the
// model's own limits; or it failed, through a fault of ours or of the machine.
import type { ModelName } from './model.ts';

/** One measurement to make. */
export interface Step {
  readonly model: ModelName;
  /** Connections that send nothing, beside the active ones. */
  readonly idle: number;
  /** Messages that an active connection sends at once. */
  readonly burst: number;
}

export interface MeasuredRow extends Step {
  readonly status: 'measured';
  readonly messagesPerSecond: number;
  readonly callsPerMessage: number;
  /** Returns from a call that waits. */
  readonly wakeupsPerMessage: number;
  /** Microseconds of CPU time, in the process and in the kernel for it. */
  readonly cpuUsPerMessage: number;
  /** Shares of a core. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /**
   * The load may have been slower than the server: then throughput is the load's, and CPU time is the figure to
   * compare.
   */
  readonly isLoadSaturated: boolean;
  /** Share of the time in which server or load could have run while other programs had its core. */
  readonly disturbed: number;
  readonly connections: number;
  /** Threads that serve. */
  readonly threads: number;
}

/** What set the bound: `load` is the load's own side, where the server reached none. */
export type RefusalCode = 'threads' | 'descriptors' | 'fd-setsize' | 'kernel' | 'load';

export interface RefusedRow extends Step {
  readonly status: 'refused';
  /** Connections open at that moment, active ones included. */
  readonly refusedAt: number;
  readonly code: RefusalCode;
  readonly reason: string;
}

export interface FailedRow extends Step {
  readonly status: 'failed';
  readonly reason: string;
}

export type Row = MeasuredRow | RefusedRow | FailedRow;
