// So many at once, and so many that wait for a place, each until its own time; the rest is refused at once. First in, first out.
import { assert, type Clock } from '../base/index.ts';

export type PlaceOutcome = 'taken' | 'full' | 'late' | 'closed';

type Settle = (outcome: PlaceOutcome) => void;

export class Places {
  readonly #clock: Clock;
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  /** In the order in which they came. */
  readonly #waiting = new Set<Settle>();
  #taken = 0;
  #isClosed = false;

  constructor(clock: Clock, options: { readonly atOnceMax: number; readonly waitingMax: number }) {
    assert(options.atOnceMax >= 1 && options.waitingMax >= 0, 'at least one runs at a time');
    this.#clock = clock;
    this.#atOnceMax = options.atOnceMax;
    this.#waitingMax = options.waitingMax;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Waits for a place until `untilMs` of the monotonic clock. When it is `taken`, the caller gives it back. */
  take(untilMs: number): Promise<PlaceOutcome> {
    if (this.#isClosed) return Promise.resolve('closed');
    if (this.#taken < this.#atOnceMax) {
      this.#taken++;
      return Promise.resolve('taken');
    }
    if (this.#waiting.size >= this.#waitingMax) return Promise.resolve('full');
    const { promise, resolve } = Promise.withResolvers<PlaceOutcome>();
    const settle: Settle = (outcome) => {
      cancel();
      this.#waiting.delete(settle);
      resolve(outcome);
    };
    const cancel = this.#clock.after(untilMs - this.#clock.monotonicMs(), () => settle('late'));
    this.#waiting.add(settle);
    return promise;
  }

  /** The place goes straight to the first that waits, so that a later one cannot take it. */
  give(): void {
    assert(this.#taken > 0, 'a place that is given back was taken');
    const [next] = this.#waiting;
    if (next === undefined) this.#taken--;
    else next('taken');
  }

  /** Nobody waits any more, and nobody gets a place. */
  close(): void {
    this.#isClosed = true;
    for (const settle of [...this.#waiting]) settle('closed');
  }
}
