// Says which words of a dictionary a text holds. Compares folded letters and then looks at what stood between them, so that
// `f.u_c k` is found and Scunthorpe is not: letters of one word may be parted by joiners (`_`, `.`), Chinese ones also by
// spaces, and any may be spelled out one by one; words in letters must also begin and end where a word does.
// The dictionary is replaced as a whole, between two calls. Deliberately no edit distance and no guessing at `f*ck`.
import { assert } from '../../base/index.ts';
import type { FoldedText } from './folded-text.ts';
import { foldText, GAP } from './folded-text.ts';
import { FILTER_TEXT_UNITS_MAX, SPELLED_OUT_LETTERS_MIN } from './limits.ts';
import type { WordDictionary, WordEntry } from './word-dictionary.ts';
import { WordMatcher } from './word-matcher.ts';

/** `start` and `end` are offsets in the text that was asked about. */
export interface WordMatch {
  readonly entry: WordEntry;
  readonly start: number;
  readonly end: number;
}

/** A dictionary ready to be searched: made once, then never changed. */
interface Compiled {
  readonly entries: readonly WordEntry[];
  /** For each entry, between which of its letters it has a space itself (`buy gold`: before the letter 3). */
  readonly spaces: readonly ReadonlySet<number>[];
  readonly matcher: WordMatcher;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const UNSPACED_LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

export class WordFilter {
  #compiled: Compiled;

  constructor(dictionary: WordDictionary) {
    this.#compiled = compile(dictionary);
  }

  get entryCount(): number {
    return this.#compiled.entries.length;
  }

  /** Puts `dictionary` in place of the present one: calls before see the old one, calls after the new one. */
  swap(dictionary: WordDictionary): void {
    this.#compiled = compile(dictionary);
  }

  /** What of the dictionary refuses `name` as a name: every rule applies. Null when nothing does. */
  findInName(name: string): WordMatch | null {
    return this.findAll(name)[0] ?? null;
  }

  /** Every match of every rule, as in a name, in the order in which they start. Overlapping ones too. */
  findAll(text: string): readonly WordMatch[] {
    return this.#find(text).sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** `text` with each word masked that is not for names only: one `*` for each code point. For chat. */
  mask(text: string): string {
    const matches = this.#find(text).filter(({ entry }) => !entry.namesOnly);
    if (matches.length === 0) return text;
    const isHidden = new Uint8Array(text.length);
    for (const { start, end } of matches) isHidden.fill(1, start, end);
    let masked = '';
    let offset = 0;
    for (const character of text) {
      masked += isHidden[offset] === 1 ? '*' : character;
      offset += character.length;
    }
    return masked;
  }

  #find(text: string): WordMatch[] {
    assert(text.length <= FILTER_TEXT_UNITS_MAX, 'a text to filter is no longer than a packet');
    const { entries, spaces, matcher } = this.#compiled;
    const folded = foldText(text);
    const matches: WordMatch[] = [];
    for (const found of matcher.find(folded.letters)) {
      const entry = entries[found.word];
      assert(entry !== undefined, 'the matcher knows only words of the dictionary');
      if (!holdsTogether(found, folded, spaces[found.word]) || !fits(entry, found, folded)) continue;
      matches.push({ entry, start: folded.starts[found.start] ?? 0, end: folded.ends[found.end - 1] ?? text.length });
    }
    return matches;
  }
}

function compile(dictionary: WordDictionary): Compiled {
  const words = dictionary.entries.map((entry) => foldText(entry.text));
  const matcher = new WordMatcher(words.map((word) => word.letters));
  return { entries: dictionary.entries, spaces: words.map(spacesOf), matcher };
}

function spacesOf(word: FoldedText): ReadonlySet<number> {
  return new Set(word.gaps.flatMap((gap, index) => (gap === GAP.space ? [index] : [])));
}

/** Whether letters found together are that entry's word, by its rule. */
function fits(entry: WordEntry, span: Span, folded: FoldedText): boolean {
  switch (entry.rule) {
    case 'substring':
      return hasLetter(entry, span, folded);
    case 'word':
      return isWord(span, folded) && hasLetter(entry, span, folded);
    case 'prefix':
      return span.start === 0 && hasLetter(entry, span, folded);
    case 'exact':
      return span.start === 0 && span.end === folded.letters.length;
  }
}

/** Whether the letters read as one word in spite of what stands between them. */
function holdsTogether(span: Span, folded: FoldedText, spaces: ReadonlySet<number> | undefined): boolean {
  let isJoined = true;
  let isSpelledOut = span.end - span.start >= SPELLED_OUT_LETTERS_MIN;
  for (let index = span.start + 1; index < span.end; index++) {
    const gap = folded.gaps[index] ?? GAP.break;
    const isOneCharacter = folded.starts[index] === folded.starts[index - 1];
    if (gap === GAP.none && !isOneCharacter) isSpelledOut = false;
    const isSpaceFine = spaces?.has(index - span.start) === true || isUnspaced(index, folded);
    if (gap === GAP.break || (gap === GAP.space && !isSpaceFine)) isJoined = false;
  }
  return isJoined || isSpelledOut;
}

function isUnspaced(index: number, folded: FoldedText): boolean {
  return UNSPACED_LETTER.test(folded.letters[index - 1] ?? '') && UNSPACED_LETTER.test(folded.letters[index] ?? '');
}

function isWord(span: Span, folded: FoldedText): boolean {
  return folded.edges[span.start] === true && folded.edges[span.end] === true;
}

/** Numbers alone are no word (455 is not ass), unless the entry is a number itself. */
function hasLetter(entry: WordEntry, span: Span, folded: FoldedText): boolean {
  if (!/\p{L}/u.test(entry.text)) return true;
  for (let index = span.start; index < span.end; index++) if (folded.isLetter[index] === true) return true;
  return false;
}
