// Deadlines for many things at O(1) each: one list for each slot, one slot for each tick. A deadline further away than
// the width of the wheel waits in the slot of its remainder and is checked once a revolution.
//
//   slot:  0    1    2    3 …  slotCount-1        a tick moves the hand one slot on and fires what is due there
//          │    └─▶ entry ⇄ entry
//          hand
//
// An entry is part of the thing that it times (a connection, a session): setting, moving and clearing allocate nothing.
import { assert } from './assert.ts';

const UNSET = -1;
/** Taken from its slot, callback not yet called: an earlier callback may still set or clear it. */
const FIRING = -2;

/** The deadline of one thing. It is created once with that thing, then set and cleared as often as needed. */
export class Deadline<Of = unknown> {
  readonly #callback: (of: unknown) => void;
  readonly #of: unknown;
  /** The wheel's tick at which it is due, UNSET or FIRING. */
  dueTick = UNSET;
  previous: Deadline | null = null;
  next: Deadline | null = null;

  /** `callback` receives `of`, so that many things can share one function instead of one closure each. */
  constructor(callback: () => void);
  constructor(callback: (of: Of) => void, of: Of);
  constructor(callback: (of: Of) => void, of?: Of) {
    this.#callback = callback as (of: unknown) => void;
    this.#of = of;
  }

  get isSet(): boolean {
    return this.dueTick !== UNSET;
  }

  expired(): void {
    this.#callback(this.#of);
  }
}

export interface TimingWheelOptions {
  /** Milliseconds between two ticks: the precision of every deadline. */
  readonly tickMs: number;
  readonly slotCount: number;
  readonly nowMs: number;
}

export class TimingWheel {
  readonly tickMs: number;
  readonly #slots: (Deadline | null)[];
  readonly #startMs: number;
  /** Taken from their slots, callbacks not yet called; non-empty between two calls only after a callback threw. */
  readonly #firing: Deadline[] = [];
  #isFiring = false;
  /** The present time: delays count from it. */
  #tick = 0;
  /** The last tick whose slot was checked; behind `#tick` only while firing, or after a callback threw. */
  #hand = 0;
  #count = 0;

  constructor(options: TimingWheelOptions) {
    assert(options.tickMs > 0 && options.slotCount > 1, 'a wheel has a tick and at least two slots');
    this.tickMs = options.tickMs;
    this.#startMs = options.nowMs;
    this.#slots = new Array<Deadline | null>(options.slotCount).fill(null);
  }

  /** How many deadlines are set. */
  get count(): number {
    return this.#count;
  }

  /**
   * Sets `deadline` to fire `delayMs` after the wheel's present time, or up to one tick later; replaces an earlier
   * setting.
   */
  set(deadline: Deadline, delayMs: number): void {
    assert(Number.isFinite(delayMs), 'a delay is a number of milliseconds');
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = this.#tick + Math.max(1, Math.ceil(delayMs / this.tickMs));
    this.#link(deadline);
  }

  /** How long until the deadline fires, up to one tick less; null when it is not set. */
  leftMs(deadline: Deadline): number | null {
    return deadline.isSet ? Math.max(0, deadline.dueTick - this.#tick) * this.tickMs : null;
  }

  clear(deadline: Deadline): void {
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = UNSET;
  }

  /**
   * Moves the wheel to `nowMs` and fires all deadlines that are due; within a tick, in the order in which they were
   * set. A deadline that a callback sets does not fire in the same call. When a callback throws, the rest fires at the
   * next call.
   */
  advance(nowMs: number): void {
    assert(!this.#isFiring, 'a callback does not advance the wheel that calls it');
    this.#tick = Math.max(this.#tick, Math.floor((nowMs - this.#startMs) / this.tickMs));
    // After a pause longer than a revolution every slot is visited once, with the hand already at the end.
    this.#hand = Math.max(this.#hand, this.#tick - this.#slots.length);
    this.#isFiring = true;
    try {
      this.#fire();
      while (this.#hand < this.#tick) {
        this.#hand++;
        this.#takeDue(this.#hand % this.#slots.length);
        this.#fire();
      }
    } finally {
      this.#isFiring = false;
    }
  }

  #takeDue(slot: number): void {
    let entry = this.#slots[slot] ?? null;
    while (entry !== null) {
      const next: Deadline | null = entry.next;
      if (entry.dueTick <= this.#tick) {
        this.#unlink(entry);
        entry.dueTick = FIRING;
        this.#firing.push(entry);
      }
      entry = next;
    }
  }

  /** A slot's list begins with the deadline set last, so firing starts at its end. */
  #fire(): void {
    for (let entry = this.#firing.pop(); entry !== undefined; entry = this.#firing.pop()) {
      // An earlier callback may have cleared it or set it again.
      if (entry.dueTick !== FIRING) continue;
      entry.dueTick = UNSET;
      entry.expired();
    }
  }

  #link(deadline: Deadline): void {
    const slot = deadline.dueTick % this.#slots.length;
    const head = this.#slots[slot] ?? null;
    deadline.previous = null;
    deadline.next = head;
    if (head !== null) head.previous = deadline;
    this.#slots[slot] = deadline;
    this.#count++;
  }

  #unlink(deadline: Deadline): void {
    const slot = deadline.dueTick % this.#slots.length;
    if (deadline.previous !== null) deadline.previous.next = deadline.next;
    else {
      assert(this.#slots[slot] === deadline, 'a deadline without a predecessor heads its slot');
      this.#slots[slot] = deadline.next;
    }
    if (deadline.next !== null) deadline.next.previous = deadline.previous;
    deadline.previous = null;
    deadline.next = null;
    this.#count--;
  }
}
