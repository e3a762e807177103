// Timers in firing order, of a manual clock or of any other schedule: by due time, then in the order in which they were set. A binary heap in
// which each timer knows its index, so that setting, moving and removing cost the depth of the heap.
import { assert } from './assert.ts';

/** Not in a heap. */
const NOWHERE = -1;

export class HeapTimer {
  dueMs: number;
  readonly order: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
  /** Index in the heap; only the heap writes it. */
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
  /** Each timer is due before the two timers at twice its index plus one and plus two. */
  readonly #timers: HeapTimer[] = [];

  get count(): number {
    return this.#timers.length;
  }

  first(): HeapTimer | null {
    return this.#timers[0] ?? null;
  }

  add(timer: HeapTimer): void {
    assert(timer.place === NOWHERE, 'a timer is in at most one heap, once');
    this.#timers.push(timer);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Removes a timer; does nothing when it is not in the heap. */
  remove(timer: HeapTimer): void {
    const { place } = timer;
    if (place === NOWHERE) return;
    assert(this.#timers[place] === timer, 'a timer knows its place');
    const last = this.#timers.pop() as HeapTimer;
    timer.place = NOWHERE;
    if (last === timer) return;
    // The last timer fills the gap; it may have to rise or to sink.
    this.#rise(last, place);
    this.#sink(last, last.place);
  }

  /** Changes the due time of a timer in the heap. */
  move(timer: HeapTimer, dueMs: number): void {
    assert(timer.place !== NOWHERE, 'only a timer in the heap is moved');
    timer.dueMs = dueMs;
    this.#rise(timer, timer.place);
    this.#sink(timer, timer.place);
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
