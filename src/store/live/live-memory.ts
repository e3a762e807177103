// One live role in memory: its rows, what of them the database does not have yet, and the record of the journal that is being
// made. What is changed without an await in between is one record: it is kept whole or not at all, in the journal and in the
// database alike.
//
//   changes ──▶ rows, at once
//          └──▶ record ──(end of the turn)──▶ journal ──▶ acknowledged
//          └──▶ pending ──(flush begins)──▶ in flight ──▶ the database has it
//                  ▲──────(flush fails)───────┘
import { assert } from '../../base/index.ts';
import { type Journal, RECORD_BYTES_MAX } from '../journal/index.ts';
import { StoreError } from '../table/index.ts';
import { type Change, ChangeSet, type Fields } from './change-set.ts';
import type { JsonChange, LiveCodec } from './live-codec.ts';
import type { RoleWrites, Write } from './live-procedures.ts';

export interface LiveMemoryHost {
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  readonly journal: Journal;
  /** The role has changes that the database does not have. */
  dirty(memory: LiveMemory): void;
}

export type LoadedRows = readonly (readonly [table: string, rows: readonly Fields[]])[];

interface OpenRecord {
  readonly pieces: string[];
  length: number;
  readonly settled: PromiseWithResolvers<void>;
}

const NO_ROWS: ReadonlyMap<string, Fields> = new Map();
const DONE: Promise<void> = Promise.resolve();

/** UTF-16 units of a record: at most three bytes each. */
const RECORD_UNITS_MAX = Math.floor(RECORD_BYTES_MAX / 3) - 1024;

export class LiveMemory {
  readonly roleId: bigint;
  readonly epoch: number;
  readonly #host: LiveMemoryHost;
  /** By table and key; null while there is none. */
  #rows: Map<string, Map<string, Fields>> | null = null;
  /** False while only changes of a role are known: those of a journal that was left. */
  #isLoaded = false;
  #pending = new ChangeSet();
  #pendingLength = 0;
  #inFlight: ChangeSet | null = null;
  /** The first records of what is pending and in flight. */
  #pendingFrom: number | null = null;
  #inFlightFrom: number | null = null;
  #record: OpenRecord | null = null;
  /** Settles when the journal has all changes so far. */
  #kept = DONE;
  /** While its rows are being read: no flush may change them under way. */
  isHeld = false;

  constructor(host: LiveMemoryHost, lease: { readonly roleId: bigint; readonly epoch: number }) {
    this.#host = host;
    this.roleId = lease.roleId;
    this.epoch = lease.epoch;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get isDirty(): boolean {
    return this.#inFlight !== null || this.#pending.count > 0;
  }

  get isInFlight(): boolean {
    return this.#inFlight !== null;
  }

  /** Changed rows, and roughly the bytes of their changes, that no flush has taken yet. */
  get pendingCount(): number {
    return this.#pending.count;
  }

  get pendingLength(): number {
    return this.#pendingLength;
  }

  /** The first record that the database does not have, or null. */
  get firstSequence(): number | null {
    return this.#inFlightFrom ?? this.#pendingFrom;
  }

  /** What the database has, with what it does not have yet on top. */
  load(loaded: LoadedRows): void {
    assert(this.#inFlight === null, 'no change is on its way while rows are loaded');
    this.#rows = null;
    this.#isLoaded = true;
    for (const [table, rows] of loaded) {
      const codec = this.#codecOf(table);
      for (const row of rows) this.#rowsToChange(table).set(codec.keyText(codec.keyOf(row)), codec.loaded(row));
    }
    for (const change of this.#pending.changes()) this.#apply(change);
  }

  row(table: string, keyText: string): Fields | null {
    return this.#rowsOf(table).get(keyText) ?? null;
  }

  /** In no particular order. */
  rows(table: string): Iterable<Fields> {
    return this.#rowsOf(table).values();
  }

  /** Changes a row now; resolves when the journal has it. Refused changes change nothing. */
  change(change: Change): Promise<void> {
    const record = this.#openRecord();
    if (record instanceof StoreError) return Promise.reject(record);
    const piece = JSON.stringify(this.#codecOf(change.table).toJson(change));
    if (record.length + piece.length > RECORD_UNITS_MAX) return Promise.reject(this.#tooLarge());
    record.pieces.push(piece);
    record.length += piece.length;
    this.#apply(change);
    this.#note(change, piece.length);
    return record.settled.promise;
  }

  /** Resolves when the journal has all changes so far: what is told of the present state may be told then. */
  kept(): Promise<void> {
    return this.#kept;
  }

  /** A change that the journal has already: of a start after a crash. */
  replay(json: JsonChange, sequence: number): void {
    const change = this.#codecOf(json[0]).fromJson(this.roleId, json);
    this.#note(change, 0);
    this.#pendingFrom ??= sequence;
  }

  /** Takes what is pending on its way to the database. */
  beginFlush(): RoleWrites {
    assert(this.#inFlight === null, 'one flush of a role at a time');
    this.closeRecord();
    this.#inFlight = this.#pending;
    this.#inFlightFrom = this.#pendingFrom;
    this.#pending = new ChangeSet();
    this.#pendingFrom = null;
    this.#pendingLength = 0;
    const { lastSequence: sequence } = this.#host.journal;
    return { roleId: this.roleId, epoch: this.epoch, sequence, writes: [...this.#inFlight.changes()].map(toWrite) };
  }

  endFlush(isDone: boolean): void {
    assert(this.#inFlight !== null, 'a flush that ends has begun');
    if (!isDone) {
      this.#inFlight.addAll(this.#pending);
      this.#pending = this.#inFlight;
      this.#pendingFrom = this.#inFlightFrom ?? this.#pendingFrom;
    }
    this.#inFlight = null;
    this.#inFlightFrom = null;
  }

  /** Writes all that is pending into the journal once more, so that its old segments may go. For changes that the database refuses. */
  async carryOver(): Promise<void> {
    assert(this.#inFlight === null, 'what is on its way is not carried over');
    this.closeRecord();
    const pieces = this.pendingJson().map((json) => JSON.stringify(json));
    if (pieces.reduce((sum, { length }) => sum + length, 0) > RECORD_UNITS_MAX) return;
    const { sequence, durable } = this.#host.journal.append(this.#text(pieces), true);
    await durable;
    // Whatever came before that record is in it.
    if (this.#pendingFrom !== null) this.#pendingFrom = Math.max(this.#pendingFrom, sequence);
    if (this.#inFlightFrom !== null) this.#inFlightFrom = Math.max(this.#inFlightFrom, sequence);
  }

  /** What the database does not have, for people and for the journal. */
  pendingJson(): readonly JsonChange[] {
    const all = new ChangeSet();
    if (this.#inFlight !== null) all.addAll(this.#inFlight);
    all.addAll(this.#pending);
    return [...all.changes()].map((change) => this.#codecOf(change.table).toJson(change));
  }

  /** Hands what was changed in this turn to the journal. */
  closeRecord(): void {
    const record = this.#record;
    if (record === null) return;
    this.#record = null;
    if (record.pieces.length === 0) {
      // Its first change was refused.
      record.settled.resolve();
      return;
    }
    const { sequence, durable } = this.#host.journal.append(this.#text(record.pieces));
    this.#pendingFrom ??= sequence;
    durable.then(record.settled.resolve, record.settled.reject);
  }

  #openRecord(): OpenRecord | StoreError {
    if (this.#record !== null) return this.#record;
    const refusal = this.#host.journal.refusal();
    if (refusal !== null) return refusal;
    const settled = Promise.withResolvers<void>();
    // Who does not wait for a change is not told; the journal has said it in the log.
    settled.promise.catch(() => {});
    this.#record = { pieces: [], length: 0, settled };
    this.#kept = settled.promise;
    queueMicrotask(() => this.closeRecord());
    return this.#record;
  }

  #note(change: Change, length: number): void {
    this.#pending.add(change);
    this.#pendingLength += length;
    this.#host.dirty(this);
  }

  #apply(change: Change): void {
    const rows = this.#rowsToChange(change.table);
    if (change.op === 'put') rows.set(change.keyText, change.row);
    else if (change.op === 'delete') rows.delete(change.keyText);
    else {
      const row = rows.get(change.keyText);
      if (row !== undefined) rows.set(change.keyText, Object.freeze({ ...row, ...change.patch }));
    }
  }

  #rowsOf(table: string): ReadonlyMap<string, Fields> {
    assert(this.#isLoaded, 'rows of a live table are loaded before they are used');
    return this.#rows?.get(table) ?? NO_ROWS;
  }

  #rowsToChange(table: string): Map<string, Fields> {
    assert(this.#isLoaded, 'rows of a live table are loaded before they are changed');
    this.#rows ??= new Map();
    let rows = this.#rows.get(table);
    if (rows === undefined) {
      rows = new Map();
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

  #text(pieces: readonly string[]): string {
    return `{"r":"${this.roleId}","e":${this.epoch},"c":[${pieces.join()}]}`;
  }

  #tooLarge(): StoreError {
    const message = `role ${this.roleId}: more is changed between two awaits than the ${RECORD_BYTES_MAX} bytes of one record; change less at once`;
    return new StoreError('change-too-large', message);
  }
}

function toWrite(change: Change): Write {
  switch (change.op) {
    case 'put':
      return ['put', change.table, change.row];
    case 'set':
      return ['set', change.table, change.key, change.patch];
    case 'delete':
      return ['delete', change.table, change.key];
  }
}
