// Case folding: two texts that differ only in case fold to one. Upper case and back, code point by code point, so that
// what stands around a character (the final sigma of Greek) plays no part: ß and SS both fold to ss, ſ to s, ς to σ.
// Not tied to a language: the dotless ı folds to i, which suits names that must not be mistaken for each other.

const ASCII = /^\p{ASCII}*$/u;

export function foldCase(text: string): string {
  // No character of ASCII folds to anything but its lower case.
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += lower(character.toUpperCase());
  return folded;
}

function lower(text: string): string {
  let lowered = '';
  for (const character of text) lowered += character.toLowerCase();
  return lowered;
}
