// Which scripts a text is written in, and whether they may stand together: the "highly restrictive" level of Unicode
// Technical Standard 39. One script, or one of the mixtures that are ordinary writing (Latin with Chinese, Japanese or
// Korean). Characters of no script (digits, hyphen) and marks go with any. Look-alikes inside one script are not its
// matter: the name key unites those.
import { SCRIPT_CACHE_MAX } from './limits.ts';

/** The scripts in everyday use, by Unicode Standard Annex 31; others are for scholars and for impostors. */
const SCRIPTS = [
  ...[
    'Latin',
    'Han',
    'Hiragana',
    'Katakana',
    'Hangul',
    'Bopomofo',
    'Cyrillic',
    'Greek',
    'Arabic',
    'Armenian',
    'Bengali',
  ],
  ...['Devanagari', 'Ethiopic', 'Georgian', 'Gujarati', 'Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam'],
  ...['Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
] as const;

/** A bit for each writing: a script alone, or an ordinary mixture. A character may be part of several. */
const WRITINGS: readonly (readonly string[])[] = [
  ...SCRIPTS.map((script) => [script]),
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];
const ANY_WRITING = 2 ** WRITINGS.length - 1;

const COMMON = /[\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u;
const TESTS = SCRIPTS.map((script) => ({ script, pattern: new RegExp(`\\p{Script_Extensions=${script}}`, 'u') }));

export type ScriptsVerdict = 'one-writing' | 'mixed' | 'unknown-script';

export function judgeScripts(text: string): ScriptsVerdict {
  // 32 writings are more bits than JavaScript's integers have, so sets of them are kept as bigint.
  let common = BigInt(ANY_WRITING);
  for (const character of text) {
    const writings = writingsOf(character);
    if (writings === 0n) return 'unknown-script';
    common &= writings;
  }
  return common === 0n ? 'mixed' : 'one-writing';
}

/** What was found of each character: a server meets a few thousand again and again. */
const known = new Map<string, bigint>();

function writingsOf(character: string): bigint {
  const found = known.get(character);
  if (found !== undefined) return found;
  const writings = findWritings(character);
  if (known.size < SCRIPT_CACHE_MAX) known.set(character, writings);
  return writings;
}

function findWritings(character: string): bigint {
  if (COMMON.test(character)) return BigInt(ANY_WRITING);
  const scripts = TESTS.filter(({ pattern }) => pattern.test(character)).map(({ script }) => script as string);
  let writings = 0n;
  WRITINGS.forEach((writing, index) => {
    if (scripts.some((script) => writing.includes(script))) writings |= 1n << BigInt(index);
  });
  return writings;
}
