// When robots are cut: each by itself at random moments, so many a second on average. All together are one such process, whose moments
// are drawn here, each for a robot that is drawn too.
import type { Random } from '../../base/index.ts';
import { CUT_KINDS, type CutKind } from './cut-kinds.ts';

const DRAWS = 2 ** 32;

export class CutSchedule {
  readonly #random: Random;
  readonly #perMs: number;
  #dueMs: number;

  /** From `startMs` on, `perSecond` times a second for each of `robots`. */
  constructor(
    random: Random,
    options: { readonly startMs: number; readonly robots: number; readonly perSecond: number },
  ) {
    this.#random = random;
    this.#perMs = (options.robots * options.perSecond) / 1_000;
    this.#dueMs = options.startMs;
    this.next();
  }

  /** The moment of the next cut. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Goes on to the cut after it: times between the events of such a process are exponential. */
  next(): void {
    this.#dueMs -= Math.log((this.#random.below(DRAWS) + 1) / DRAWS) / this.#perMs;
  }

  drawKind(): CutKind {
    return CUT_KINDS[this.#random.below(CUT_KINDS.length)] ?? 'reset';
  }

  drawIndex(count: number): number {
    return this.#random.below(count);
  }
}
