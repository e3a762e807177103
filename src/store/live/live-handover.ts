// Live owners pass from one process to the next: the old one sends their rows while the game runs, those that changed once more when
// it rests, and then what the database does not have and how far the journal reaches. The leases stay: both processes have the name
// of the holder. All of it is in memory already, and the new process needs neither the database nor the journal's content for it.
import { assert } from '../../base/index.ts';
import { FieldReader, FieldWriter, HandoverError, type HandoverSink } from '../../handover/index.ts';
import type { Journal } from '../journal/index.ts';
import { ownerName } from '../table/index.ts';
import type { JsonChange } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';
import type { LiveOwners } from './live-owners.ts';

/** Kinds of frames. Those of the whole store begin at 16. */
export const LIVE_KIND = { owner: 1, gone: 2, changes: 3, journal: 4 } as const;
const OWNER = { text: 1, epoch: 2, rows: 3 } as const;
const CHANGES = { text: 1, sequence: 2, changes: 3 } as const;
const JOURNAL = { next: 1, segment: 2 } as const;
const SEGMENT = { name: 1, first: 2, bytes: 3 } as const;

/** Passes over the owners that change meanwhile; and so few changed ones are left for the freeze. */
const PASSES_MAX = 4;
const CHANGED_FEW = 256;
/** Owners between two pauses for the game: about a millisecond. */
const PORTION = 64;

export class LiveGiver {
  readonly #owners: LiveOwners;
  readonly #journal: Journal;
  readonly #fields = new FieldWriter();
  /** By their texts; bounded by the live owners. */
  readonly #sent = new Set<string>();

  constructor(owners: LiveOwners, journal: Journal) {
    this.#owners = owners;
    this.#journal = journal;
  }

  /** While the game runs; `pause` gives it time. */
  async copy(sink: HandoverSink, pause: () => Promise<void>): Promise<void> {
    for (const memory of this.#owners.held()) memory.isCopied = false;
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      let count = 0;
      for (const memory of this.#owners.held()) {
        // A turn is under way: what it has changed may be undone.
        if (memory.isCopied || memory.hasChanges) continue;
        await this.#sendOwner(memory, sink);
        count++;
        if (count % PORTION === 0) await pause();
      }
      if (count <= CHANGED_FEW) return;
    }
  }

  /** When nothing changes any more. */
  async transfer(sink: HandoverSink): Promise<void> {
    const gone = new Set(this.#sent);
    for (const memory of this.#owners.held()) {
      gone.delete(memory.id.text);
      if (memory.hasChanges) {
        const message = `${ownerName(memory.id.text)} has a turn that has not ended; try again.`;
        throw new HandoverError('handover-held', message);
      }
      if (!memory.isCopied) await this.#sendOwner(memory, sink);
      if (memory.isDirty) await this.#sendChanges(memory, sink);
    }
    for (const text of gone) await sink.send(LIVE_KIND.gone, this.#fields.clear().text(OWNER.text, text).record());
    await sink.send(LIVE_KIND.journal, this.#journalRecord());
  }

  #sendOwner(memory: LiveMemory, sink: HandoverSink): Promise<void> | undefined {
    const { id, epoch } = memory;
    const fields = this.#fields.clear().text(OWNER.text, id.text).f64(OWNER.epoch, epoch);
    if (memory.isLoaded) fields.text(OWNER.rows, JSON.stringify(memory.rowsJson()));
    memory.isCopied = true;
    this.#sent.add(id.text);
    return sink.send(LIVE_KIND.owner, fields.record());
  }

  #sendChanges(memory: LiveMemory, sink: HandoverSink): Promise<void> | undefined {
    const { id, firstSequence } = memory;
    assert(firstSequence !== null, 'changes that the database lacks are in the journal');
    const fields = this.#fields.clear().text(CHANGES.text, id.text).f64(CHANGES.sequence, firstSequence);
    fields.text(CHANGES.changes, JSON.stringify(memory.pendingJson()));
    return sink.send(LIVE_KIND.changes, fields.record());
  }

  #journalRecord(): Uint8Array {
    const { nextSequence, segments } = this.#journal.written();
    const fields = this.#fields.clear().f64(JOURNAL.next, nextSequence);
    for (const { name, firstSequence, bytes } of segments) {
      fields.nested(JOURNAL.segment, (segment) =>
        segment.text(SEGMENT.name, name).f64(SEGMENT.first, firstSequence).f64(SEGMENT.bytes, bytes),
      );
    }
    return fields.record();
  }
}

export class LiveTaker {
  readonly #owners: LiveOwners;
  readonly #journal: Journal;
  #hasJournal = false;

  constructor(owners: LiveOwners, journal: Journal) {
    this.#owners = owners;
    this.#journal = journal;
  }

  /** Whether the kind is one of these. Throws what the record lacks. */
  take(kind: number, body: Uint8Array): boolean {
    if (kind === LIVE_KIND.owner) this.#takeOwner(new FieldReader(body, 'a live owner'));
    else if (kind === LIVE_KIND.gone) this.#takeGone(new FieldReader(body, 'a live owner that has gone'));
    else if (kind === LIVE_KIND.changes) this.#takeChanges(new FieldReader(body, 'changes of a live owner'));
    else if (kind === LIVE_KIND.journal) this.#takeJournal(new FieldReader(body, 'the end of the journal'));
    else return false;
    return true;
  }

  /** Throws when it has not arrived whole. */
  assertWhole(): void {
    if (this.#hasJournal) return;
    throw new HandoverError('handover-broken', 'The other process did not say where its journal ends.');
  }

  #takeOwner(fields: FieldReader): void {
    const owner = { text: '', epoch: 0 };
    let rows: readonly JsonChange[] | null = null;
    while (fields.next()) {
      if (fields.tag === OWNER.text) owner.text = fields.text();
      else if (fields.tag === OWNER.epoch) owner.epoch = fields.f64();
      else if (fields.tag === OWNER.rows) rows = changesOf(fields);
      else fields.skip();
    }
    this.#owners.inherit(owner, rows);
  }

  #takeGone(fields: FieldReader): void {
    while (fields.next()) {
      if (fields.tag === OWNER.text) this.#owners.disinherit(fields.text());
      else fields.skip();
    }
  }

  #takeChanges(fields: FieldReader): void {
    let owner = '';
    let sequence = 0;
    let changes: readonly JsonChange[] = [];
    while (fields.next()) {
      if (fields.tag === CHANGES.text) owner = fields.text();
      else if (fields.tag === CHANGES.sequence) sequence = fields.f64();
      else if (fields.tag === CHANGES.changes) changes = changesOf(fields);
      else fields.skip();
    }
    this.#owners.inheritChanges(owner, { changes, sequence });
  }

  #takeJournal(fields: FieldReader): void {
    let nextSequence = 0;
    const segments: { name: string; firstSequence: number; bytes: number }[] = [];
    while (fields.next()) {
      if (fields.tag === JOURNAL.next) nextSequence = fields.f64();
      else if (fields.tag === JOURNAL.segment) segments.push(readSegment(fields.nested()));
      else fields.skip();
    }
    this.#journal.continue({ segments, nextSequence });
    this.#hasJournal = true;
  }
}

function readSegment(fields: FieldReader): { name: string; firstSequence: number; bytes: number } {
  const segment = { name: '', firstSequence: 0, bytes: 0 };
  while (fields.next()) {
    if (fields.tag === SEGMENT.name) segment.name = fields.text();
    else if (fields.tag === SEGMENT.first) segment.firstSequence = fields.f64();
    else if (fields.tag === SEGMENT.bytes) segment.bytes = fields.f64();
    else fields.skip();
  }
  return segment;
}

function changesOf(fields: FieldReader): readonly JsonChange[] {
  // The other process wrote it as it writes its journal, and the codec checks each value.
  return JSON.parse(fields.text()) as readonly JsonChange[];
}
