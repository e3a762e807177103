// Rows like those of a run, for tests.
import type { ModelName } from './model.ts';
import type { MeasuredRow, RefusalCode, RefusedRow } from './row.ts';

export function measured(model: ModelName, idle: number, figures: Partial<MeasuredRow> = {}): MeasuredRow {
  return {
    model,
    idle,
    burst: 1,
    status: 'measured',
    messagesPerSecond: 100_000,
    callsPerMessage: 2.2,
    wakeupsPerMessage: 0.2,
    cpuUsPerMessage: 5,
    serverBusy: 0.5,
    loadBusy: 0.5,
    isLoadSaturated: false,
    disturbed: 0,
    connections: idle + 10,
    threads: 1,
    ...figures,
  };
}

export function refused(model: ModelName, idle: number, code: RefusalCode = 'kernel'): RefusedRow {
  return { model, idle, burst: 1, status: 'refused', refusedAt: 0, code, reason: 'Operation not permitted' };
}

/** CPU of a message at 10, 100, 1,000 and 10,000 idle connections. */
export function series(model: ModelName, cpuUs: readonly number[]): readonly MeasuredRow[] {
  return cpuUs.map((cpuUsPerMessage, index) => measured(model, 10 ** (index + 1), { cpuUsPerMessage }));
}
