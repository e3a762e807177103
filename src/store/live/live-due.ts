// Which of the roles that have changes are to be flushed now, and how many of them together.

import type { StoreError } from '../table/index.ts';
import { FLUSH_BATCH_ROLES, FLUSH_BATCH_ROWS, FLUSH_BYTES, FLUSH_ROWS } from './limits.ts';
import type { LiveMemory } from './live-memory.ts';

/** What is kept with a role that has changes. */
export interface Due {
  readonly sinceMs: number;
  readonly ageMs: number;
  /** Failures by what is in the changes, one after the other. */
  failures: number;
  retryAtMs: number;
  /** The flush that is under way. */
  flight: Promise<StoreError | null> | null;
}

export function isDue(
  memory: LiveMemory,
  due: Due,
  { nowMs, isAll }: { readonly nowMs: number; readonly isAll: boolean },
): boolean {
  if (due.flight !== null || memory.isHeld || nowMs < due.retryAtMs) return false;
  if (isAll || due.failures > 0) return true;
  return nowMs - due.sinceMs >= due.ageMs || memory.pendingCount >= FLUSH_ROWS || memory.pendingLength >= FLUSH_BYTES;
}

/** As many roles at once as one transaction takes. */
export function* batchesOf(memories: Iterable<LiveMemory>): Generator<readonly LiveMemory[]> {
  let batch: LiveMemory[] = [];
  let rows = 0;
  for (const memory of memories) {
    batch.push(memory);
    rows += memory.pendingCount;
    if (batch.length < FLUSH_BATCH_ROLES && rows < FLUSH_BATCH_ROWS) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}
