// The calls of `together` that wait at one owner, first in, first out.
import { ActorError } from './actor-error.ts';
import { TOGETHERS_MAX } from './limits.ts';
import type { TogetherView } from './turn.ts';

export class TogetherQueue {
  readonly #waiting: TogetherView[] = [];

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

  /** False when it does not wait here. */
  remove(together: TogetherView): boolean {
    const at = this.#waiting.indexOf(together);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  /** Something has changed at the owner: each looks whether it waits in a circle. */
  step(): void {
    for (const each of [...this.#waiting]) each.step();
  }

  fail(error: ActorError): void {
    for (const each of this.#waiting.splice(0)) each.fail(error);
  }
}
