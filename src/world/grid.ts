// The things of one map: where they stand, and in which cell they are registered. A move within a cell costs a few array writes and
// no allocation. A thing changes its cell only when it is `marginTiles` beyond the border (hysteresis), so that a thing that walks
// back and forth over a border does not enter and leave each time; a teleport registers it exactly. What is seen depends on
// registered cells alone, so it is mutual. The grid also remembers what changed since the last flush; `fan-out.ts` sends that.
import { assert, BigintMap } from '../base/index.ts';
import { at, grown, IntList } from './int-list.ts';
import { CELL_TILES, CELLS_MAX, MARGIN_TILES, THINGS_MAX, VIEW_CELLS, VIEW_CELLS_MAX } from './limits.ts';

const FIRST_ROOM = 64;
const NONE = -1;

export interface GridOptions {
  /** Tiles. */
  readonly width: number;
  readonly height: number;
  readonly cellTiles?: number;
  /** Cells that a viewer sees in each direction: 1 is 3 × 3. */
  readonly viewCells?: number;
  readonly marginTiles?: number;
  readonly thingsMax?: number;
}

export type PutRefusal = 'off-map' | 'id-taken' | 'map-full';

export interface ThingPlace {
  readonly x: number;
  readonly y: number;
}

export class Grid {
  readonly width: number;
  readonly height: number;
  readonly cellTiles: number;
  readonly viewCells: number;
  readonly columns: number;
  readonly rows: number;
  readonly #margin: number;
  readonly #thingsMax: number;

  /** By thing: an index that is used again after the thing has left and the flush after that has ended. */
  x = new Int32Array(FIRST_ROOM);
  y = new Int32Array(FIRST_ROOM);
  /** The cell now, and at the last flush; -1 where it was on no cell. */
  cell = new Int32Array(FIRST_ROOM).fill(NONE);
  before = new Int32Array(FIRST_ROOM).fill(NONE);
  /** The things of a cell are a list in both directions. */
  next = new Int32Array(FIRST_ROOM);
  #previous = new Int32Array(FIRST_ROOM);
  /** The flush that sends the latest move, the latest change, and the change before that. */
  movedAt = new Int32Array(FIRST_ROOM);
  changedAt = new Int32Array(FIRST_ROOM);
  changedBefore = new Int32Array(FIRST_ROOM);
  /** How often the index was freed. */
  life = new Int32Array(FIRST_ROOM);
  id = new BigInt64Array(FIRST_ROOM);
  #isCrossing = new Int32Array(FIRST_ROOM);

  /** By cell: its first thing, and how many it has. */
  readonly first: Int32Array;
  readonly population: Int32Array;
  /** Column and row of a cell. */
  readonly column: Int32Array;
  readonly row: Int32Array;

  /** Things whose cell may differ from the one at the last flush. */
  readonly crossing = new IntList();
  /** The number of the flush that comes next: 31 bits last for two years of flushes each 33 ms. */
  flush = 1;
  room = FIRST_ROOM;
  readonly #free = new IntList();
  readonly #byId = new BigintMap<number>();
  #used = 0;

  constructor(options: GridOptions) {
    const { width, height, cellTiles = CELL_TILES, viewCells = VIEW_CELLS, marginTiles = MARGIN_TILES } = options;
    assert(width >= 1 && height >= 1 && cellTiles >= 1, 'a map and its cells have at least one tile');
    assert(viewCells >= 1 && viewCells <= VIEW_CELLS_MAX, 'a viewer sees between one and four cells in each direction');
    assert(marginTiles >= 0 && marginTiles * 2 < cellTiles, 'the margins of a cell do not meet');
    this.width = width;
    this.height = height;
    this.cellTiles = cellTiles;
    this.viewCells = viewCells;
    this.columns = Math.ceil(width / cellTiles);
    this.rows = Math.ceil(height / cellTiles);
    this.#margin = marginTiles;
    this.#thingsMax = Math.min(options.thingsMax ?? THINGS_MAX, THINGS_MAX);
    const cells = this.columns * this.rows;
    assert(cells <= CELLS_MAX, `a map has at most ${CELLS_MAX} cells: give larger cells`);
    this.first = new Int32Array(cells).fill(NONE);
    this.population = new Int32Array(cells);
    this.column = Int32Array.from({ length: cells }, (_, cell) => cell % this.columns);
    this.row = Int32Array.from({ length: cells }, (_, cell) => Math.floor(cell / this.columns));
  }

  get count(): number {
    return this.#byId.size;
  }

  /** The thing with this id; null when it is not on the map. */
  find(id: bigint): number | null {
    return this.#byId.get(id) ?? null;
  }

  put(id: bigint, place: ThingPlace): number | PutRefusal {
    if (!this.isOnMap(place.x, place.y)) return 'off-map';
    if (this.#byId.has(id)) return 'id-taken';
    const thing = this.#take();
    if (thing === NONE) return 'map-full';
    this.#byId.set(id, thing);
    this.id[thing] = id;
    this.x[thing] = place.x;
    this.y[thing] = place.y;
    this.movedAt[thing] = this.changedAt[thing] = this.changedBefore[thing] = 0;
    this.#register(thing, this.cellAt(place.x, place.y));
    return thing;
  }

  /** A step. False, and nothing changes, when the place is not on the map. */
  move(thing: number, x: number, y: number): boolean {
    if (!this.isOnMap(x, y)) return false;
    this.#place(thing, x, y);
    if (this.#isBeyond(at(this.cell, thing), x, y)) this.#register(thing, this.cellAt(x, y));
    return true;
  }

  /** A jump: no hysteresis. */
  teleport(thing: number, x: number, y: number): boolean {
    if (!this.isOnMap(x, y)) return false;
    this.#place(thing, x, y);
    const cell = this.cellAt(x, y);
    if (cell !== at(this.cell, thing)) this.#register(thing, cell);
    return true;
  }

  /** An attribute of the thing has changed. */
  change(thing: number): void {
    assert(at(this.cell, thing) !== NONE, 'a thing that changes is on the map');
    if (at(this.changedAt, thing) === this.flush) return;
    this.changedBefore[thing] = at(this.changedAt, thing);
    this.changedAt[thing] = this.flush;
  }

  /** The thing leaves. Its index stays reserved until the end of the next flush. */
  remove(thing: number): void {
    this.#byId.delete(this.id[thing] as bigint);
    this.#register(thing, NONE);
  }

  isOnMap(x: number, y: number): boolean {
    return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  cellAt(x: number, y: number): number {
    return Math.floor(y / this.cellTiles) * this.columns + Math.floor(x / this.cellTiles);
  }

  /** Whether a viewer in cell `home` sees what is in `cell`. Both are cells. */
  isNear(home: number, cell: number): boolean {
    const reach = this.viewCells;
    return (
      Math.abs(at(this.column, home) - at(this.column, cell)) <= reach &&
      Math.abs(at(this.row, home) - at(this.row, cell)) <= reach
    );
  }

  /** The cells that a viewer in cell `home` sees. */
  listNear(home: number, into: IntList): void {
    into.clear();
    const column = at(this.column, home);
    const row = at(this.row, home);
    const right = Math.min(this.columns - 1, column + this.viewCells);
    const bottom = Math.min(this.rows - 1, row + this.viewCells);
    for (let down = Math.max(0, row - this.viewCells); down <= bottom; down++) {
      for (let across = Math.max(0, column - this.viewCells); across <= right; across++) {
        into.push(down * this.columns + across);
      }
    }
  }

  /** Calls `visit` for each thing that a viewer in cell `home` sees. */
  eachNear(home: number, visit: (thing: number) => void): void {
    const near = new IntList();
    this.listNear(home, near);
    for (let index = 0; index < near.count; index++) {
      for (let thing = at(this.first, at(near.items, index)); thing !== NONE; thing = at(this.next, thing))
        visit(thing);
    }
  }

  /** The cell in which the thing is registered. */
  cellOf(thing: number): number {
    return at(this.cell, thing);
  }

  /** Tiles between two things: a diagonal step is as long as a straight one. */
  distance(one: number, other: number): number {
    const { x, y } = this;
    return Math.max(Math.abs(at(x, one) - at(x, other)), Math.abs(at(y, one) - at(y, other)));
  }

  /** Ends a flush: cells now are the cells of the last flush, and the indices of things that left are free. */
  endFlush(): void {
    for (let index = 0; index < this.crossing.count; index++) {
      const thing = at(this.crossing.items, index);
      this.before[thing] = at(this.cell, thing);
      this.#isCrossing[thing] = 0;
      if (at(this.cell, thing) !== NONE) continue;
      this.life[thing] = at(this.life, thing) + 1;
      this.#free.push(thing);
    }
    this.crossing.clear();
    this.flush++;
  }

  #place(thing: number, x: number, y: number): void {
    assert(at(this.cell, thing) !== NONE, 'a thing that moves is on the map');
    this.x[thing] = x;
    this.y[thing] = y;
    this.movedAt[thing] = this.flush;
  }

  #isBeyond(cell: number, x: number, y: number): boolean {
    const left = at(this.column, cell) * this.cellTiles;
    const top = at(this.row, cell) * this.cellTiles;
    const over = this.cellTiles + this.#margin;
    return x < left - this.#margin || x >= left + over || y < top - this.#margin || y >= top + over;
  }

  #register(thing: number, cell: number): void {
    const from = at(this.cell, thing);
    if (from !== NONE) this.#unlink(thing, from);
    this.cell[thing] = cell;
    if (cell !== NONE) this.#link(thing, cell);
    if (at(this.#isCrossing, thing) === 1) return;
    this.#isCrossing[thing] = 1;
    this.crossing.push(thing);
  }

  #link(thing: number, cell: number): void {
    const first = at(this.first, cell);
    this.next[thing] = first;
    this.#previous[thing] = NONE;
    if (first !== NONE) this.#previous[first] = thing;
    this.first[cell] = thing;
    this.population[cell] = at(this.population, cell) + 1;
  }

  #unlink(thing: number, cell: number): void {
    const next = at(this.next, thing);
    const previous = at(this.#previous, thing);
    if (previous === NONE) this.first[cell] = next;
    else this.next[previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
    this.population[cell] = at(this.population, cell) - 1;
  }

  #take(): number {
    if (this.#free.count > 0) return at(this.#free.items, --this.#free.count);
    if (this.#used === this.#thingsMax) return NONE;
    if (this.#used === this.room) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    this.room *= 2;
    this.x = grown(this.x, this.room);
    this.y = grown(this.y, this.room);
    this.cell = grown(this.cell, this.room, NONE);
    this.before = grown(this.before, this.room, NONE);
    this.next = grown(this.next, this.room);
    this.#previous = grown(this.#previous, this.room);
    this.movedAt = grown(this.movedAt, this.room);
    this.changedAt = grown(this.changedAt, this.room);
    this.changedBefore = grown(this.changedBefore, this.room);
    this.life = grown(this.life, this.room);
    this.#isCrossing = grown(this.#isCrossing, this.room);
    const ids = new BigInt64Array(this.room);
    ids.set(this.id);
    this.id = ids;
  }
}
