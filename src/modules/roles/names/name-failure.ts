// Why a name was refused: a closed set, with what to tell the player who typed it.

export const NAME_FAILURES = {
  empty: 'the name is empty: type one',
  'too-short': 'the name is too short: add letters',
  'too-long': 'the name is too long: take some letters out',
  'broken-text': 'the name holds half a character (a lone surrogate): type it again',
  'control-character': 'the name holds a control, private or unassigned character: take it out',
  'invisible-character':
    'the name holds a character that cannot be seen (zero width, direction, variation): take it out',
  'space-misplaced': 'spaces stand at the start, at the end or side by side: keep single spaces between words',
  'mark-misplaced': 'a combining mark has no letter before it, or too many stand on one letter: take it out',
  'symbol-refused': 'the name holds a symbol or punctuation that names here may not hold: use letters and digits',
  'emoji-refused': 'the name holds an emoji: use letters and digits',
  'no-letter': 'the name holds no letter or digit: add one',
  'script-refused': 'the name is in a script that names here may not use: use another',
  'mixed-scripts': 'the name mixes scripts whose letters look alike: keep to one script',
  reserved: 'the name is reserved: choose another',
  sensitive: 'the name holds a word that is not allowed: choose another',
} as const;

export type NameFailure = keyof typeof NAME_FAILURES;
