// The frame of a viewer that is behind or cannot know everything in its view: removes first, then the nearest things, until the bytes
// of its cap are used. Change and move of a thing go together. Now and then things take turns instead, so that near things which move
// all the time do not keep far ones waiting for ever.
import { assert } from '../base/index.ts';
import type { FlushRecords } from './flush-records.ts';
import type { FramePlan } from './frame-plan.ts';
import type { Grid } from './grid.ts';
import { at, grown, IntList } from './int-list.ts';
import { RECORD_BYTES_MIN, THINGS_MAX, TURN_FLUSHES } from './limits.ts';
import type { TrackedView } from './tracked-view.ts';

/** Distances that differ: farther things count as equally far. Above the view of five cells of the classic size. */
const DISTANCES = 256;
const UNKNOWN = -1;
/** Bits of an index below `THINGS_MAX`: a place in the turn and an index fit one int32. */
const INDEX_BITS = 15;
const INDEX_MASK = 2 ** INDEX_BITS - 1;
assert(THINGS_MAX <= INDEX_MASK, 'two indices of things fit one int32');
/** What an element of an Int32Array can hold. */
const SERIAL_MAX = 2 ** 31 - 1;

export interface TrackedWork {
  readonly view: TrackedView;
  readonly budget: number;
  readonly plan: FramePlan;
}

export class TrackedFrames {
  readonly #grid: Grid;
  readonly #records: FlushRecords;
  readonly #viewThingsMax: number;
  readonly #near = new IntList();
  /** By thing: the serial number of the viewer that knows it. */
  #knownTo = new Int32Array(0);
  #serial = 0;
  /** Things that the viewer needs, with their entry in its view or -1; then their order. */
  readonly #things = new IntList();
  readonly #entries = new IntList();
  readonly #distances = new IntList();
  readonly #starts = new Int32Array(DISTANCES + 1);
  #order = new Int32Array(0);

  constructor(grid: Grid, records: FlushRecords, viewThingsMax: number) {
    this.#grid = grid;
    this.#records = records;
    this.#viewThingsMax = viewThingsMax;
  }

  /** Plans the frame and brings the view up to date. Returns how many things the viewer still needs. */
  plan(viewer: number, work: TrackedWork): number {
    if (this.#knownTo.length < this.#grid.room) this.#knownTo = grown(this.#knownTo, this.#grid.room);
    this.#nextSerial();
    this.#things.clear();
    this.#entries.clear();
    this.#distances.clear();
    const unremoved = this.#planRemoves(viewer, work);
    this.#listUnknown(viewer);
    // A new thing may have the id of one that is not removed yet.
    if (unremoved > 0) return unremoved + this.#things.count;
    const isTurn = (this.#grid.flush + viewer) % TURN_FLUSHES === 0;
    if (!isTurn) this.#sortByDistance();
    else this.#sortByTurn(work.view.turn);
    return this.#planSorted(work, isTurn);
  }

  #planRemoves(viewer: number, { view, budget, plan }: TrackedWork): number {
    const grid = this.#grid;
    const home = at(grid.cell, viewer);
    let left = 0;
    // From the end, because the last entry takes the place of a deleted one: it was looked at already.
    for (let entry = view.count - 1; entry >= 0; entry--) {
      const thing = at(view.things, entry);
      if (view.isSeen(grid, entry, home)) {
        this.#knownTo[thing] = this.#serial;
        continue;
      }
      if (left > 0 || !this.#planRemove(view, entry, { budget, plan })) left++;
      else view.delete(entry);
    }
    for (let entry = 0; entry < view.count; entry++) {
      const thing = at(view.things, entry);
      if (left > 0 && !view.isSeen(grid, entry, home)) continue;
      const sentAt = at(view.sentAt, entry);
      if (at(grid.movedAt, thing) > sentAt || at(grid.changedAt, thing) > sentAt) this.#need(viewer, thing, entry);
    }
    return left;
  }

  #planRemove(view: TrackedView, entry: number, { budget, plan }: Omit<TrackedWork, 'view'>): boolean {
    const thing = at(view.things, entry);
    const records = this.#records;
    if (view.isAlive(this.#grid, entry)) {
      if (plan.bytes + records.remove(thing) > budget) return false;
      plan.removes.add(at(records.removes.start, thing), at(records.removes.end, thing));
      return true;
    }
    const record = records.removeId(view.ids[entry] as bigint);
    if (plan.bytes + record.end - record.start > budget) return false;
    plan.removes.add(record.start, record.end);
    return true;
  }

  #listUnknown(viewer: number): void {
    const grid = this.#grid;
    grid.listNear(at(grid.cell, viewer), this.#near);
    for (let index = 0; index < this.#near.count; index++) {
      const cell = at(this.#near.items, index);
      for (let thing = at(grid.first, cell); thing >= 0; thing = at(grid.next, thing)) {
        if (thing !== viewer && at(this.#knownTo, thing) !== this.#serial) this.#need(viewer, thing, UNKNOWN);
      }
    }
  }

  #nextSerial(): void {
    this.#serial++;
    if (this.#serial < SERIAL_MAX) return;
    this.#knownTo.fill(0);
    this.#serial = 1;
  }

  #need(viewer: number, thing: number, entry: number): void {
    const { x, y } = this.#grid;
    const far = Math.max(Math.abs(at(x, thing) - at(x, viewer)), Math.abs(at(y, thing) - at(y, viewer)));
    this.#things.push(thing);
    this.#entries.push(entry);
    this.#distances.push(Math.min(far, DISTANCES - 1));
  }

  /** From the thing whose turn it is, round. */
  #sortByTurn(first: number): void {
    const count = this.#things.count;
    const { room } = this.#grid;
    if (this.#order.length < count) this.#order = new Int32Array(count * 2);
    const order = this.#order.subarray(0, count);
    for (let index = 0; index < count; index++) {
      const behind = at(this.#things.items, index) - first;
      order[index] = ((behind < 0 ? behind + room : behind) << INDEX_BITS) | index;
    }
    order.sort();
    for (let index = 0; index < count; index++) order[index] = at(order, index) & INDEX_MASK;
  }

  /** A counting sort. */
  #sortByDistance(): void {
    const count = this.#things.count;
    if (this.#order.length < count) this.#order = new Int32Array(count * 2);
    const starts = this.#starts.fill(0);
    const distances = this.#distances.items;
    for (let index = 0; index < count; index++) {
      const behind = at(distances, index) + 1;
      starts[behind] = at(starts, behind) + 1;
    }
    for (let far = 1; far <= DISTANCES; far++) starts[far] = at(starts, far) + at(starts, far - 1);
    for (let index = 0; index < count; index++) {
      const far = at(distances, index);
      const to = at(starts, far);
      starts[far] = to + 1;
      this.#order[to] = index;
    }
  }

  #planSorted(work: TrackedWork, isTurn: boolean): number {
    const count = this.#things.count;
    let left = count;
    for (let index = 0; index < count; index++) {
      const needed = at(this.#order, index);
      const thing = at(this.#things.items, needed);
      const entry = at(this.#entries.items, needed);
      const isRoomy = work.budget - work.plan.bytes >= RECORD_BYTES_MIN;
      if (isRoomy && (entry === UNKNOWN ? this.#planCreate(work, thing) : this.#planUpdate(work, entry))) left--;
      else if (isTurn && !this.#isKeptOut(work.view, entry)) {
        // The next turn begins here, whatever is smaller.
        work.view.turn = thing;
        break;
      } else if (!isRoomy) break;
    }
    return left;
  }

  /** Whether the bound of known things keeps an unknown thing out, and not the cap. */
  #isKeptOut(view: TrackedView, entry: number): boolean {
    return entry === UNKNOWN && view.count >= this.#viewThingsMax;
  }

  #planCreate({ view, budget, plan }: TrackedWork, thing: number): boolean {
    const { creates } = this.#records;
    if (view.count >= this.#viewThingsMax || plan.bytes + this.#records.create(thing) > budget) return false;
    plan.creates.add(at(creates.start, thing), at(creates.end, thing));
    view.add(this.#grid, thing, this.#grid.flush);
    return true;
  }

  #planUpdate({ view, budget, plan }: TrackedWork, entry: number): boolean {
    const grid = this.#grid;
    const thing = at(view.things, entry);
    const sentAt = at(view.sentAt, entry);
    const hasChanged = at(grid.changedAt, thing) > sentAt;
    const hasMoved = at(grid.movedAt, thing) > sentAt;
    // The latest change alone has the keys of this flush only.
    const isWhole = at(grid.changedBefore, thing) > sentAt || at(grid.changedAt, thing) < grid.flush;
    const changeBytes = hasChanged ? this.#records.change(thing, isWhole) : 0;
    const moveBytes = hasMoved ? this.#records.move(thing) : 0;
    if (plan.bytes + changeBytes + moveBytes > budget) return false;
    const changes = isWhole ? this.#records.wholes : this.#records.changes;
    if (hasChanged) plan.changes.add(at(changes.start, thing), at(changes.end, thing));
    if (hasMoved) plan.moves.add(at(this.#records.moves.start, thing), at(this.#records.moves.end, thing));
    view.sentAt[entry] = grid.flush;
    return true;
  }
}
