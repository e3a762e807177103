// (interface first; body follows)

export type WordRule = 'substring' | 'word' | 'prefix' | 'exact';

/** One line of a dictionary. */
export interface WordEntry {
  readonly rule: WordRule;
  readonly text: string;
  readonly source: string;
  readonly line: number;
}

export interface WordDictionary {
  readonly entries: readonly WordEntry[];
}

/** `start` and `end` are offsets in the text that was asked about. */
export interface WordMatch {
  readonly entry: WordEntry;
  readonly start: number;
  readonly end: number;
}

export class WordFilter {
  constructor(_dictionary: WordDictionary) {}

  /** What of the dictionary refuses `name` as a name: every rule applies. Null when nothing does. */
  findInName(_name: string): WordMatch | null {
    return null;
  }

  /** `text` with each word of the `substring` and `word` rules masked, as many `*` as it had code points. */
  mask(text: string): string {
    return text;
  }

  /** Puts `dictionary` in place of the present one: calls before see the old one, calls after the new one. */
  swap(_dictionary: WordDictionary): void {}
}
