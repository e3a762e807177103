// The updates of one flush as bytes: each is encoded once per thing and flush, however many viewers get it. The changes of things that
// stayed in their cell lie one after the other, cell by cell, and so do their moves: a viewer gets a row of cells as one run.
import { assert } from '../base/index.ts';
import type { Grid } from './grid.ts';
import { at, grown, IntList } from './int-list.ts';
import { RECORD_BYTES_MAX } from './limits.ts';

/**
 * Encodes updates one behind the other into bytes of its own. Each method appends one record of at most `RECORD_BYTES_MAX`. A create has
 * the whole look and the position; a change has the keys that changed since the last flush, or all when `isWhole`.
 */
export interface Encoder {
  /** Valid in [0, length). Growth replaces it. */
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Forgets all records. */
  reset(): void;
  remove(id: bigint): void;
  create(thing: number): void;
  change(thing: number, isWhole: boolean): void;
  move(thing: number): void;
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

  set(index: number, flush: number, range: Readonly<Target>): void {
    this.#flush[index] = flush;
    this.start[index] = range.start;
    this.end[index] = range.end;
  }
}

interface Target {
  start: number;
  end: number;
}

/** The records of a flush, as a sink sees them. */
export interface Records {
  readonly bytes: Uint8Array;
  /** How many records lie in a run. */
  count(start: number, end: number): number;
  /** The end of the last record that begins in the run and ends at `most` at the latest; `start` when none does. */
  lastEnd(start: number, end: number, most: number): number;
}

export class FlushRecords implements Records {
  readonly creates = new Marks();
  readonly changes = new Marks();
  readonly wholes = new Marks();
  readonly moves = new Marks();
  readonly removes = new Marks();
  /** Moves of the flush before, of things that have not moved since. */
  readonly rests = new Marks();
  /** By cell: from `cellMoves[cell]` to `cellMovesEnd[cell]` lie the moves of the things that stayed in it. */
  readonly cellChanges: Int32Array;
  readonly cellChangesEnd: Int32Array;
  readonly cellMoves: Int32Array;
  readonly cellMovesEnd: Int32Array;
  readonly cellChangesCount: Int32Array;
  readonly cellMovesCount: Int32Array;
  readonly cellRests: Int32Array;
  readonly cellRestsEnd: Int32Array;
  readonly cellRestsCount: Int32Array;
  readonly #grid: Grid;
  readonly #encoder: Encoder;
  readonly #last: Target = { start: 0, end: 0 };
  /** Where each record begins, in their order. */
  readonly #starts = new IntList();

  constructor(grid: Grid, encoder: Encoder) {
    this.#grid = grid;
    this.#encoder = encoder;
    const cells = grid.first.length;
    this.cellChanges = new Int32Array(cells);
    this.cellChangesEnd = new Int32Array(cells);
    this.cellMoves = new Int32Array(cells);
    this.cellMovesEnd = new Int32Array(cells);
    this.cellChangesCount = new Int32Array(cells);
    this.cellMovesCount = new Int32Array(cells);
    this.cellRests = new Int32Array(cells);
    this.cellRestsEnd = new Int32Array(cells);
    this.cellRestsCount = new Int32Array(cells);
  }

  get bytes(): Uint8Array {
    return this.#encoder.bytes;
  }

  count(start: number, end: number): number {
    return this.#indexOf(end) - this.#indexOf(start);
  }

  lastEnd(start: number, end: number, most: number): number {
    if (end <= most) return end;
    const index = this.#indexOf(most);
    // The record at `index` begins at `most` or behind it.
    const found = index < this.#starts.count ? at(this.#starts.items, index) : this.#last.end;
    if (found === most) return found;
    const before = index === 0 ? start : at(this.#starts.items, index - 1);
    return Math.max(start, before);
  }

  /** `hasRests`: whether some viewer may have lost moves of the flush before. */
  begin(hasRests: boolean): void {
    this.#encoder.reset();
    this.#starts.clear();
    this.#last.end = 0;
    for (const marks of [this.creates, this.changes, this.wholes, this.moves, this.removes, this.rests])
      marks.fit(this.#grid.room);
    for (let cell = 0; cell < this.cellChanges.length; cell++) this.#encodeChanges(cell);
    for (let cell = 0; cell < this.cellMoves.length; cell++) this.#encodeMoves(cell);
    if (hasRests) for (let cell = 0; cell < this.cellRests.length; cell++) this.#encodeRests(cell);
  }

  /** Bytes of the thing's record, which is encoded when this flush has not done so yet. */
  create(thing: number): number {
    if (!this.creates.has(thing, this.#grid.flush)) {
      this.#next();
      this.#encoder.create(thing);
      this.creates.set(thing, this.#grid.flush, this.#ended());
    }
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
    this.#next();
    this.#encoder.remove(id);
    return this.#ended();
  }

  #encodeChanges(cell: number): void {
    const { first, next, before, changedAt, flush } = this.#grid;
    const records = this.#starts.count;
    this.cellChanges[cell] = this.#last.end;
    for (let thing = at(first, cell); thing >= 0; thing = at(next, thing)) {
      if (at(before, thing) === cell && at(changedAt, thing) === flush) this.#change(thing, false);
    }
    this.cellChangesEnd[cell] = this.#last.end;
    this.cellChangesCount[cell] = this.#starts.count - records;
  }

  #encodeMoves(cell: number): void {
    const { first, next, before, movedAt, flush } = this.#grid;
    const records = this.#starts.count;
    this.cellMoves[cell] = this.#last.end;
    for (let thing = at(first, cell); thing >= 0; thing = at(next, thing)) {
      if (at(before, thing) === cell && at(movedAt, thing) === flush) this.#move(thing);
    }
    this.cellMovesEnd[cell] = this.#last.end;
    this.cellMovesCount[cell] = this.#starts.count - records;
  }

  #encodeRests(cell: number): void {
    const { first, next, before, movedAt, flush } = this.#grid;
    const records = this.#starts.count;
    this.cellRests[cell] = this.#last.end;
    for (let thing = at(first, cell); thing >= 0; thing = at(next, thing)) {
      if (at(before, thing) !== cell || at(movedAt, thing) !== flush - 1) continue;
      this.#next();
      this.#encoder.move(thing);
      this.rests.set(thing, flush, this.#ended());
    }
    this.cellRestsEnd[cell] = this.#last.end;
    this.cellRestsCount[cell] = this.#starts.count - records;
  }

  #change(thing: number, isWhole: boolean): void {
    const marks = isWhole ? this.wholes : this.changes;
    this.#next();
    this.#encoder.change(thing, isWhole);
    marks.set(thing, this.#grid.flush, this.#ended());
  }

  #move(thing: number): void {
    this.#next();
    this.#encoder.move(thing);
    this.moves.set(thing, this.#grid.flush, this.#ended());
  }

  #next(): void {
    const last = this.#last;
    last.start = last.end;
    this.#starts.push(last.start);
  }

  #ended(): Readonly<Target> {
    const last = this.#last;
    last.end = this.#encoder.length;
    const bytes = last.end - last.start;
    assert(bytes > 0 && bytes <= RECORD_BYTES_MAX, 'an encoded update keeps its bound');
    return last;
  }

  /** The first record that begins at `position` or behind it. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#starts.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(this.#starts.items, middle) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
