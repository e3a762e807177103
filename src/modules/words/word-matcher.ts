// Finds a set of words in sequences of folded letters: Aho-Corasick by `modern-ahocorasick`, in one pass whatever the number
// of words. That library matches whole graphemes, so that a word that ends before a Thai vowel sign would be missed; we
// compare code points, so each letter of the dictionary gets a private letter that is always a grapheme of its own.
import AhoCorasick from 'modern-ahocorasick';
import { assert } from '../../base/index.ts';
import { ALPHABET_MAX } from './limits.ts';

/** A word was found in the letters from `start` up to, not including, `end`. */
export interface Found {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** Ranges of single-unit characters that no other joins: Chinese ideographs and their first extension. */
const IDEOGRAPHS = { first: 0x4e00, count: 20_480 } as const;
const IDEOGRAPHS_MORE = { first: 0x3400, count: 6_560 } as const;
/** Stands for every letter that no word has. */
const OTHER = '.';

export class WordMatcher {
  readonly #alphabet = new Map<string, string>();
  readonly #automaton: AhoCorasick<number>;

  /** Words are lists of folded letters, none empty; they may repeat, and share letters in any way. */
  constructor(words: readonly (readonly string[])[]) {
    const patterns = words.map((letters, word) => {
      assert(letters.length > 0, 'a word has a letter');
      return { pattern: letters.map((letter) => this.#privateLetter(letter)).join(''), data: word };
    });
    this.#automaton = new AhoCorasick<number>(patterns);
  }

  /** Every occurrence of every word, also overlapping ones, in the order in which they end. */
  *find(letters: readonly string[]): Generator<Found> {
    const text = letters.map((letter) => this.#alphabet.get(letter) ?? OTHER).join('');
    for (const match of this.#automaton.iterate(text)) {
      assert(match.data !== undefined, 'each pattern carries the number of its word');
      yield { word: match.data, start: match.start, end: match.end };
    }
  }

  #privateLetter(letter: string): string {
    let own = this.#alphabet.get(letter);
    if (own === undefined) {
      const index = this.#alphabet.size;
      assert(index < ALPHABET_MAX, 'the dictionary has no more letters than the private alphabet');
      const range = index < IDEOGRAPHS.count ? IDEOGRAPHS : IDEOGRAPHS_MORE;
      own = String.fromCharCode(range.first + (range === IDEOGRAPHS ? index : index - IDEOGRAPHS.count));
      this.#alphabet.set(letter, own);
    }
    return own;
  }
}
