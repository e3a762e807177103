// What a viewer knows, thing by thing, while it does not know everything in its view or is behind: its cap was too small, it did not
// read, or there are more things than it may know. Most viewers need no such list: they know exactly what was in their cells at the
// last flush. An entry keeps id and life of its thing, because another thing may have the index by the time the viewer reads again.
import type { Grid } from './grid.ts';
import { at, grown } from './int-list.ts';

const FIRST_ROOM = 32;

export class TrackedView {
  count = 0;
  things = new Int32Array(FIRST_ROOM);
  /** The flush whose state of the thing the viewer has. */
  sentAt = new Int32Array(FIRST_ROOM);
  ids = new BigInt64Array(FIRST_ROOM);
  #lives = new Int32Array(FIRST_ROOM);
  /** The thing that is first when things take turns. */
  turn = 0;

  add(grid: Grid, thing: number, sentAt: number): void {
    if (this.count === this.things.length) this.#grow();
    const index = this.count++;
    this.things[index] = thing;
    this.sentAt[index] = sentAt;
    this.ids[index] = grid.id[thing] as bigint;
    this.#lives[index] = at(grid.life, thing);
  }

  /** The last entry takes the place of this one. */
  delete(index: number): void {
    const last = --this.count;
    this.things[index] = at(this.things, last);
    this.sentAt[index] = at(this.sentAt, last);
    this.ids[index] = this.ids[last] as bigint;
    this.#lives[index] = at(this.#lives, last);
  }

  /** Whether a viewer in cell `home` still sees the thing of the entry. */
  isSeen(grid: Grid, index: number, home: number): boolean {
    const cell = at(grid.cell, at(this.things, index));
    return cell >= 0 && this.isAlive(grid, index) && grid.isNear(home, cell);
  }

  /** Whether the index still belongs to the thing of the entry. */
  isAlive(grid: Grid, index: number): boolean {
    return at(grid.life, at(this.things, index)) === at(this.#lives, index);
  }

  #grow(): void {
    const room = this.things.length * 2;
    this.things = grown(this.things, room);
    this.sentAt = grown(this.sentAt, room);
    this.#lives = grown(this.#lives, room);
    const ids = new BigInt64Array(room);
    ids.set(this.ids);
    this.ids = ids;
  }
}
