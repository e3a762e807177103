// The updates of one flush as bytes: each is encoded once per thing and flush, however many viewers get it. The moves and the changes
// of things that stayed in their cell lie one after the other, cell by cell, so that a viewer gets a cell's updates as one run.
import { assert } from '../base/index.ts';
import type { Grid } from './grid.ts';
import { at, grown } from './int-list.ts';
import { RECORD_BYTES_MAX } from './limits.ts';

const FIRST_BYTES = 64 * 1024;

/**
 * Encodes updates. Each method writes at `start` and returns the index behind the last byte, at most `RECORD_BYTES_MAX` further. A
 * create has the whole look and the position; a change has the keys that changed since the last flush, or all when `isWhole`.
 */
export interface Encoder {
  remove(id: bigint, bytes: Uint8Array, start: number): number;
  create(thing: number, bytes: Uint8Array, start: number): number;
  change(thing: number, isWhole: boolean, target: { readonly bytes: Uint8Array; readonly start: number }): number;
  move(thing: number, bytes: Uint8Array, start: number): number;
}

/** Where the records of one kind lie, by thing or by cell; valid in the flush with number `flush`. */
export class Marks {
  start = new Int32Array(0);
  end = new Int32Array(0);
  #flush = new Int32Array(0);

  fit(room: number): void {
    if (room <= this.start.length) return;
    this.start = grown(this.start, room);
    this.end = grown(this.end, room);
    this.#flush = grown(this.#flush, room);
  }

  has(index: number, flush: number): boolean {
    return at(this.#flush, index) === flush;
  }

  set(index: number, flush: number, range: Target): void {
    this.#flush[index] = flush;
    this.start[index] = range.start;
    this.end[index] = range.end;
  }
}

interface Target {
  bytes: Uint8Array;
  start: number;
  end: number;
}

export class FlushRecords {
  readonly creates = new Marks();
  readonly changes = new Marks();
  readonly wholes = new Marks();
  readonly moves = new Marks();
  readonly removes = new Marks();
  readonly cellChanges = new Marks();
  readonly cellMoves = new Marks();
  readonly #grid: Grid;
  readonly #encoder: Encoder;
  /** The record that was encoded last, and the bytes of all. */
  readonly #last: Target = { bytes: new Uint8Array(FIRST_BYTES), start: 0, end: 0 };
  readonly #cellRange: Target = { bytes: this.#last.bytes, start: 0, end: 0 };

  constructor(grid: Grid, encoder: Encoder) {
    this.#grid = grid;
    this.#encoder = encoder;
    this.cellChanges.fit(grid.first.length);
    this.cellMoves.fit(grid.first.length);
  }

  get bytes(): Uint8Array {
    return this.#last.bytes;
  }

  begin(): void {
    this.#last.end = 0;
    for (const marks of [this.creates, this.changes, this.wholes, this.moves, this.removes]) marks.fit(this.#grid.room);
  }

  /** Bytes of the thing's record, which is encoded when this flush has not done so yet. */
  create(thing: number): number {
    if (!this.creates.has(thing, this.#grid.flush)) this.#create(thing);
    return at(this.creates.end, thing) - at(this.creates.start, thing);
  }

  /** As `create`. `isWhole` is for a viewer that missed an earlier change. */
  change(thing: number, isWhole: boolean): number {
    const marks = isWhole ? this.wholes : this.changes;
    if (!marks.has(thing, this.#grid.flush)) this.#change(thing, isWhole);
    return at(marks.end, thing) - at(marks.start, thing);
  }

  move(thing: number): number {
    if (!this.moves.has(thing, this.#grid.flush)) this.#move(thing);
    return at(this.moves.end, thing) - at(this.moves.start, thing);
  }

  /** The removal of the thing that has this index now. */
  remove(thing: number): number {
    if (!this.removes.has(thing, this.#grid.flush)) {
      const last = this.removeId(this.#grid.id[thing] as bigint);
      this.removes.set(thing, this.#grid.flush, last);
    }
    return at(this.removes.end, thing) - at(this.removes.start, thing);
  }

  /** The removal of a thing whose index another thing may have now. */
  removeId(id: bigint): Readonly<Target> {
    const last = this.#next();
    return this.#ended(this.#encoder.remove(id, last.bytes, last.start));
  }

  /** Encodes the changes and the moves of all things that stayed in the cell, once per flush. */
  cell(cell: number): void {
    const grid = this.#grid;
    if (this.cellMoves.has(cell, grid.flush)) return;
    this.#cellRange.start = this.#last.end;
    for (let thing = at(grid.first, cell); thing >= 0; thing = at(grid.next, thing)) {
      if (at(grid.before, thing) === cell && at(grid.changedAt, thing) === grid.flush) this.#change(thing, false);
    }
    this.#cellRange.end = this.#last.end;
    this.cellChanges.set(cell, grid.flush, this.#cellRange);
    this.#cellRange.start = this.#last.end;
    for (let thing = at(grid.first, cell); thing >= 0; thing = at(grid.next, thing)) {
      if (at(grid.before, thing) === cell && at(grid.movedAt, thing) === grid.flush) this.#move(thing);
    }
    this.#cellRange.end = this.#last.end;
    this.cellMoves.set(cell, grid.flush, this.#cellRange);
  }

  #create(thing: number): void {
    const last = this.#next();
    this.creates.set(thing, this.#grid.flush, this.#ended(this.#encoder.create(thing, last.bytes, last.start)));
  }

  #change(thing: number, isWhole: boolean): void {
    const last = this.#next();
    const marks = isWhole ? this.wholes : this.changes;
    marks.set(thing, this.#grid.flush, this.#ended(this.#encoder.change(thing, isWhole, last)));
  }

  #move(thing: number): void {
    const last = this.#next();
    this.moves.set(thing, this.#grid.flush, this.#ended(this.#encoder.move(thing, last.bytes, last.start)));
  }

  #next(): Target {
    const last = this.#last;
    last.start = last.end;
    if (last.bytes.length - last.start >= RECORD_BYTES_MAX) return last;
    const larger = new Uint8Array(last.bytes.length * 2);
    larger.set(last.bytes);
    last.bytes = larger;
    return last;
  }

  #ended(end: number): Target {
    const last = this.#last;
    assert(end > last.start && end - last.start <= RECORD_BYTES_MAX, 'an encoded update keeps its bound');
    last.end = end;
    return last;
  }
}
