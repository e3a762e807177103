// One live role in memory: its rows, the changes that the database does not have, and the journal record under construction.
// Changes without an await in between share a record: the journal and the database get all of them or none.
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
  /** A change is pending where none was. */
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

  constructor(host: LiveMemoryHost, lease: { readonly roleId: bigint; readonly epoch: number }) {
    this.#host = host;
    this.roleId = lease.roleId;
    this.epoch = lease.epoch;
  }

  get isDirty(): boolean {
    return this.#inFlight !== null || this.#pending.count > 0;
  }

  /** Changed rows that no flush has taken yet, and roughly the bytes of their changes. */
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

  /** Takes the rows of the database, and applies the pending changes to them. */
  load(loaded: LoadedRows): void {
    assert(this.#inFlight === null, 'no change is in flight while rows are loaded');
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

  /** Resolves when the journal has all changes so far: from then on the present state may be reported. */
  kept(): Promise<void> {
    return this.#kept;
  }

  /** A change that the journal has already, at a start after a crash. */
  replay(json: JsonChange, sequence: number): void {
    const change = this.#codecOf(json[0]).fromJson(this.roleId, json);
    this.#note(change, 0);
    this.#pendingFrom ??= sequence;
  }

  /** The pending changes are now in flight to the database. */
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

  /** Writes all pending changes to the journal once more, so that old segments can be removed: the database refuses the changes. */
  async carryOver(): Promise<void> {
    assert(this.#inFlight === null, 'changes in flight are not carried over');
    this.closeRecord();
    const pieces = this.pendingJson().map((json) => JSON.stringify(json));
    if (pieces.reduce((sum, { length }) => sum + length, 0) > RECORD_UNITS_MAX) return;
    const { sequence, durable } = this.#host.journal.append(this.#text(pieces), true);
    await durable;
    // Whatever came before that record is in it.
    if (this.#pendingFrom !== null) this.#pendingFrom = Math.max(this.#pendingFrom, sequence);
    if (this.#inFlightFrom !== null) this.#inFlightFrom = Math.max(this.#inFlightFrom, sequence);
  }

  /** The changes that the database does not have, for people and for the journal. */
  pendingJson(): readonly JsonChange[] {
    const all = new ChangeSet();
    if (this.#inFlight !== null) all.addAll(this.#inFlight);
    all.addAll(this.#pending);
    return [...all.changes()].map((change) => this.#codecOf(change.table).toJson(change));
  }

  /** Appends the changes of this turn to the journal. */
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
    // A caller need not wait for its change. The journal logs a failure.
    settled.promise.catch(() => {});
    this.#record = { pieces: [], length: 0, settled };
    this.#kept = settled.promise;
    queueMicrotask(() => this.closeRecord());
    return this.#record;
  }

  #note(change: Change, length: number): void {
    const isFirst = this.#pending.count === 0;
    this.#pending.add(change);
    this.#pendingLength += length;
    if (isFirst) this.#host.dirty(this);
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

export function toWrite(change: Change): Write {
  switch (change.op) {
    case 'put':
      return ['put', change.table, change.row];
    case 'set':
      return ['set', change.table, change.key, change.patch];
    case 'delete':
      return ['delete', change.table, change.key];
  }
}
