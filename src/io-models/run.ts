// A whole run: every step of a plan in order, and the verdicts over the rows.
import { type Instruments, measureRow } from './measure.ts';
import { ACTIVE_COUNT, MESSAGE_BYTES } from './model.ts';
import type { Plan } from './plan.ts';
import type { Row } from './row.ts';
import { verdictsOf } from './verdict.ts';

/** The machine of the run. */
export interface Hardware {
  readonly cores: number;
  readonly processor: string;
  readonly kernel: string;
}

/** What `jadegate io-models --json` prints. */
export type IoModelsReport = Awaited<ReturnType<typeof runModels>>;

export interface RunOptions {
  readonly plan: Plan;
  readonly hardware: Hardware;
  readonly onRow: (row: Row, place: { readonly done: number; readonly total: number }) => void;
}

export async function runModels(instruments: Instruments, options: RunOptions) {
  const { plan, hardware, onRow } = options;
  const rows: Row[] = [];
  for (const step of plan.steps) {
    const row = await measureRow(instruments, plan, step);
    rows.push(row);
    onRow(row, { done: rows.length, total: plan.steps.length });
  }
  return {
    hardware,
    activeConnections: ACTIVE_COUNT,
    messageBytes: MESSAGE_BYTES,
    /** Length of a window. The window with the best throughput makes the row. */
    windowMs: plan.windowMs,
    rows,
    verdicts: verdictsOf(rows),
  };
}

export function hardwareWords({ cores, processor, kernel }: Hardware): string {
  const sharing = cores < 2 ? ', shared by server and load' : '';
  return `${cores} × ${processor}, Linux ${kernel}${sharing}`;
}
