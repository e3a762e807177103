// Turns that wait at one owner, first in, first out. A list through the turns themselves: nothing is allocated, and a turn whose
// caller no longer waits leaves it from the middle.
import type { Turn } from './turn.ts';

export class Inbox {
  #first: Turn | null = null;
  #last: Turn | null = null;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(turn: Turn): void {
    turn.previous = this.#last;
    if (this.#last === null) this.#first = turn;
    else this.#last.next = turn;
    this.#last = turn;
    this.#count++;
  }

  /** Ahead of all others. */
  unshift(turn: Turn): void {
    turn.next = this.#first;
    if (this.#first === null) this.#last = turn;
    else this.#first.previous = turn;
    this.#first = turn;
    this.#count++;
  }

  shift(): Turn | null {
    const turn = this.#first;
    if (turn !== null) this.remove(turn);
    return turn;
  }

  /** Takes all out, in order. */
  takeAll(take: (turn: Turn) => void): void {
    for (let turn = this.shift(); turn !== null; turn = this.shift()) take(turn);
  }

  /** Drops the owner's own: ticks, alarms, hooks. */
  removeOwn(): void {
    for (let turn = this.#first; turn !== null; ) {
      const { next } = turn;
      if (turn.isOwn) {
        this.remove(turn);
        turn.phase = 'over';
      }
      turn = next;
    }
  }

  /** Nothing happens when it is not there. */
  remove(turn: Turn): void {
    if (turn.previous === null && this.#first !== turn) return;
    if (turn.previous === null) this.#first = turn.next;
    else turn.previous.next = turn.next;
    if (turn.next === null) this.#last = turn.previous;
    else turn.next.previous = turn.previous;
    turn.previous = null;
    turn.next = null;
    this.#count--;
  }
}
