// Finds a set of words in sequences of folded letters, in one pass whatever the number of words: Aho-Corasick over code
// points. A library would match strings or graphemes instead, at five times the cost for a short name.

/** A word was found in the letters from `start` up to, not including, `end`. */
export interface Found {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** The words that one state spells. */
interface Spelled {
  readonly words: number[];
  readonly length: number;
}

/** The state in which nothing has been read that begins a word. */
const ROOT = 0;

export class WordMatcher {
  /** A number for each letter of the words. */
  readonly #alphabet = new Map<string, number>();
  /** The state that follows a state by a letter, where the two together begin a word. */
  readonly #next = new Map<number, number>();
  /** For each state, the state of its longest end that also begins a word. */
  readonly #suffixes: number[] = [ROOT];
  /** For each state, the first of itself, its suffix, the suffix of that and so on that spells a word; or the root. */
  readonly #spelling: number[] = [ROOT];
  readonly #spelled = new Map<number, Spelled>();

  /** Words are lists of folded letters, none empty; they may repeat, and share letters in any way. */
  constructor(words: readonly (readonly string[])[]) {
    for (const letters of words) for (const letter of letters) this.#number(letter);
    const states = words.map(() => ROOT);
    let unfinished = words.map((_, word) => word);
    // All words grow by one letter at a time: the suffix of a state is shorter than the state, so it exists already.
    for (let length = 1; unfinished.length > 0; length++) {
      for (const word of unfinished) {
        states[word] = this.#grow(states[word] as number, words[word]?.[length - 1] as string);
      }
      const isEnd = (word: number): boolean => words[word]?.length === length;
      for (const word of unfinished.filter(isEnd)) this.#spell(states[word] as number, { word, length });
      unfinished = unfinished.filter((word) => !isEnd(word));
    }
  }

  /** Every occurrence of every word, also overlapping ones, in the order in which they end. */
  *find(letters: readonly string[]): Generator<Found> {
    let state = ROOT;
    for (let end = 1; end <= letters.length; end++) {
      state = this.#step(state, this.#alphabet.get(letters[end - 1] as string));
      for (let at = this.#spelling[state] as number; at !== ROOT; at = this.#spellingAfter(at)) {
        const { words, length } = this.#spelled.get(at) as Spelled;
        for (const word of words) yield { word, start: end - length, end };
      }
    }
  }

  /** The state of the longest end of what was read that begins a word. */
  #step(state: number, letter: number | undefined): number {
    if (letter === undefined) return ROOT;
    for (let from = state; ; from = this.#suffixes[from] as number) {
      const to = this.#next.get(from * this.#alphabet.size + letter);
      if (to !== undefined) return to;
      if (from === ROOT) return ROOT;
    }
  }

  #grow(state: number, letter: string): number {
    const number = this.#alphabet.get(letter) as number;
    const pair = state * this.#alphabet.size + number;
    const known = this.#next.get(pair);
    if (known !== undefined) return known;
    const suffix = state === ROOT ? ROOT : this.#step(this.#suffixes[state] as number, number);
    const made = this.#suffixes.push(suffix) - 1;
    this.#spelling.push(this.#spelling[suffix] as number);
    this.#next.set(pair, made);
    return made;
  }

  #spell(state: number, { word, length }: { readonly word: number; readonly length: number }): void {
    this.#spelling[state] = state;
    const spelled = this.#spelled.get(state);
    if (spelled === undefined) this.#spelled.set(state, { words: [word], length });
    else spelled.words.push(word);
  }

  #spellingAfter(state: number): number {
    return this.#spelling[this.#suffixes[state] as number] as number;
  }

  #number(letter: string): void {
    if (!this.#alphabet.has(letter)) this.#alphabet.set(letter, this.#alphabet.size);
  }
}
