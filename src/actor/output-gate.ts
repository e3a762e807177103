// Holds back what turns let out until their changes are durable. Everything leaves in the order in which the turns ended, even if
// the journal reports in another.
import { assert } from '../base/index.ts';
import { HELD_MAX } from './limits.ts';

export interface Held {
  /** What was committed before it is durable. */
  release(): void;
  /** That was not acknowledged, or the owner is lost. */
  withhold(error: unknown): void;
}

interface Place {
  readonly held: Held;
  isKept: boolean;
}

export class OutputGate {
  readonly #places: Place[] = [];
  readonly #hasRoom: () => void;
  #isDraining = false;

  /** `hasRoom` is called when it is no longer full. */
  constructor(hasRoom: () => void) {
    this.#hasRoom = hasRoom;
  }

  get count(): number {
    return this.#places.length;
  }

  get isFull(): boolean {
    return this.#places.length >= HELD_MAX;
  }

  /** Holds until `kept` has settled, and everything held before has left. */
  hold(kept: Promise<void> | null, held: Held): void {
    const place: Place = { held, isKept: kept === null };
    this.#places.push(place);
    if (kept === null) this.#drain();
    else {
      kept.then(
        () => {
          place.isKept = true;
          this.#drain();
        },
        (error: unknown) => this.#fail(place, error),
      );
    }
  }

  /** Nothing that is held leaves. */
  withholdAll(error: unknown): void {
    for (const { held } of this.#places.splice(0)) held.withhold(error);
  }

  #fail(place: Place, error: unknown): void {
    const at = this.#places.indexOf(place);
    if (at < 0) return;
    const { isFull } = this;
    this.#places.splice(at, 1);
    place.held.withhold(error);
    if (isFull) this.#hasRoom();
    this.#drain();
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    const { isFull } = this;
    while (this.#places[0]?.isKept === true) {
      const place = this.#places.shift();
      assert(place !== undefined, 'the first place was there');
      place.held.release();
    }
    this.#isDraining = false;
    if (isFull && !this.isFull) this.#hasRoom();
  }
}
