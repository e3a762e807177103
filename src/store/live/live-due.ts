// Which of the owners with changes are to be flushed now, and how many of them together.
import { FLUSH_BATCH_OWNERS, FLUSH_BATCH_ROWS, FLUSH_BYTES, FLUSH_ROWS } from './limits.ts';
import type { LiveEntry } from './live-entry.ts';
import { canFlush, isStuck } from './live-owner-state.ts';

export function isDue(
  { state, memory }: LiveEntry,
  { nowMs, isAll }: { readonly nowMs: number; readonly isAll: boolean },
): boolean {
  if (!canFlush(state) || memory.mustWait || nowMs < state.retryAtMs) return false;
  if (isAll || isStuck(state) || nowMs >= state.flushAtMs) return true;
  return memory.pendingCount >= FLUSH_ROWS || memory.pendingLength >= FLUSH_BYTES;
}

/** As many owners at once as one transaction takes. */
export function* batchesOf(entries: Iterable<LiveEntry>): Generator<readonly LiveEntry[]> {
  let batch: LiveEntry[] = [];
  let rows = 0;
  for (const entry of entries) {
    batch.push(entry);
    rows += entry.memory.pendingCount;
    if (batch.length < FLUSH_BATCH_OWNERS && rows < FLUSH_BATCH_ROWS) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}
