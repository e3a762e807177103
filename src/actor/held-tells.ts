// Tells that wait until the code that made them has returned, or has committed. A list through the turns themselves, which are in no inbox
// yet: nothing is allocated for a tell.
import { ActorError } from './actor-error.ts';
import { TELLS_MAX } from './limits.ts';

/** The turn that a tell is. */
interface Told {
  next: Told | null;
  /** Puts it into the inbox of its owner. */
  post(): void;
}

export class HeldTells {
  #first: Told | null = null;
  #last: Told | null = null;
  #count = 0;

  /** `work` tells. Throws `actor-busy` when it has told too often. */
  add(tell: Told, work: { readonly what: string }): void {
    if (this.#count >= TELLS_MAX) {
      throw new ActorError('actor-busy', `${work.what}: one turn tells at most ${TELLS_MAX} times`);
    }
    if (this.#last === null) this.#first = tell;
    else this.#last.next = tell;
    this.#last = tell;
    this.#count++;
  }

  /** Lets them go, once. */
  post(): void {
    for (let tell = this.#first; tell !== null; ) {
      const { next } = tell;
      tell.next = null;
      tell.post();
      tell = next;
    }
    this.#first = null;
  }
}
