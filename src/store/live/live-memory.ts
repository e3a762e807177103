// One owner in memory: its rows, the changes of its turn, and the committed changes that the database does not have.
//
//   change ──▶ rows, at once
//         └──▶ turn ──commit──▶ journal ──▶ durable
//               │         └───▶ pending ──(flush begins)──▶ in flight ──▶ the database has it
//               └─rollback─▶ rows as before       ▲──────(flush fails)───────┘
//
// A turn is the changes since the last commit. Nothing else sees them: no journal record, no flush, no file of refused changes.
import { assert, FewMap } from '../../base/index.ts';
import type { Appended, Journal } from '../journal/index.ts';
import { OWNER_ROWS_MAX, type OwnerId, ownerName, ownerReceipt, StoreError } from '../table/index.ts';
import { type Change, ChangeSet, type Fields, type RowChange } from './change-set.ts';
import { TURN_ROWS_MAX } from './limits.ts';
import type { JsonChange, LiveCodec } from './live-codec.ts';
import type { OwnerWrites, Write } from './live-procedures.ts';
import { changesText, recordText } from './live-record.ts';
import { tooManyOwnerRows } from './owner-rows.ts';

export interface LiveMemoryHost {
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  readonly journal: Journal;
  /** A committed change is pending where none was. */
  dirty(memory: LiveMemory): void;
}

export type LoadedRows = readonly (readonly [table: string, rows: readonly Fields[]])[];
type TableRows = FewMap<string, Fields>;

/** What a rollback puts back: a row, or with `keyText` null all rows of a table. */
type Undo =
  | { readonly table: string; readonly keyText: null; readonly rows: TableRows | undefined }
  | { readonly table: string; readonly keyText: string; readonly row: Fields | undefined };

interface Turn {
  readonly changes: ChangeSet;
  readonly undo: Undo[];
}

/** Committed changes that the database does not have, with their first records. Most owners have none most of the time. */
interface Unflushed {
  pending: ChangeSet;
  /** Roughly the bytes of the pending changes. */
  pendingLength: number;
  pendingFrom: number | null;
  inFlight: ChangeSet | null;
  inFlightFrom: number | null;
}

const NO_ROWS: TableRows = new FewMap();

export class LiveMemory {
  readonly id: OwnerId;
  readonly epoch: number;
  readonly #host: LiveMemoryHost;
  /** By table and key; null while there is none. Receipts are only in the changes. */
  #rows: FewMap<string, TableRows> | null = null;
  /** Whether another process, which is to take the owner over, has the rows as they are now. */
  isCopied = false;
  /** False while only changes of an owner are known: those of a journal that was left. */
  #isLoaded = false;
  #turn: Turn | null = null;
  #unflushed: Unflushed | null = null;
  /** The last record with changes of this owner, and when it is durable. */
  #last: Appended | null = null;
  /** The last record that it shares with other owners. */
  #sharedSequence = 0;

  constructor(host: LiveMemoryHost, lease: { readonly id: OwnerId; readonly epoch: number }) {
    this.#host = host;
    this.id = lease.id;
    this.epoch = lease.epoch;
  }

  /** Whether there are changes that no commit has taken. */
  get hasChanges(): boolean {
    return this.#turn !== null;
  }

  /** Whether the database lacks committed changes. */
  get isDirty(): boolean {
    return this.#unflushed !== null;
  }

  /** Changed rows that no flush has taken yet, and roughly the bytes of their changes. */
  get pendingCount(): number {
    return this.#unflushed?.pending.count ?? 0;
  }

  get pendingLength(): number {
    return this.#unflushed?.pendingLength ?? 0;
  }

  /** The first record that the database does not have, or null. */
  get firstSequence(): number | null {
    return this.#unflushed?.inFlightFrom ?? this.#unflushed?.pendingFrom ?? null;
  }

  /** Settles like the last commit, until that is durable; then null. */
  get kept(): Promise<void> | null {
    if (this.#last !== null && this.#last.sequence <= this.#host.journal.durableSequence) this.#last = null;
    return this.#last?.durable ?? null;
  }

  /**
   * Whether a flush must wait for the journal: the changes share a record with other owners. If the database got only these and the
   * record was lost in a crash, half of a common change would survive.
   */
  get mustWait(): boolean {
    return this.#sharedSequence > this.#host.journal.durableSequence;
  }

  /** Takes the rows of the database, and applies the pending changes to them. */
  load(loaded: LoadedRows): void {
    assert(this.#turn === null && !this.#unflushed?.inFlight, 'no change is under way while rows are loaded');
    this.#rows = null;
    this.isCopied = false;
    this.#isLoaded = true;
    for (const [table, rows] of loaded) {
      const codec = this.#codecOf(table);
      for (const row of rows) this.#rowsToChange(table).set(codec.keyText(codec.keyOf(row)), codec.loaded(row));
    }
    for (const change of this.#unflushed?.pending.changes() ?? []) this.#apply(change);
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** All rows, as the journal writes rows. */
  rowsJson(): readonly JsonChange[] {
    const changes: JsonChange[] = [];
    for (const [table, rows] of this.#rows ?? []) {
      const codec = this.#codecOf(table);
      for (const [keyText, row] of rows) changes.push(codec.toJson({ op: 'put', table, keyText, row }));
    }
    return changes;
  }

  row(table: string, keyText: string): Fields | null {
    return this.#rowsOf(table).get(keyText) ?? null;
  }

  /** In no particular order. */
  rows(table: string): Iterable<Fields> {
    return this.#rowsOf(table).values();
  }

  /** A receipt that the database may not have yet; `unknown` when only the database knows. */
  receipt(once: string): Fields | null | 'unknown' {
    for (const changes of [this.#turn?.changes, this.#unflushed?.pending, this.#unflushed?.inFlight]) {
      const found = changes?.find(ownerReceipt.name, once) ?? null;
      if (found !== null) return found.op === 'put' ? found.row : null;
    }
    return 'unknown';
  }

  /** Changes rows now, as a part of the turn. Throws `change-too-large`, `too-many-rows`. */
  change(change: Change): void {
    if (change.op === 'put') {
      const rows = this.#rowsOf(change.table);
      // More could not be read when the owner wakes again.
      if (rows.size >= OWNER_ROWS_MAX && !rows.has(change.keyText)) throw tooManyOwnerRows(change.table);
    }
    this.isCopied = false;
    this.#turn ??= { changes: new ChangeSet(), undo: [] };
    const { changes, undo } = this.#turn;
    if (changes.count >= TURN_ROWS_MAX) throw this.#tooManyRows();
    if (change.op === 'clear') {
      undo.push({ table: change.table, keyText: null, rows: this.#rows?.get(change.table) });
    } else if (changes.find(change.table, change.keyText) === null) {
      const row = this.#rowsOf(change.table).get(change.keyText);
      undo.push({ table: change.table, keyText: change.keyText, row });
    }
    changes.add(change);
    this.#apply(change);
  }

  /** Undoes the changes of the turn. */
  rollback(): void {
    const turn = this.#turn;
    this.#turn = null;
    if (turn !== null) this.isCopied = false;
    for (const undo of turn?.undo.reverse() ?? []) {
      if (undo.keyText === null) this.#restoreTable(undo.table, undo.rows);
      else if (undo.row === undefined) this.#rowsToChange(undo.table).delete(undo.keyText);
      else this.#rowsToChange(undo.table).set(undo.keyText, undo.row);
    }
  }

  /** The changes of the turn as a part of a journal record. */
  turnText(): string {
    assert(this.#turn !== null, 'only changes are committed');
    return changesText(this, this.#jsonOf(this.#turn.changes));
  }

  /** The changes of the turn are in that record of the journal. */
  committed(record: Appended, options: { readonly isShared: boolean; readonly length: number }): void {
    assert(this.#turn !== null, 'only changes are committed');
    const { changes } = this.#turn;
    this.#turn = null;
    this.#last = record;
    if (options.isShared) this.#sharedSequence = record.sequence;
    this.#note(changes, { sequence: record.sequence, length: options.length });
  }

  /** A change that the journal has already, at a start after a crash. */
  replay(json: JsonChange, sequence: number): void {
    const changes = new ChangeSet();
    changes.add(this.#codecOf(json[0]).fromJson(this.id, json));
    this.#note(changes, { sequence, length: 0 });
  }

  /** The pending changes are now in flight to the database. */
  beginFlush(): OwnerWrites {
    const unflushed = this.#unflushed;
    assert(unflushed !== null && unflushed.inFlight === null, 'one flush of an owner at a time');
    const inFlight = unflushed.pending;
    unflushed.inFlight = inFlight;
    unflushed.inFlightFrom = unflushed.pendingFrom;
    unflushed.pending = new ChangeSet();
    unflushed.pendingLength = 0;
    unflushed.pendingFrom = null;
    return [this.id.actor, this.id.key, this.epoch, inFlight.changes().map(toWrite)];
  }

  endFlush(isDone: boolean): void {
    const unflushed = this.#unflushed;
    assert(unflushed !== null && unflushed.inFlight !== null, 'a flush that ends has begun');
    if (!isDone) {
      unflushed.inFlight.addAll(unflushed.pending);
      unflushed.pending = unflushed.inFlight;
      unflushed.pendingFrom = unflushed.inFlightFrom ?? unflushed.pendingFrom;
    }
    unflushed.inFlight = null;
    unflushed.inFlightFrom = null;
    if (unflushed.pending.count === 0) this.#unflushed = null;
  }

  /** Writes all pending changes to the journal once more, so that old segments can be removed: the database refuses the changes. */
  async carryOver(): Promise<void> {
    assert(this.#unflushed?.inFlight === null, 'changes in flight are not carried over');
    const text = recordText([changesText(this, this.pendingJson())]);
    if (text === null) return;
    const { sequence, durable } = this.#host.journal.append(text, true);
    await durable;
    const unflushed = this.#unflushed;
    if (unflushed === null) return;
    // Whatever came before that record is in it.
    if (unflushed.pendingFrom !== null) unflushed.pendingFrom = Math.max(unflushed.pendingFrom, sequence);
    if (unflushed.inFlightFrom !== null) unflushed.inFlightFrom = Math.max(unflushed.inFlightFrom, sequence);
  }

  /** The committed changes that the database does not have, for people and for the journal. */
  pendingJson(): readonly JsonChange[] {
    const all = new ChangeSet();
    if (this.#unflushed?.inFlight) all.addAll(this.#unflushed.inFlight);
    if (this.#unflushed !== null) all.addAll(this.#unflushed.pending);
    return this.#jsonOf(all);
  }

  #note(changes: ChangeSet, { sequence, length }: { readonly sequence: number; readonly length: number }): void {
    const unflushed = this.#unflushed ?? nothingPending();
    this.#unflushed = unflushed;
    const isFirst = unflushed.pending.count === 0;
    if (isFirst) unflushed.pending = changes;
    else unflushed.pending.addAll(changes);
    unflushed.pendingLength += length;
    unflushed.pendingFrom ??= sequence;
    if (isFirst) this.#host.dirty(this);
  }

  #jsonOf(changes: ChangeSet): readonly JsonChange[] {
    return changes.changes().map((change) => this.#codecOf(change.table).toJson(change));
  }

  #apply(change: Change): void {
    if (change.table === ownerReceipt.name) return;
    if (change.op === 'clear') this.#rows?.delete(change.table);
    else this.#applyRow(change);
  }

  #applyRow(change: RowChange): void {
    const rows = this.#rowsToChange(change.table);
    if (change.op === 'put') rows.set(change.keyText, change.row);
    else if (change.op === 'delete') rows.delete(change.keyText);
    else {
      const row = rows.get(change.keyText);
      if (row !== undefined) rows.set(change.keyText, Object.freeze({ ...row, ...change.patch }));
    }
  }

  #restoreTable(table: string, rows: TableRows | undefined): void {
    if (rows === undefined) this.#rows?.delete(table);
    else this.#rows?.set(table, rows);
  }

  #rowsOf(table: string): Pick<TableRows, 'get' | 'has' | 'size' | 'values'> {
    assert(this.#isLoaded, 'rows of a live table are loaded before they are used');
    return this.#rows?.get(table) ?? NO_ROWS;
  }

  #rowsToChange(table: string): TableRows {
    assert(this.#isLoaded, 'rows of a live table are loaded before they are changed');
    this.#rows ??= new FewMap();
    let rows = this.#rows.get(table);
    if (rows === undefined) {
      rows = new FewMap();
      this.#rows.set(table, rows);
    }
    return rows;
  }

  #codecOf(table: string): LiveCodec {
    const codec = this.#host.codecs.get(table);
    if (codec !== undefined) return codec;
    const message = `table ${table}: the journal holds changes of it, and no live table of that name is declared`;
    throw new StoreError('schema-conflict', message, { table });
  }

  #tooManyRows(): StoreError {
    const message = `${ownerName(this.id.text)}: one turn changes more than ${TURN_ROWS_MAX} rows; commit in between`;
    return new StoreError('change-too-large', message);
  }
}

function nothingPending(): Unflushed {
  return { pending: new ChangeSet(), pendingLength: 0, pendingFrom: null, inFlight: null, inFlightFrom: null };
}

export function toWrite(change: Change): Write {
  switch (change.op) {
    case 'clear':
      return ['clear', change.table];
    case 'put':
      return ['put', change.table, change.row];
    case 'set':
      return ['set', change.table, change.key, change.patch];
    case 'delete':
      return ['delete', change.table, change.key];
  }
}
