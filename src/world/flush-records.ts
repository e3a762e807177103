// The updates of one flush as bytes: each is encoded once per thing and flush, however many viewers get it. The changes of things that
// stayed in their cell lie one after the other, cell by cell, and so do their moves: a viewer gets a row of cells as one run.
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

/** Where the records of one kind lie, by thing; valid in the flush with number `flush`. */
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
  /** By cell: from `cellMoves[cell]` to `cellMovesEnd[cell]` lie the moves of the things that stayed in it. */
  readonly cellChanges: Int32Array;
  readonly cellChangesEnd: Int32Array;
  readonly cellMoves: Int32Array;
  readonly cellMovesEnd: Int32Array;
  readonly #grid: Grid;
  readonly #encoder: Encoder;
  /** The record that was encoded last, and the bytes of all. */
  readonly #last: Target = { bytes: new Uint8Array(FIRST_BYTES), start: 0, end: 0 };

  constructor(grid: Grid, encoder: Encoder) {
    this.#grid = grid;
    this.#encoder = encoder;
    const cells = grid.first.length;
    this.cellChanges = new Int32Array(cells);
    this.cellChangesEnd = new Int32Array(cells);
    this.cellMoves = new Int32Array(cells);
    this.cellMovesEnd = new Int32Array(cells);
  }

  get bytes(): Uint8Array {
    return this.#last.bytes;
  }

  begin(): void {
    this.#last.end = 0;
    for (const marks of [this.creates, this.changes, this.wholes, this.moves, this.removes]) marks.fit(this.#grid.room);
    for (let cell = 0; cell < this.cellChanges.length; cell++) this.#encodeChanges(cell);
    for (let cell = 0; cell < this.cellMoves.length; cell++) this.#encodeMoves(cell);
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

  #encodeChanges(cell: number): void {
    const { first, next, before, changedAt, flush } = this.#grid;
    this.cellChanges[cell] = this.#last.end;
    for (let thing = at(first, cell); thing >= 0; thing = at(next, thing)) {
      if (at(before, thing) === cell && at(changedAt, thing) === flush) this.#change(thing, false);
    }
    this.cellChangesEnd[cell] = this.#last.end;
  }

  #encodeMoves(cell: number): void {
    const { first, next, before, movedAt, flush } = this.#grid;
    this.cellMoves[cell] = this.#last.end;
    for (let thing = at(first, cell); thing >= 0; thing = at(next, thing)) {
      if (at(before, thing) === cell && at(movedAt, thing) === flush) this.#move(thing);
    }
    this.cellMovesEnd[cell] = this.#last.end;
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
