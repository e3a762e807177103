// The key that makes a name unique: names with one key look alike or differ in case only, so that a second one is refused.
// NFKC, case folding, then the skeleton. The key of a key is itself, and a name's upper and lower case have its key.
// It also judges texts that are no names, so bound the length first. It does not see that all-lower-case Greek can look
// like other Latin letters than its upper case does: one key per name takes the upper case's word for it.
import { foldCase, skeleton } from '../../words/filter/index.ts';

/** A dot over a letter that has one already (İ, or i with a combining dot) is not seen. */
const DOTTED_I = /l\u0307/g;

export function nameKey(text: string): string {
  const folded = foldCase(text.normalize('NFKC')).normalize('NFKD');
  // Case folding and compatibility forms can each bring out the other, so the second pass folds again.
  return skeleton(foldCase(folded).normalize('NFKD')).normalize('NFKD').replace(DOTTED_I, 'l');
}
