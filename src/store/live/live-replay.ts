// The content of a journal after a crash: for each role the changes that the database may not have. The newest epoch of a role
// counts; earlier epochs were closed cleanly, or their end is recorded.
import type { JournalRecord } from '../journal/index.ts';
import type { JsonChange } from './live-codec.ts';

/** Changes of a role, or the mark that the database has all changes of some roles up to a record. */
export type LiveRecord =
  | { readonly r: string; readonly e: number; readonly c: readonly JsonChange[] }
  | { readonly f: readonly (readonly [roleId: string, epoch: number, sequence: number])[] };

const CHANGES = /^\{"r":"(\d{1,20})","e":(\d{1,15}),/;
/** The length of the beginning that CHANGES matches. */
const HEAD_LENGTH = 64;

/** The records of one role in the order of their sequence numbers. */
export interface ReplayedRole {
  readonly roleId: bigint;
  readonly epoch: number;
  readonly records: JournalRecord[];
}

export class LiveReplay {
  readonly #roles = new Map<bigint, ReplayedRole>();
  #records = 0;

  /** Change records read so far. */
  get recordCount(): number {
    return this.#records;
  }

  get roles(): Iterable<ReplayedRole> {
    return this.#roles.values();
  }

  add(record: JournalRecord): void {
    const head = CHANGES.exec(Buffer.from(record.payload.subarray(0, HEAD_LENGTH)).toString('latin1'));
    if (head === null) {
      this.#mark(record);
      return;
    }
    this.#records++;
    const roleId = BigInt(head[1] as string);
    const epoch = Number(head[2]);
    const known = this.#roles.get(roleId);
    if (known !== undefined && known.epoch === epoch) known.records.push(record);
    else if (known === undefined || known.epoch < epoch) this.#roles.set(roleId, { roleId, epoch, records: [record] });
  }

  #mark(record: JournalRecord): void {
    const mark = readRecord(record);
    if (!('f' in mark)) return;
    for (const [id, epoch, upTo] of mark.f) {
      const roleId = BigInt(id);
      const known = this.#roles.get(roleId);
      if (known === undefined || known.epoch !== epoch) continue;
      const records = known.records.filter(({ sequence }) => sequence > upTo);
      if (records.length === 0) this.#roles.delete(roleId);
      else this.#roles.set(roleId, { ...known, records });
    }
  }
}

export function readRecord(record: JournalRecord): LiveRecord {
  // The check sum was verified, and only this program writes the journal.
  return JSON.parse(Buffer.from(record.payload).toString('utf8')) as LiveRecord;
}

export function markText(
  roles: readonly { readonly roleId: bigint; readonly epoch: number; readonly sequence: number }[],
): string {
  const f = roles.map(({ roleId, epoch, sequence }) => [String(roleId), epoch, sequence] as const);
  return JSON.stringify({ f } satisfies LiveRecord);
}
