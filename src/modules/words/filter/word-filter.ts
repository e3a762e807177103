// Says which words of a dictionary a text contains. It compares folded letters and then looks at the gaps between them, so
// that `f.u_c k` is found and Scunthorpe is not. Joiners (`_`, `.`) may separate the letters of a word; in scripts without
// spaces also spaces, other signs, numbers, and several signs of a sentence; any word may be spelled out letter by letter.
// Words in letters must begin and end where a word does. A match across two words of the text (路口交通) and a match inside
// an exception are innocent. The dictionary is replaced as a whole, between two calls. There is no edit distance.
import { assert } from '../../../base/index.ts';
import type { FoldedText } from './folded-text.ts';
import { foldText, GAP, UNSPACED } from './folded-text.ts';
import { variantsOf } from './folded-variants.ts';
import { FILTER_TEXT_UNITS_MAX, SPELLED_OUT_LETTERS_MIN } from './limits.ts';
import { WordBoundaries } from './word-boundaries.ts';
import type { WordDictionary, WordEntry } from './word-dictionary.ts';
import { WordMatcher } from './word-matcher.ts';

/** `start` and `end` are offsets in the text. */
export interface WordMatch {
  readonly entry: WordEntry;
  readonly start: number;
  readonly end: number;
}

/** Why a match counts as innocent: an exception of the dictionary, or words of the text that only touch. */
export type Excuse = 'two-words' | WordEntry;

export interface JudgedMatch extends WordMatch {
  readonly excuse: Excuse | null;
}

/** A dictionary ready to be searched: made once, then never changed. */
interface Compiled {
  readonly entries: readonly WordEntry[];
  /** For each entry, the letters before which it has a space itself (`buy gold`: before the letter 3). */
  readonly spaces: readonly ReadonlySet<number>[];
  readonly matcher: WordMatcher;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text under judgement, with the words of the text where a script has no spaces. */
interface Reading {
  readonly folded: FoldedText;
  readonly boundaries: WordBoundaries;
}

export class WordFilter {
  #compiled: Compiled;

  constructor(dictionary: WordDictionary) {
    this.#compiled = compile(dictionary);
  }

  get entryCount(): number {
    return this.#compiled.entries.length;
  }

  /** Replaces the dictionary: earlier calls used the old one, later calls use the new one. */
  swap(dictionary: WordDictionary): void {
    this.#compiled = compile(dictionary);
  }

  /** The entry that refuses `name` as a name: every rule applies. Null when none does. */
  findInName(name: string): WordMatch | null {
    return this.findAll(name)[0] ?? null;
  }

  /** Every match of every rule, as in a name, in the order in which they start. Overlapping ones too. */
  findAll(text: string): readonly WordMatch[] {
    return this.judge(text).flatMap(({ excuse, ...match }) => (excuse === null ? [match] : []));
  }

  /** As `findAll`, with the matches that are innocent and the reason for each. */
  judge(text: string): readonly JudgedMatch[] {
    return this.#find(text).sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** `text` with each word masked that is not for names only: one `*` for each code point. For chat. */
  mask(text: string): string {
    const matches = this.#find(text).filter(({ entry, excuse }) => excuse === null && !entry.namesOnly);
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

  #find(text: string): JudgedMatch[] {
    if (text.length > FILTER_TEXT_UNITS_MAX) {
      throw new RangeError(`a text to filter has at most ${FILTER_TEXT_UNITS_MAX} characters, not ${text.length}`);
    }
    const boundaries = new WordBoundaries(text);
    const first = foldText(text);
    const matches = this.#matchesIn({ folded: first, boundaries });
    const variants = variantsOf(text, first);
    if (variants.length > 0) {
      const known = new Set(matches.map(keyOf));
      for (const match of variants.flatMap((folded) => this.#matchesIn({ folded, boundaries }))) {
        if (known.has(keyOf(match))) continue;
        known.add(keyOf(match));
        matches.push(match);
      }
    }
    return excuse(text, matches);
  }

  #matchesIn(reading: Reading): JudgedMatch[] {
    const { entries, spaces, matcher } = this.#compiled;
    const { folded } = reading;
    const matches: JudgedMatch[] = [];
    for (const found of matcher.find(folded.letters)) {
      const entry = entries[found.word];
      assert(entry !== undefined, 'the matcher knows only words of the dictionary');
      if (!holdsTogether(found, folded, spaces[found.word]) || !fits(entry, found, reading)) continue;
      const isInnocent = entry.rule === 'substring' && UNSPACED.test(entry.text) && isAcrossWords(found, reading);
      matches.push({ entry, ...placeOf(found, folded), excuse: isInnocent ? 'two-words' : null });
    }
    return matches;
  }
}

function placeOf(span: Span, folded: FoldedText): Span {
  return { start: folded.starts[span.start] ?? 0, end: folded.ends[span.end - 1] ?? 0 };
}

function keyOf({ entry, start, end }: WordMatch): string {
  return `${entry.source}:${entry.line}:${start}:${end}`;
}

/** Takes the exceptions out of `found`, and excuses the matches inside them. */
function excuse(text: string, found: JudgedMatch[]): JudgedMatch[] {
  const exceptions = found.filter(({ entry }) => entry.rule === 'exception');
  if (exceptions.length === 0) return found;
  // For each offset, the exception that reaches furthest of those that start there or before.
  const reaching: (JudgedMatch | undefined)[] = new Array(text.length + 1).fill(undefined);
  for (const each of exceptions) if (each.end > (reaching[each.start]?.end ?? 0)) reaching[each.start] = each;
  for (let offset = 1; offset < reaching.length; offset++)
    if ((reaching[offset - 1]?.end ?? 0) > (reaching[offset]?.end ?? 0)) reaching[offset] = reaching[offset - 1];
  return found.flatMap((match) => {
    if (match.entry.rule === 'exception') return [];
    const cover = reaching[match.start];
    const isCovered = match.excuse === null && cover !== undefined && cover.end >= match.end;
    return [isCovered ? { ...match, excuse: cover.entry } : match];
  });
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
function fits(entry: WordEntry, span: Span, reading: Reading): boolean {
  const { folded } = reading;
  switch (entry.rule) {
    case 'anywhere':
    case 'substring':
      return hasLetter(entry, span, folded);
    case 'word':
      return isWord(span, reading) && hasLetter(entry, span, folded);
    case 'prefix':
      return span.start === 0 && hasLetter(entry, span, folded);
    case 'exact':
      return span.start === 0 && span.end === folded.letters.length;
    case 'exception':
      return isWhole(span, folded);
  }
}

/** Whether the letters read as one word in spite of the gaps between them. */
function holdsTogether(span: Span, folded: FoldedText, spaces: ReadonlySet<number> | undefined): boolean {
  let isJoined = true;
  let isSpelledOut = span.end - span.start >= SPELLED_OUT_LETTERS_MIN;
  for (let index = span.start + 1; index < span.end; index++) {
    const gap = folded.gaps[index] ?? GAP.break;
    const isOneCharacter = folded.starts[index] === folded.starts[index - 1];
    if (gap === GAP.none && !isOneCharacter) isSpelledOut = false;
    const isOwnSpace = gap === GAP.space && spaces?.has(index - span.start) === true;
    const isSkipped = gap <= GAP.joiner || (gap !== GAP.break && isUnspaced(index, folded));
    if (!isOwnSpace && !isSkipped) isJoined = false;
  }
  return isJoined || isSpelledOut;
}

function isUnspaced(index: number, folded: FoldedText): boolean {
  return UNSPACED.test(folded.letters[index - 1] ?? '') && UNSPACED.test(folded.letters[index] ?? '');
}

/**
 * Whether the letters only touch: the first ends one word of the text and the last begins another (路口交通). Signs of a
 * sentence separate too when the last begins a word (客。。。服务), and so does a number that counts a word (收10金币).
 */
function isAcrossWords(span: Span, { folded, boundaries }: Reading): boolean {
  const { start, end } = placeOf(span, folded);
  let isWeak = false;
  for (let index = span.start + 1; index < span.end; index++) {
    const gap = folded.gaps[index];
    if (gap === GAP.number && !boundaries.isAt(folded.ends[index] ?? end)) return true;
    if (gap === GAP.row) isWeak = true;
  }
  if (boundaries.isAt(end)) return false;
  return isWeak || (!boundaries.isAt(start) && boundaries.isBetween(start, end));
}

/** Whether the letters stand together as in the entry, so that nobody hides a word in an exception. */
function isWhole(span: Span, folded: FoldedText): boolean {
  return folded.gaps.slice(span.start + 1, span.end).every((gap) => gap === GAP.none || gap === GAP.space);
}

function isWord(span: Span, { folded, boundaries }: Reading): boolean {
  const { start, end } = placeOf(span, folded);
  const begins = folded.edges[span.start] === true || (isUnspaced(span.start, folded) && boundaries.isAt(start));
  return begins && (folded.edges[span.end] === true || (isUnspaced(span.end, folded) && boundaries.isAt(end)));
}

/** Numbers alone are no word (455 is not ass), unless the entry is a number itself. */
function hasLetter(entry: WordEntry, span: Span, folded: FoldedText): boolean {
  if (!/\p{L}/u.test(entry.text)) return true;
  for (let index = span.start; index < span.end; index++) if (folded.isLetter[index] === true) return true;
  return false;
}
