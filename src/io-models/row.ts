// One measurement: a model with so many idle connections. It was measured, or refused by the system or by the model's own
// nature, or it failed, which is a fault of ours or of the machine.
import type { ModelName } from './model.ts';

interface RowKey {
  readonly model: ModelName;
  /** Connections that say nothing, beside the active ones. */
  readonly idle: number;
  /** Messages that an active connection sends at once. */
  readonly burst: number;
}

export interface MeasuredRow extends RowKey {
  readonly status: 'measured';
  readonly messagesPerSecond: number;
  readonly callsPerMessage: number;
  /** Returns from a call that waits. */
  readonly wakeupsPerMessage: number;
  /** Microseconds of processor time, in the process and in the kernel for it. */
  readonly cpuUsPerMessage: number;
  /** Shares of a core. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** The load may have been the slower one: throughput is then its own, and processor time the figure to look at. */
  readonly isLoadSaturated: boolean;
  /** Share of the time in which server or load could have run and other programs had its core. */
  readonly disturbed: number;
  readonly connections: number;
  /** Threads that serve. */
  readonly threads: number;
}

/** Who set the bound: `load` is the load's own side, where the server knew of none. */
export type RefusalCode = 'threads' | 'descriptors' | 'fd-setsize' | 'kernel' | 'load';

export interface RefusedRow extends RowKey {
  readonly status: 'refused';
  /** Connections that were open by then, active ones included. */
  readonly refusedAt: number;
  readonly code: RefusalCode;
  readonly reason: string;
}

export interface FailedRow extends RowKey {
  readonly status: 'failed';
  readonly reason: string;
}

export type Row = MeasuredRow | RefusedRow | FailedRow;
