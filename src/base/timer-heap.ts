// Timers of a manual clock in the order they fire: by moment, those of one moment in the order they were set. A binary heap in which each timer knows its
// place, so that setting, moving and taking out cost the depth of the heap, however many there are.
import { assert } from './assert.ts';

/** Not in a heap. */
const NOWHERE = -1;

export class HeapTimer {
  dueMs: number;
  readonly order: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
  /** Index in the heap; the heap's alone to write. */
  place = NOWHERE;

  constructor(options: { dueMs: number; order: number; periodMs: number | null; callback: () => void }) {
    this.dueMs = options.dueMs;
    this.order = options.order;
    this.periodMs = options.periodMs;
    this.callback = options.callback;
  }

  isBefore(other: HeapTimer): boolean {
    return this.dueMs < other.dueMs || (this.dueMs === other.dueMs && this.order < other.order);
  }
}

export class TimerHeap {
  /** Each timer is before the two at twice its index, plus one and plus two. */
  readonly #timers: HeapTimer[] = [];

  get count(): number {
    return this.#timers.length;
  }

  first(): HeapTimer | null {
    return this.#timers[0] ?? null;
  }

  add(timer: HeapTimer): void {
    assert(timer.place === NOWHERE, 'a timer is in one heap, once');
    this.#timers.push(timer);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Takes a timer out; one that is not in it stays so. */
  remove(timer: HeapTimer): void {
    const { place } = timer;
    if (place === NOWHERE) return;
    assert(this.#timers[place] === timer, 'a timer knows its place');
    const last = this.#timers.pop() as HeapTimer;
    timer.place = NOWHERE;
    if (last === timer) return;
    // The last fills the gap; it may belong above as well as below.
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  /** Gives a timer that is in it another moment. */
  move(timer: HeapTimer, dueMs: number): void {
    this.remove(timer);
    timer.dueMs = dueMs;
    this.add(timer);
  }

  #rise(timer: HeapTimer, from: number): void {
    let place = from;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = this.#timers[parentPlace];
      if (parent === undefined || !timer.isBefore(parent)) break;
      this.#put(parent, place);
      place = parentPlace;
    }
    this.#put(timer, place);
  }

  #sink(timer: HeapTimer, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#timers[2 * place + 1];
      const right = this.#timers[2 * place + 2];
      const child = right !== undefined && left !== undefined && right.isBefore(left) ? right : left;
      if (child === undefined || !child.isBefore(timer)) break;
      const childPlace = child.place;
      this.#put(child, place);
      place = childPlace;
    }
    this.#put(timer, place);
  }

  #put(timer: HeapTimer, place: number): void {
    this.#timers[place] = timer;
    timer.place = place;
  }
}
