// The calls of `together` that wait at one owner, first in, first out.
import { ActorError } from './actor-error.ts';
import { TOGETHERS_MAX } from './limits.ts';
import type { TogetherView } from './turn.ts';

export class TogetherQueue {
  #waiting: TogetherView[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  /** Throws `actor-busy`. */
  push(together: TogetherView, owner: string): void {
    if (this.#waiting.length >= TOGETHERS_MAX) {
      throw new ActorError('actor-busy', `${owner}: ${TOGETHERS_MAX} calls of together wait there already`);
    }
    this.#waiting.push(together);
  }

  shift(): TogetherView | null {
    return this.#waiting.shift() ?? null;
  }

  remove(together: TogetherView): void {
    this.#waiting = this.#waiting.filter((each) => each !== together);
  }

  /** Something has changed at the owner: each looks whether it waits in a circle. */
  step(): void {
    for (const each of [...this.#waiting]) each.step();
  }

  fail(error: ActorError): void {
    for (const each of this.#waiting.splice(0)) each.fail(error);
  }
}
