// What a character looks like, regardless of case: the look-alike of Unicode Technical Standard 39, folded. `А` (Cyrillic)
// and `A` give a; I, i, l and 1 give l; 0, O and o give o; m gives rn. Decides nothing: the name key and the word filter do.
import { CONFUSABLES } from './confusables.data.ts';

const table = read(CONFUSABLES);

/** `folded` must be case-folded and in a compatibility normal form, taken apart (NFD or NFKD). */
export function skeleton(folded: string): string {
  let looks = '';
  for (const character of folded) looks += table.get(character) ?? character;
  return looks;
}

function read(packed: string): Map<string, string> {
  const values = new Map<string, string>();
  let codePoint = 0;
  for (const row of packed.split(',')) {
    if (row === '') continue;
    const [step = 0, ...value] = row.split(' ').map((digits) => Number.parseInt(digits, 36));
    codePoint += step;
    values.set(String.fromCodePoint(codePoint), String.fromCodePoint(...value));
  }
  return values;
}
