// Where words of a text begin and end in scripts that are written without spaces, by the dictionaries of Unicode's ICU:
// 路口交通 is 路口 and 交通. Found out only when a match asks, once for a text.
import { SEGMENTED_TEXT_UNITS_MAX } from './limits.ts';

/** Made at its first use, since it reads ICU's dictionaries. */
let segmenter: Intl.Segmenter | null = null;

export class WordBoundaries {
  readonly #text: string;
  #isBoundary: Uint8Array | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether a word ends or begins at the offset. In a text that is too long for this, everywhere. */
  isAt(offset: number): boolean {
    if (this.#text.length > SEGMENTED_TEXT_UNITS_MAX) return true;
    this.#isBoundary ??= boundariesOf(this.#text);
    return this.#isBoundary[offset] === 1;
  }

  /** Whether one lies between the offsets. */
  isBetween(start: number, end: number): boolean {
    for (let offset = start + 1; offset < end; offset++) if (this.isAt(offset)) return true;
    return false;
  }
}

function boundariesOf(text: string): Uint8Array {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  const isBoundary = new Uint8Array(text.length + 1);
  isBoundary[text.length] = 1;
  for (const { index } of segmenter.segment(text)) isBoundary[index] = 1;
  return isBoundary;
}
