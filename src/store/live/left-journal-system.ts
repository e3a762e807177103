// What an earlier run left in a journal's directory: whether a process has the journal, and the number of owners with changes that the
// database may not have. Changes nothing.
import { existsSync } from 'node:fs';
import { type JournalFiles, openJournalFiles, readSegment, segmentsOf } from '../journal/index.ts';
import { StoreError } from '../table/index.ts';
import { LiveReplay } from './live-replay.ts';

export type LeftJournal =
  | { readonly kind: 'none' }
  /** A process has it. */
  | { readonly kind: 'in-use' }
  /** Left by a process that did not stop cleanly. `owners` is null when the journal cannot be read to its end. */
  | { readonly kind: 'left'; readonly owners: number | null };

export async function findLeftJournal(directory: string): Promise<LeftJournal> {
  if (!existsSync(directory)) return { kind: 'none' };
  let files: JournalFiles;
  try {
    files = await openJournalFiles(directory, { openWaitMs: 0 });
  } catch (thrown) {
    if (thrown instanceof StoreError && thrown.code === 'locked') return { kind: 'in-use' };
    throw thrown;
  }
  try {
    return await readLeft(files);
  } finally {
    await files.close();
  }
}

async function readLeft(files: JournalFiles): Promise<LeftJournal> {
  const replay = new LiveReplay();
  for (const name of segmentsOf(await files.list())) {
    const { records, end } = readSegment(await files.read(name));
    for (const record of records) replay.add(record);
    if (end.kind === 'damaged' || end.kind === 'newer') return { kind: 'left', owners: null };
  }
  const { length } = replay.owners;
  return length === 0 ? { kind: 'none' } : { kind: 'left', owners: length };
}
