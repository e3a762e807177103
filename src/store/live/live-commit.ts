// A commit: the changes of one owner's turn, or of several owners, become one record of the journal. All of them survive or none.
import type { Journal } from '../journal/index.ts';
import { RECORD_BYTES_MAX } from '../journal/index.ts';
import { ownerName, StoreError } from '../table/index.ts';
import type { LiveMemory } from './live-memory.ts';
import { recordText } from './live-record.ts';

/**
 * Null when nothing was changed. Otherwise resolves when the record is durable, and rejects when it is not acknowledged. Throws when the
 * journal refuses the record; the changes are then still uncommitted.
 */
export function commitTurns(journal: Journal, owners: readonly LiveMemory[]): Promise<void> | null {
  const changed = owners.filter(({ hasChanges }) => hasChanges);
  if (changed.length === 0) return null;
  const refusal = journal.refusal();
  if (refusal !== null) throw refusal;
  const texts = changed.map((memory) => memory.turnText());
  const text = recordText(texts);
  if (text === null) throw tooLarge(changed);
  const isShared = changed.length > 1;
  // Its owners are not flushed before it is durable. If it waited for room, and only their flush could make room, all would stand still.
  const record = journal.append(text, isShared);
  for (const [at, memory] of changed.entries()) {
    memory.committed(record, { isShared, length: texts[at]?.length ?? 0 });
  }
  return record.durable;
}

function tooLarge(owners: readonly LiveMemory[]): StoreError {
  const names = owners.map(({ id }) => ownerName(id.text)).join(', ');
  const message = `${names}: one commit has more than the ${RECORD_BYTES_MAX} bytes of a journal record; change less at once`;
  return new StoreError('change-too-large', message);
}
