// A text as the word filter compares it. Letters are folded: compatibility form, case, look-alikes, and the digits and
// signs that stand for letters. Separators are left out, but each letter remembers the gap before it and its place.
//
//   text:      G  M  _  $  h  i  t  !          letters:  g  rn  s  h  l  t
//
// It works code point by code point, so that offsets are those of the text as it was typed. Dictionary entries are folded
// in the same way, so a change needs only to be the same on both sides. `word-filter.ts` decides what a match is.
import { foldCase } from './fold-case.ts';
import { FOLD_CACHE_MAX, LEET_SIGNS_MAX } from './limits.ts';
import { skeleton } from './skeleton.ts';

/**
 * The separator between a letter and the one before; the strongest of several. `sign`: neither a joiner nor of a sentence,
 * such as # or %. `number`: digits, in a reading that leaves them out. `row`: several signs of a sentence (。。。), which
 * separate less than one. `break`: one sign of a sentence.
 */
export const GAP = { none: 0, joiner: 1, space: 2, sign: 3, number: 4, row: 5, break: 6 } as const;
export type Gap = (typeof GAP)[keyof typeof GAP];

export interface FoldedText {
  /** Folded letters, each one code point. */
  readonly letters: readonly string[];
  /** Where in the text, in UTF-16 units, each letter's character starts and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly gaps: readonly Gap[];
  /** Whether a word may start at this letter: after a gap, or where case, digits or script change. One more for the end. */
  readonly edges: readonly boolean[];
  /** Whether the letter was typed as a letter: a digit or a sign that stands for one is not. */
  readonly isLetter: readonly boolean[];
}

/** Digits that are read as letters and do not look like them enough for the skeleton; on both sides, so 5 still equals 5. */
const LEET_DIGITS: Readonly<Record<string, string>> = { '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' };
/** Signs that are read as letters when they touch one. */
const LEET_SIGNS: Readonly<Record<string, string>> = { '@': 'a', $: 's', '€': 'e', '£': 'l' };
/** Signs that are read as letters only between two: at the end of a word they are what they look like. */
const LEET_SIGNS_INSIDE: Readonly<Record<string, string>> = { '!': 'l', '|': 'l', '+': 't' };

const LETTER = /[\p{L}\p{N}]/u;
export const DIGIT = /\p{N}/u;
/** Scripts that are written without spaces between words. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Marks that change a letter's look but not the word, and characters that are not seen at all. */
const UNSEEN = /(?![\u3099\u309a])[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
const MARK = /\p{M}/u;
const SPACE = /\p{White_Space}/u;
/** What people put between the letters of a word to get it past a filter. An apostrophe is not here: he'll is no hell. */
const JOINER = /[-_.*~^=·・丶灬•‧`\p{Pd}\p{Pc}\p{So}\p{Sk}]/u;

/** Signs that end or divide sentences, in their narrow form, and quotation marks and brackets. */
const SENTENCE_SIGN = /[\p{Ps}\p{Pe}\p{Pi}\p{Pf},.!?;:'"。、…¡¿]/u;

const foldCache = new Map<string, string>();

export function foldText(text: string): FoldedText {
  const folding = new Folding(text);
  return folding.run();
}

/** The folded letters of one character typed; empty when it is none. */
function foldCharacter(character: string): string {
  const cached = foldCache.get(character);
  if (cached !== undefined) return cached;
  const folded = [...skeleton(foldCase(foldCase(character.normalize('NFKD')).normalize('NFKD')))]
    .filter((part) => LETTER.test(part) || (MARK.test(part) && !UNSEEN.test(part)))
    .map((part) => LEET_DIGITS[part] ?? part)
    .join('');
  if (foldCache.size < FOLD_CACHE_MAX) foldCache.set(character, folded);
  return folded;
}

class Folding {
  readonly #text: string;
  readonly #letters: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #gaps: Gap[] = [];
  readonly #edges: boolean[] = [];
  readonly #isLetter: boolean[] = [];
  #gap: Gap = GAP.break;
  #previous = '';
  #beforePrevious = '';

  constructor(text: string) {
    this.#text = text;
  }

  run(): FoldedText {
    let offset = 0;
    for (const character of this.#text) {
      const start = offset;
      offset += character.length;
      if (UNSEEN.test(character)) continue;
      const isLetter = (LETTER.test(character) || MARK.test(character)) && !JOINER.test(character);
      const folded = isLetter ? foldCharacter(character) : this.#sign(character, offset);
      if (folded === '') this.#gap = joinGaps(this.#gap, gapOf(character));
      else this.#add(character, folded, start);
    }
    this.#edges.push(true);
    return {
      letters: this.#letters,
      starts: this.#starts,
      ends: this.#ends,
      gaps: this.#gaps,
      edges: this.#edges,
      isLetter: this.#isLetter,
    };
  }

  /** The letter that a sign stands for here, or nothing. Between Chinese letters it is only a sign. */
  #sign(character: string, end: number): string {
    const next = charAt(this.#text, end);
    const isAfter = this.#gap === GAP.none && this.#previous !== '' && !UNSPACED.test(this.#previous);
    const isBefore = isSpaced(next) || (next in LEET_SIGNS && isSpaced(this.#afterSigns(end)));
    if (isAfter || isBefore) {
      const letter = LEET_SIGNS[character];
      if (letter !== undefined) return letter;
    }
    return isAfter && isSpaced(next) ? (LEET_SIGNS_INSIDE[character] ?? '') : '';
  }

  /** The first character after the signs at `offset`; only a few of them are looked at. */
  #afterSigns(offset: number): string {
    let at = offset;
    while (at < offset + LEET_SIGNS_MAX && charAt(this.#text, at) in LEET_SIGNS) at++;
    return charAt(this.#text, at);
  }

  #add(character: string, folded: string, start: number): void {
    const index = this.#letters.length;
    const isLetter = LETTER.test(character) && !DIGIT.test(character);
    const isMark = MARK.test(character);
    this.#edges.push(this.#gap !== GAP.none || (!isMark && isEdge(this.#previous, character)));
    this.#moveEdgeBack(character, index);
    let isFirst = true;
    for (const letter of folded) {
      this.#letters.push(letter);
      this.#starts.push(start);
      this.#ends.push(start + character.length);
      this.#gaps.push(isFirst ? this.#gap : GAP.none);
      this.#isLetter.push(isLetter);
      if (!isFirst) this.#edges.push(false);
      this.#gap = GAP.none;
      isFirst = false;
    }
    this.#beforePrevious = this.#previous;
    this.#previous = character;
  }

  /** In `GMAlice` the word starts at the last capital of the row: known only when the small letter comes. */
  #moveEdgeBack(character: string, index: number): void {
    const isRow = this.#gap === GAP.none && UPPER.test(this.#previous) && UPPER.test(this.#beforePrevious);
    if (!isRow || !LOWER.test(character)) return;
    const start = this.#starts[index - 1];
    // A capital that folds to several letters (M: rn) starts at the first of them.
    const first = this.#starts.indexOf(start ?? -1, Math.max(0, index - 4));
    this.#edges[first] = true;
  }
}

function isEdge(previous: string, next: string): boolean {
  if (previous === '') return true;
  if (DIGIT.test(previous) !== DIGIT.test(next)) return true;
  if (LOWER.test(previous) && UPPER.test(next)) return true;
  return IDEOGRAPH.test(previous) !== IDEOGRAPH.test(next);
}

function gapOf(character: string): Gap {
  if (SPACE.test(character)) return GAP.space;
  if (JOINER.test(character)) return GAP.joiner;
  if (character === '…') return GAP.row;
  return SENTENCE_SIGN.test(character.normalize('NFKC')) ? GAP.break : GAP.sign;
}

/** The gap of two separators in a row. One sign of a sentence divides; with another sign it is decoration. */
export function joinGaps(left: Gap, right: Gap): Gap {
  const isBroken = left === GAP.break || right === GAP.break;
  if (isBroken && Math.min(left, right) >= GAP.sign) return GAP.row;
  return Math.max(left, right) as Gap;
}

function isSpaced(character: string): boolean {
  return LETTER.test(character) && !UNSPACED.test(character);
}

/** The code point at the offset; a space at the end. */
export function charAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0x20);
}

/** The letters of a text as the filter compares them, for people to see. */
export function foldedForm(text: string): string {
  return foldText(text).letters.join('');
}
