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
export class Deadline {
  readonly expired: () => void;
  /** The wheel's tick at which it is due, UNSET or FIRING. */
  dueTick = UNSET;
  previous: Deadline | null = null;
  next: Deadline | null = null;

  constructor(expired: () => void) {
    this.expired = expired;
  }

  get isSet(): boolean {
    return this.dueTick !== UNSET;
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
  readonly #firing: Deadline[] = [];
  #tick = 0;
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
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = this.#tick + Math.max(1, Math.ceil(delayMs / this.tickMs));
    this.#link(deadline);
  }

  clear(deadline: Deadline): void {
    if (deadline.dueTick >= 0) this.#unlink(deadline);
    deadline.dueTick = UNSET;
  }

  /** Moves the wheel to `nowMs` and fires all that is due. What a callback sets is not fired in the same call. */
  advance(nowMs: number): void {
    const target = Math.floor((nowMs - this.#startMs) / this.tickMs);
    // After a pause longer than a revolution every slot is visited once, with the hand already at the end.
    const first = Math.max(this.#tick + 1, target - this.#slots.length + 1);
    for (let tick = first; tick <= target; tick++) this.#fire(tick % this.#slots.length, target);
    this.#tick = Math.max(this.#tick, target);
  }

  #fire(slot: number, target: number): void {
    const firing = this.#firing;
    assert(firing.length === 0, 'a callback does not advance the wheel that calls it');
    for (let entry = this.#slots[slot] ?? null; entry !== null; entry = entry.next) {
      if (entry.dueTick <= target) firing.push(entry);
    }
    for (const entry of firing) {
      this.#unlink(entry);
      entry.dueTick = FIRING;
    }
    for (const entry of firing) {
      if (entry.dueTick !== FIRING) continue;
      entry.dueTick = UNSET;
      entry.expired();
    }
    firing.length = 0;
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
