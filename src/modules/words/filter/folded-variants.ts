// Further readings of a folded text, for words that are disguised by more than signs: 傻1逼 without its number, fuuuck and
// 王王八八蛋蛋 without their repeated letters. An ordinary text has none, so it is searched once.
import { charAt, DIGIT, type FoldedText, GAP, type Gap, joinGaps, UNSPACED } from './folded-text.ts';
import { REPEATED_LETTERS_MIN } from './limits.ts';

/** What a reading does with a letter. `repeat`: the second of a run, which one of the two readings keeps. */
const PLAN = { keep: 0, number: 1, repeat: 2, more: 3 } as const;

/** The readings besides the text itself: none, one, or two (fuuuck is fuck, asssss is ass). */
export function variantsOf(text: string, folded: FoldedText): FoldedText[] {
  const planner = new Planner(text, folded);
  planner.run();
  const { plan } = planner;
  if (plan.every((each) => each === PLAN.keep)) return [];
  const once = without(folded, (index) => plan[index] !== PLAN.keep, plan);
  if (!plan.includes(PLAN.repeat)) return [once];
  return [once, without(folded, (index) => plan[index] === PLAN.number || plan[index] === PLAN.more, plan)];
}

/** One pass over runs of digits and of equal letters. */
class Planner {
  readonly plan: Uint8Array;
  readonly #text: string;
  readonly #folded: FoldedText;
  /** The letters of an unspaced script repeated just before, which count only if the next ones are repeated too. */
  #pairStart = 0;
  #pairEnd = -1;

  constructor(text: string, folded: FoldedText) {
    this.#text = text;
    this.#folded = folded;
    this.plan = new Uint8Array(folded.letters.length);
  }

  run(): void {
    const count = this.#folded.letters.length;
    for (let index = 0; index < count; ) index = this.#isDigit(index) ? this.#number(index) : this.#repeats(index);
  }

  #number(start: number): number {
    let end = start + 1;
    while (this.#isDigit(end)) end++;
    if (start > 0 && end < this.plan.length) this.plan.fill(PLAN.number, start, end);
    return end;
  }

  #repeats(start: number): number {
    const { letters, starts, gaps } = this.#folded;
    let end = start + 1;
    // A character that folds to two equal letters is no repetition.
    while (letters[end] === letters[start] && gaps[end] === GAP.none && starts[end] !== starts[end - 1]) end++;
    const isLong = end - start >= REPEATED_LETTERS_MIN;
    if (!this.#isUnspaced(start)) {
      if (isLong) this.plan.fill(PLAN.more, start + 2, end).fill(PLAN.repeat, start + 1, start + 2);
    } else if (end - start > 1) {
      // 妈妈 is a word; 王王八八 is 王八.
      const isPair = this.#pairEnd === start;
      if (isPair) this.plan.fill(PLAN.more, this.#pairStart + 1, start);
      if (isPair || isLong) this.plan.fill(PLAN.more, start + 1, end);
      [this.#pairStart, this.#pairEnd] = [start, end];
    }
    return end;
  }

  #isDigit(index: number): boolean {
    const start = this.#folded.starts[index];
    return start !== undefined && DIGIT.test(charAt(this.#text, start));
  }

  #isUnspaced(index: number): boolean {
    return UNSPACED.test(this.#folded.letters[index] ?? '');
  }
}

function without(folded: FoldedText, isLeftOut: (index: number) => boolean, plan: Uint8Array): FoldedText {
  const kept = {
    letters: [] as string[],
    starts: [] as number[],
    ends: [] as number[],
    gaps: [] as Gap[],
    edges: [] as boolean[],
    isLetter: [] as boolean[],
  };
  let gap: Gap = GAP.none;
  for (const [index, letter] of folded.letters.entries()) {
    const own = folded.gaps[index] ?? GAP.none;
    if (isLeftOut(index)) {
      if (plan[index] === PLAN.number) gap = joinGaps(joinGaps(gap, own), GAP.number);
      else kept.ends[kept.ends.length - 1] = folded.ends[index] ?? 0;
      continue;
    }
    kept.letters.push(letter);
    kept.starts.push(folded.starts[index] ?? 0);
    kept.ends.push(folded.ends[index] ?? 0);
    kept.gaps.push(joinGaps(gap, own));
    kept.edges.push(folded.edges[index] === true);
    kept.isLetter.push(folded.isLetter[index] === true);
    gap = GAP.none;
  }
  kept.edges.push(true);
  return kept;
}
