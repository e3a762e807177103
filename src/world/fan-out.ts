// What each viewer of a map is sent. Nothing is queued between flushes: a flush compares what a viewer knows with what it should see,
// so changes merge by themselves, a create comes before every move, and nothing is removed that was never seen.
//
// A viewer that is complete knows exactly what was in its cells at the last flush, so it needs no list: things that stayed come as one
// run of bytes for each row of cells, and only things that crossed a border are looked at one by one. Complete viewers that stayed in
// the same cell share one plan; each leaves out its own record. A viewer that cannot be complete has a
// TrackedView, and `tracked-frame.ts` serves it nearest first, until it has caught up.
//
// The caller decides when to flush, what bytes a viewer may get, and what a frame looks like on the wire.
import { assert } from '../base/index.ts';
import { type Encoder, FlushRecords, type Records } from './flush-records.ts';
import { FramePlan } from './frame-plan.ts';
import type { Grid } from './grid.ts';
import { at, grown, IntList } from './int-list.ts';
import { RECORD_BYTES_MIN, VIEW_THINGS_MAX } from './limits.ts';
import { TrackedFrames } from './tracked-frame.ts';
import { TrackedView } from './tracked-view.ts';

const NONE = -1;

/** A part of the bytes of a flush's records. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What one viewer gets of a flush: removes, creates, changes and moves, in this order. It is valid during the call only. */
export interface Frame {
  /** Counts from 1 without gaps for each stay of a viewer. */
  readonly number: number;
  /** A client that gets a key frame forgets everything that it knew. */
  readonly isKey: boolean;
  /** Things that are unknown to the viewer or stale there: they come with a later flush. */
  readonly left: number;
  readonly records: Records;
  readonly plan: FramePlan;
  /** Frames with the same number have the same plan. */
  readonly planSerial: number;
  /** The viewer's own records, which are in a shared plan and not for the viewer; empty when they are not in it. */
  readonly ownChange: Range;
  readonly ownMove: Range;
  readonly ownRest: Range;
  /** Whether the moves may be lost on their way: then those of things that rest come once more with the next frame. */
  readonly isLoose: boolean;
  /** Whether there is nothing but such moves. */
  readonly isAllLoose: boolean;
  /** Whether the viewer gets the last moves of things that rest. */
  readonly hasRests: boolean;
}

/** Takes the frames of a flush, each whole: a flush that fails leaves no part of a frame. */
export interface Sink {
  /** The bytes that the viewer may get now; 0 when it does not read. */
  budget(viewer: number): number;
  /** Whether moves to the viewer may be lost. Asked behind `budget`. */
  isLoose(viewer: number): boolean;
  send(viewer: number, frame: Frame): void;
}

export interface FanOutOptions {
  /** Things that one viewer knows at the same time. */
  readonly viewThingsMax?: number;
}

export class FanOut {
  readonly #grid: Grid;
  readonly #records: FlushRecords;
  /** The plan that is being made: of one viewer, or of all that stayed in one cell. */
  #plan = new FramePlan();
  readonly #ownPlan = this.#plan;
  readonly #sharedPlan = new FramePlan();
  readonly #frame: OpenFrame;
  #planSerial = 0;
  #sharedSerial = 0;
  readonly #tracked: TrackedFrames;
  readonly #viewThingsMax: number;

  /** The viewers. A viewer is a thing with eyes, and has the thing's index. */
  readonly #viewers = new IntList();
  /** By thing: its index in `#viewers`, or -1; the cell from which it saw at its last flush, or -1 when its next frame is a key frame. */
  #seat = new Int32Array(0);
  #home = new Int32Array(0);
  #number = new Int32Array(0);
  #left = new Int32Array(0);
  /** By thing: 1 when moves of the viewer's last flush may be lost. */
  #mayLack = new Int32Array(0);
  #lackingCount = 0;
  readonly #views = new Map<number, TrackedView>();

  /** By cell: the first thing that came to it, and that left it, since the last flush. By thing: the next one. */
  readonly #arrived: Int32Array;
  readonly #departed: Int32Array;
  #nextArrived = new Int32Array(0);
  #nextDeparted = new Int32Array(0);
  readonly #near = new IntList();
  readonly #nearBefore = new IntList();

  constructor(grid: Grid, encoder: Encoder, options: FanOutOptions = {}) {
    this.#grid = grid;
    this.#records = new FlushRecords(grid, encoder);
    this.#viewThingsMax = Math.min(options.viewThingsMax ?? VIEW_THINGS_MAX, VIEW_THINGS_MAX);
    this.#tracked = new TrackedFrames(grid, this.#records, this.#viewThingsMax);
    this.#frame = new OpenFrame(this.#records, this.#ownPlan);
    this.#arrived = new Int32Array(grid.first.length).fill(NONE);
    this.#departed = new Int32Array(grid.first.length).fill(NONE);
  }

  get viewerCount(): number {
    return this.#viewers.count;
  }

  /** The thing sees from now on. Its first frame is a key frame. It does not see itself. */
  watch(thing: number): void {
    this.#fit();
    assert(at(this.#grid.cell, thing) !== NONE, 'a viewer is on the map');
    if (at(this.#seat, thing) !== NONE) return;
    this.#seat[thing] = this.#viewers.count;
    this.#viewers.push(thing);
    this.#number[thing] = 0;
    this.requestKey(thing);
  }

  unwatch(thing: number): void {
    this.#fit();
    const seat = at(this.#seat, thing);
    if (seat === NONE) return;
    const last = at(this.#viewers.items, --this.#viewers.count);
    this.#viewers.items[seat] = last;
    this.#seat[last] = seat;
    this.#seat[thing] = NONE;
    this.#setLacking(thing, 0);
    this.#views.delete(thing);
  }

  /** The next frame of the viewer is a key frame. */
  requestKey(viewer: number): void {
    this.#home[viewer] = NONE;
    this.#left[viewer] = 1;
    this.#views.delete(viewer);
  }

  /** Things that are unknown to the viewer or stale there since the latest flush in which it read; at least 1 until it has its key frame. */
  leftOf(viewer: number): number {
    return at(this.#left, viewer);
  }

  /**
   * Sends each viewer what changed for it. A thing that has left the map sees no more. The caller ends the flush of the grid when all
   * its fan-outs are done.
   */
  flush(sink: Sink): void {
    this.#fit();
    if (this.#viewers.count === 0) return;
    this.#records.begin(this.#lackingCount > 0);
    this.#linkCrossing();
    for (let seat = this.#viewers.count - 1; seat >= 0; seat--) {
      const viewer = at(this.#viewers.items, seat);
      if (at(this.#grid.cell, viewer) === NONE) this.unwatch(viewer);
    }
    for (let cell = 0; cell < this.#grid.first.length; cell++) this.#serveCell(cell, sink);
    this.#unlinkCrossing();
  }

  /** After a flush that threw: nobody knows what each viewer got, so each gets a key frame. */
  recover(): void {
    this.#fit();
    this.#arrived.fill(NONE);
    this.#departed.fill(NONE);
    for (let seat = 0; seat < this.#viewers.count; seat++) this.requestKey(at(this.#viewers.items, seat));
  }

  #serveCell(cell: number, sink: Sink): void {
    const { first, next } = this.#grid;
    let isShared = false;
    let isPlanned = false;
    for (let viewer = at(first, cell); viewer !== NONE; viewer = at(next, viewer)) {
      if (at(this.#seat, viewer) === NONE) continue;
      const budget = sink.budget(viewer);
      const isStayer = at(this.#home, viewer) === cell && !this.#views.has(viewer);
      if (isStayer && !isPlanned) {
        isPlanned = true;
        isShared = this.#planShared(cell);
      }
      if (!isStayer || !isShared || !this.#serveShared(viewer, budget, sink)) this.#serve(viewer, budget, sink);
    }
  }

  /** Plans what all complete viewers get that stayed in this cell. False when they may not know so many things. */
  #planShared(cell: number): boolean {
    this.#plan = this.#sharedPlan;
    this.#plan.clear();
    this.#sharedSerial = ++this.#planSerial;
    if (!this.#isSmall(cell)) return false;
    for (let index = 0; index < this.#near.count; index++) {
      this.#planOldCell(NONE, at(this.#near.items, index), cell);
    }
    this.#planRemoves(NONE, this.#near, cell);
    return true;
  }

  #serveShared(viewer: number, budget: number, sink: Sink): boolean {
    const { changedAt, movedAt, flush } = this.#grid;
    const { changes, moves, rests } = this.#records;
    const { ownChange: change, ownMove: move, ownRest: rest } = this.#frame;
    const hasChanged = at(changedAt, viewer) === flush;
    const hasMoved = at(movedAt, viewer) === flush;
    change.start = hasChanged ? at(changes.start, viewer) : 0;
    change.end = hasChanged ? at(changes.end, viewer) : 0;
    move.start = hasMoved ? at(moves.start, viewer) : 0;
    move.end = hasMoved ? at(moves.end, viewer) : 0;
    const mayLack = at(this.#mayLack, viewer) === 1;
    const hasRest = mayLack && rests.has(viewer, flush);
    rest.start = hasRest ? at(rests.start, viewer) : 0;
    rest.end = hasRest ? at(rests.end, viewer) : 0;
    const restBytes = mayLack ? this.#sharedPlan.rests.bytes - (rest.end - rest.start) : 0;
    const bytes = this.#sharedPlan.bytes - (change.end - change.start) - (move.end - move.start) + restBytes;
    if (bytes > budget) return false;
    const isLoose = sink.isLoose(viewer);
    this.#frame.plan = this.#sharedPlan;
    this.#frame.planSerial = this.#sharedSerial;
    this.#frame.isLoose = isLoose;
    this.#frame.hasRests = restBytes > 0;
    this.#setLacking(viewer, isLoose ? 1 : 0);
    if (bytes > 0) this.#send(viewer, false, sink);
    return true;
  }

  #setLacking(viewer: number, mayLack: 0 | 1): void {
    this.#lackingCount += mayLack - at(this.#mayLack, viewer);
    this.#mayLack[viewer] = mayLack;
  }

  #serve(viewer: number, budget: number, sink: Sink): void {
    const home = at(this.#grid.cell, viewer);
    const old = at(this.#home, viewer);
    const isKey = old === NONE;
    let view = this.#views.get(viewer) ?? null;
    if (budget < RECORD_BYTES_MIN && (isKey || view !== null)) return;
    this.#plan = this.#ownPlan;
    const plan = this.#plan;
    plan.clear();
    this.#frame.begin(plan, ++this.#planSerial);
    // The shared plan of a viewer that stayed did not fit.
    if (view === null && (old === home || !this.#planComplete(viewer, budget))) {
      view = this.#trackedViewOf(viewer);
      this.#views.set(viewer, view);
    }
    let left = 0;
    // What a viewer gets thing by thing does not get lost.
    const isLoose = view === null && sink.isLoose(viewer);
    this.#frame.isLoose = isLoose;
    this.#frame.hasRests = view === null && at(this.#mayLack, viewer) === 1 && plan.rests.bytes > 0;
    this.#setLacking(viewer, isLoose ? 1 : 0);
    if (view !== null) {
      plan.clear();
      left = this.#tracked.plan(viewer, { view, budget, plan });
      if (left === 0) this.#views.delete(viewer);
    }
    this.#home[viewer] = home;
    this.#left[viewer] = left;
    if (isKey || plan.bytes > 0 || this.#frame.hasRests) this.#send(viewer, isKey, sink);
  }

  #send(viewer: number, isKey: boolean, sink: Sink): void {
    const frame = this.#frame;
    const { removes, creates, changes } = frame.plan;
    const isFirm = isKey || frame.hasRests || removes.records + creates.records + changes.records > 0;
    frame.isKey = isKey;
    frame.isAllLoose = frame.isLoose && !isFirm;
    // A frame that may be lost as a whole has no number of its own.
    frame.number = at(this.#number, viewer) + (frame.isAllLoose ? 0 : 1);
    this.#number[viewer] = frame.number;
    frame.left = at(this.#left, viewer);
    sink.send(viewer, frame);
  }

  /** Plans the frame of a complete viewer that came to another cell, or needs a key frame. False when it does not fit. */
  #planComplete(viewer: number, budget: number): boolean {
    const grid = this.#grid;
    const home = at(grid.cell, viewer);
    const old = at(this.#home, viewer);
    if (!this.#isSmall(home)) return false;
    for (let index = 0; index < this.#near.count; index++) {
      const cell = at(this.#near.items, index);
      if (old === NONE || !grid.isNear(old, cell)) this.#planNewCell(viewer, cell, old);
      else this.#planOldCell(viewer, cell, old);
      if (this.#plan.bytes > budget) return false;
    }
    if (old === NONE) return true;
    grid.listNear(old, this.#nearBefore);
    this.#planRemoves(viewer, this.#nearBefore, home);
    return this.#plan.bytes + (at(this.#mayLack, viewer) === 1 ? this.#plan.rests.bytes : 0) <= budget;
  }

  /** Whether a viewer in this cell may know all that it sees. Lists the cells near it. */
  #isSmall(home: number): boolean {
    const grid = this.#grid;
    grid.listNear(home, this.#near);
    let population = 0;
    for (let index = 0; index < this.#near.count; index++) {
      population += at(grid.population, at(this.#near.items, index));
    }
    return population - 1 <= this.#viewThingsMax;
  }

  /** A cell that the viewer saw at its last flush too. */
  #planOldCell(viewer: number, cell: number, old: number): void {
    const { cellChanges, cellChangesEnd, cellChangesCount, cellMoves, cellMovesEnd, cellMovesCount } = this.#records;
    this.#plan.changes.add(at(cellChanges, cell), at(cellChangesEnd, cell), at(cellChangesCount, cell));
    this.#plan.moves.add(at(cellMoves, cell), at(cellMovesEnd, cell), at(cellMovesCount, cell));
    if (this.#lackingCount > 0) {
      const { cellRests, cellRestsEnd, cellRestsCount } = this.#records;
      this.#plan.rests.add(at(cellRests, cell), at(cellRestsEnd, cell), at(cellRestsCount, cell));
    }
    for (let thing = at(this.#arrived, cell); thing !== NONE; thing = at(this.#nextArrived, thing)) {
      if (thing !== viewer) this.#planCrossing(thing, old);
    }
  }

  /** A cell that has come into view. */
  #planNewCell(viewer: number, cell: number, old: number): void {
    const { first, next } = this.#grid;
    for (let thing = at(first, cell); thing !== NONE; thing = at(next, thing)) {
      if (thing !== viewer) this.#planCrossing(thing, old);
    }
  }

  /** A thing in view that came from another cell, or whose cell came into view: known when the viewer saw it before. */
  #planCrossing(thing: number, old: number): void {
    const grid = this.#grid;
    const records = this.#records;
    const before = at(grid.before, thing);
    if (old === NONE || before === NONE || !grid.isNear(old, before)) {
      records.create(thing);
      this.#plan.creates.add(at(records.creates.start, thing), at(records.creates.end, thing));
      return;
    }
    if (at(grid.changedAt, thing) === grid.flush) {
      records.change(thing, false);
      this.#plan.changes.add(at(records.changes.start, thing), at(records.changes.end, thing));
    }
    if (at(grid.movedAt, thing) !== grid.flush) return;
    records.move(thing);
    this.#plan.moves.add(at(records.moves.start, thing), at(records.moves.end, thing));
  }

  /** What is no longer in view of what was in view at the viewer's last flush, from the cells of then. */
  #planRemoves(viewer: number, seen: IntList, home: number): void {
    const grid = this.#grid;
    for (let index = 0; index < seen.count; index++) {
      const cell = at(seen.items, index);
      for (let thing = at(this.#departed, cell); thing !== NONE; thing = at(this.#nextDeparted, thing)) {
        const to = at(grid.cell, thing);
        if (thing !== viewer && (to === NONE || !grid.isNear(home, to))) this.#planRemove(thing);
      }
      if (seen === this.#near || grid.isNear(home, cell)) continue;
      for (let thing = at(grid.first, cell); thing !== NONE; thing = at(grid.next, thing)) {
        if (at(grid.before, thing) === cell) this.#planRemove(thing);
      }
    }
  }

  #planRemove(thing: number): void {
    this.#records.remove(thing);
    this.#plan.removes.add(at(this.#records.removes.start, thing), at(this.#records.removes.end, thing));
  }

  /** What a complete viewer knows, as a list: all that was in its cells at its last flush, but for moves that it may lack. */
  #trackedViewOf(viewer: number): TrackedView {
    const grid = this.#grid;
    const knownAt = grid.flush - (at(this.#mayLack, viewer) === 1 ? 2 : 1);
    const view = new TrackedView();
    const old = at(this.#home, viewer);
    if (old === NONE) return view;
    grid.listNear(old, this.#nearBefore);
    for (let index = 0; index < this.#nearBefore.count; index++) {
      const cell = at(this.#nearBefore.items, index);
      for (let thing = at(grid.first, cell); thing !== NONE; thing = at(grid.next, thing)) {
        if (thing !== viewer && at(grid.before, thing) === cell) view.add(grid, thing, knownAt);
      }
      for (let thing = at(this.#departed, cell); thing !== NONE; thing = at(this.#nextDeparted, thing)) {
        if (thing !== viewer) view.add(grid, thing, knownAt);
      }
    }
    return view;
  }

  #linkCrossing(): void {
    const { crossing, before, cell } = this.#grid;
    for (let index = 0; index < crossing.count; index++) {
      const thing = at(crossing.items, index);
      const from = at(before, thing);
      const to = at(cell, thing);
      if (from === to) continue;
      if (from !== NONE) {
        this.#nextDeparted[thing] = at(this.#departed, from);
        this.#departed[from] = thing;
      }
      if (to === NONE) continue;
      this.#nextArrived[thing] = at(this.#arrived, to);
      this.#arrived[to] = thing;
    }
  }

  #unlinkCrossing(): void {
    const { crossing, before, cell } = this.#grid;
    for (let index = 0; index < crossing.count; index++) {
      const thing = at(crossing.items, index);
      if (at(before, thing) !== NONE) this.#departed[at(before, thing)] = NONE;
      if (at(cell, thing) !== NONE) this.#arrived[at(cell, thing)] = NONE;
    }
  }

  #fit(): void {
    const { room } = this.#grid;
    if (room <= this.#seat.length) return;
    this.#seat = grown(this.#seat, room, NONE);
    this.#home = grown(this.#home, room, NONE);
    this.#number = grown(this.#number, room);
    this.#left = grown(this.#left, room);
    this.#mayLack = grown(this.#mayLack, room);
    this.#nextArrived = grown(this.#nextArrived, room);
    this.#nextDeparted = grown(this.#nextDeparted, room);
  }
}

interface OpenRange {
  start: number;
  end: number;
}

class OpenFrame implements Frame {
  number = 0;
  isKey = false;
  left = 0;
  plan: FramePlan;
  planSerial = 0;
  readonly records: Records;
  readonly ownChange: OpenRange = { start: 0, end: 0 };
  readonly ownMove: OpenRange = { start: 0, end: 0 };
  readonly ownRest: OpenRange = { start: 0, end: 0 };
  isLoose = false;
  isAllLoose = false;
  hasRests = false;

  constructor(records: Records, plan: FramePlan) {
    this.records = records;
    this.plan = plan;
  }

  /** A new plan, without records of the viewer itself. */
  begin(plan: FramePlan, serial: number): void {
    this.plan = plan;
    this.planSerial = serial;
    this.ownChange.start = this.ownChange.end = this.ownMove.start = this.ownMove.end = 0;
    this.ownRest.start = this.ownRest.end = 0;
  }
}
