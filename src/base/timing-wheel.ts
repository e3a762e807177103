// Deadlines for many things at O(1) each: one list a slot, one slot a tick. A deadline further away than the wheel is wide
// waits in the slot of its remainder and is looked at once a revolution.
//
//   slot:  0    1    2    3 …  slotCount-1        a tick moves the hand one slot on and fires what is due there
//          │    └─▶ entry ⇄ entry
//          hand
//
// An entry is part of the thing it times (a connection, a session): setting, moving and clearing allocate nothing.
import { assert } from './assert.ts';

const UNSET = -1;
/** Taken out of its slot, its callback not yet called: a callback before it may still set or clear it. */
const FIRING = -2;

/** The deadline of one thing. Made once with it, then set and cleared as often as needed. */
export class Deadline<Of = unknown> {
  readonly #callback: (of: unknown) => void;
  readonly #of: unknown;
  /** The wheel's tick at which it is due, UNSET or FIRING. */
  dueTick = UNSET;
  previous: Deadline | null = null;
  next: Deadline | null = null;

  /** `callback` is given `of`, so that things in numbers share one function instead of having a closure each. */
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
  /** Taken out of its slot and still to be called; not empty between two calls only if a callback threw. */
  readonly #firing: Deadline[] = [];
  #isFiring = false;
  /** The present moment: delays count from it. */
  #tick = 0;
  /** The last tick whose slot was looked at; behind `#tick` only while firing, or after a callback threw. */
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

  /** Sets `deadline` to fire `delayMs` after the wheel's present moment, or up to one tick later; replaces an earlier setting. */
  set(deadline: Deadline, delayMs: number): void {
    assert(Number.isFinite(delayMs), 'a delay is a number of milliseconds');
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = this.#tick + Math.max(1, Math.ceil(delayMs / this.tickMs));
    this.#link(deadline);
  }

  clear(deadline: Deadline): void {
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = UNSET;
  }

  /**
   * Moves the wheel to `nowMs` and fires all that is due, of one tick the earliest set first. What a callback sets is not
   * fired in the same call. When a callback throws, the rest fires at the next call.
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

  /** A slot's list begins with what was set last, so its end fires first. */
  #fire(): void {
    for (let entry = this.#firing.pop(); entry !== undefined; entry = this.#firing.pop()) {
      // A callback before it may have cleared it or set it anew.
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
