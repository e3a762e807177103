// The content of a journal after a crash: for each owner the changes that the database may not have. The newest epoch of an owner
// counts; earlier epochs were closed cleanly, or their end is recorded.
import type { JournalRecord } from '../journal/index.ts';
import type { JsonChange } from './live-codec.ts';
import { type FlushMark, readRecord } from './live-record.ts';

/** The records of one owner in the order of their sequence numbers. Several owners may share a record. */
export interface ReplayedOwner {
  /** The owner's text. */
  readonly owner: string;
  readonly epoch: number;
  readonly records: readonly JournalRecord[];
}

export class LiveReplay {
  readonly #owners = new Map<string, ReplayedOwner & { readonly records: JournalRecord[] }>();
  #records = 0;

  /** Change records read so far. */
  get recordCount(): number {
    return this.#records;
  }

  get owners(): readonly ReplayedOwner[] {
    return [...this.#owners.values()];
  }

  add(record: JournalRecord): void {
    const read = readRecord(record);
    if (read.kind === 'mark') {
      for (const mark of read.marks) this.#mark(mark);
      return;
    }
    this.#records++;
    for (const [owner, epoch] of read.owners) {
      const known = this.#owners.get(owner);
      if (known !== undefined && known.epoch === epoch) known.records.push(record);
      else if (known === undefined || known.epoch < epoch) this.#owners.set(owner, { owner, epoch, records: [record] });
    }
  }

  #mark([owner, epoch, upTo]: FlushMark): void {
    const known = this.#owners.get(owner);
    if (known === undefined || known.epoch !== epoch) return;
    const records = known.records.filter(({ sequence }) => sequence > upTo);
    if (records.length === 0) this.#owners.delete(owner);
    else this.#owners.set(owner, { ...known, records });
  }
}

/** The owner's changes in one of its records. */
export function changesIn(record: JournalRecord, owner: string): readonly JsonChange[] {
  const read = readRecord(record);
  if (read.kind === 'mark') return [];
  return read.owners.flatMap(([text, , changes]) => (text === owner ? changes : []));
}
