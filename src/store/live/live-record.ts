// The text of a journal record, written and read. A record has the changes of one commit, of one owner or several; or it is the mark
// that the database has all changes of some owners up to a record.
//
//   {"o":[["r60000001",epoch,[change,…]],["guild/42",epoch,[change,…]]]}
//   {"f":[["r60000001",epoch,sequence],…]}
//
// Earlier versions wrote records of one role, {"r":"60000001","e":epoch,"c":[change,…]}, and marks with role ids. They are still read.
import { type JournalRecord, RECORD_BYTES_MAX } from '../journal/index.ts';
import type { OwnerId } from '../table/index.ts';
import type { JsonChange } from './live-codec.ts';

/** The changes of one owner in a record, by the owner's text. */
export type OwnerChanges = readonly [owner: string, epoch: number, changes: readonly JsonChange[]];
export type FlushMark = readonly [owner: string, epoch: number, sequence: number];

export type LiveRecord =
  | { readonly kind: 'changes'; readonly owners: readonly OwnerChanges[] }
  | { readonly kind: 'mark'; readonly marks: readonly FlushMark[] };

type StoredRecord =
  | { readonly f: readonly FlushMark[] }
  | { readonly o: readonly OwnerChanges[] }
  | { readonly r: string; readonly e: number; readonly c: readonly JsonChange[] };

/** UTF-16 units of a record: at most three bytes each. */
const RECORD_UNITS_MAX = Math.floor(RECORD_BYTES_MAX / 3) - 1024;

interface Owner {
  readonly id: OwnerId;
  readonly epoch: number;
}

export function changesText({ id, epoch }: Owner, changes: readonly JsonChange[]): string {
  return JSON.stringify([id.text, epoch, changes] satisfies OwnerChanges);
}

/** A record of the texts of its owners; null when it would be too large. */
export function recordText(owners: readonly string[]): string | null {
  const text = `{"o":[${owners.join()}]}`;
  return text.length > RECORD_UNITS_MAX ? null : text;
}

/** The mark that the database has the changes of these owners up to that record. */
export function markText(owners: readonly Owner[], sequence: number): string {
  const f = owners.map(({ id, epoch }) => [id.text, epoch, sequence] as const);
  return JSON.stringify({ f } satisfies StoredRecord);
}

export function readRecord(record: JournalRecord): LiveRecord {
  // The check sum was verified, and only this program writes the journal.
  const stored = JSON.parse(Buffer.from(record.payload).toString('utf8')) as StoredRecord;
  if ('o' in stored) return { kind: 'changes', owners: stored.o };
  if ('r' in stored) return { kind: 'changes', owners: [[`r${stored.r}`, stored.e, stored.c]] };
  const marks = stored.f.map(
    ([owner, epoch, upTo]) => [/^\d+$/.test(owner) ? `r${owner}` : owner, epoch, upTo] as const,
  );
  return { kind: 'mark', marks };
}
