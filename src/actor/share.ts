// What `together` gives its function for each owner: the rows, and a way to tell. It is open while the function runs.
import { ActorError } from './actor-error.ts';
import { copyPlain } from './copy-plain.ts';
import { TELLS_MAX } from './limits.ts';
import type { MethodWork } from './method-work.ts';
import type { RefPart, TellingShare } from './part-ref.ts';
import { type OwnerView, Turn } from './turn.ts';

export class OpenShare implements TellingShare {
  readonly owner: OwnerView;
  readonly #part: RefPart;
  readonly #tells: Turn[] = [];
  #isOpen = false;

  constructor(owner: OwnerView, part: RefPart) {
    this.owner = owner;
    this.#part = part;
  }

  get key(): unknown {
    return this.owner.id.key;
  }

  get rows(): unknown {
    return this.#part.rowsFor(this.owner, this);
  }

  get tell(): unknown {
    return this.#part.tellsOf(this);
  }

  addTell(work: MethodWork, args: unknown): void {
    this.assertOpen();
    if (this.#tells.length >= TELLS_MAX) {
      throw new ActorError('actor-busy', `together: one share tells at most ${TELLS_MAX} times`);
    }
    this.#tells.push(new Turn(this.owner, work.told, copyPlain(args, work.what)));
  }

  assertOpen(): void {
    if (this.#isOpen) return;
    throw new ActorError('turn-over', 'the rows of together were used after its function had returned');
  }

  open(): void {
    this.#isOpen = true;
    this.#tells.length = 0;
  }

  close(): void {
    this.#isOpen = false;
  }

  get hasTells(): boolean {
    return this.#tells.length > 0;
  }

  dropTells(): void {
    this.#tells.length = 0;
  }

  postTells(): void {
    for (const tell of this.#tells.splice(0).reverse()) this.owner.postFirst(tell);
  }
}
