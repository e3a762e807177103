// The dictionary of words that names and chat may not hold: one entry a line, UTF-8, `#` starts a comment.
//
//   word      letters: rejected as a whole word. Chinese, Japanese, Korean, Thai: rejected anywhere, except where it lies
//             across two words (口交 in 路口交通)
//   *word     rejected anywhere
//   |word     rejected as a whole word, in Chinese too
//   ^word     no name may start with it
//   =word     no name may be exactly this (reserved)
//   !…        any of these, for names only: chat may contain it (`!GM`, `!官方`)
//   -text     an exception: a match inside this text is innocent
//
// Parsing returns all entries or the problems, each with file, line and rule; never half a dictionary. Entries are compared
// in folded form, so there is no need to list spellings.
import { foldText, UNSPACED } from './folded-text.ts';
import {
  DICTIONARY_BYTES_MAX,
  DICTIONARY_ENTRIES_MAX,
  DICTIONARY_PROBLEMS_MAX,
  ENTRY_LENGTH_MAX,
  SUBSTRING_LETTERS_MIN,
} from './limits.ts';

/** `anywhere` is `substring` of a script without spaces that also counts across two words. */
export type WordRule = 'anywhere' | 'exact' | 'exception' | 'prefix' | 'substring' | 'word';

/** One line of a dictionary. */
export interface WordEntry {
  readonly rule: WordRule;
  readonly text: string;
  /** Chat may hold it. Always so for `prefix` and `exact`. */
  readonly namesOnly: boolean;
  /** The file or set that it comes from, and the line there, from 1. */
  readonly source: string;
  readonly line: number;
}

type LineEntry = Pick<WordEntry, 'rule' | 'text' | 'namesOnly'>;

export interface WordDictionary {
  readonly entries: readonly WordEntry[];
}

export const DICTIONARY_PROBLEMS = {
  'not-utf8': 'the file is not UTF-8: save it as UTF-8',
  'file-too-large': `the file is larger than ${DICTIONARY_BYTES_MAX} bytes: split it`,
  'too-many-entries': `there are more than ${DICTIONARY_ENTRIES_MAX} entries: take some out`,
  'entry-too-long': `the entry is longer than ${ENTRY_LENGTH_MAX} characters: shorten it`,
  'control-character': 'the entry holds a control character: take it out',
  'no-letter':
    'the entry holds no letter or digit to compare: put one in, or start the line with # to make it a comment',
  'substring-too-short': `a *substring of fewer than ${SUBSTRING_LETTERS_MIN} letters would refuse ordinary words: take out the *`,
} as const;
export type DictionaryProblemRule = keyof typeof DICTIONARY_PROBLEMS;

export interface DictionaryProblem {
  readonly source: string;
  readonly line: number;
  readonly rule: DictionaryProblemRule;
}

export type DictionaryResult =
  | { readonly ok: true; readonly dictionary: WordDictionary }
  | { readonly ok: false; readonly problems: readonly DictionaryProblem[] };

export interface DictionarySource {
  readonly source: string;
  readonly bytes: Uint8Array;
}

const PREFIX_RULES: Readonly<Record<string, WordRule>> = {
  '*': 'substring',
  '|': 'word',
  '^': 'prefix',
  '=': 'exact',
  '-': 'exception',
};

/** All files as one dictionary, or what is wrong with them. */
export function parseDictionary(files: readonly DictionarySource[]): DictionaryResult {
  const entries: WordEntry[] = [];
  const problems: DictionaryProblem[] = [];
  for (const file of files) parseFile(file, entries, problems);
  const surplus = entries[DICTIONARY_ENTRIES_MAX];
  if (surplus !== undefined) problems.push({ source: surplus.source, line: surplus.line, rule: 'too-many-entries' });
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, DICTIONARY_PROBLEMS_MAX) };
  return { ok: true, dictionary: { entries } };
}

/** A problem as a person reads it: `words.txt:12: substring-too-short: …`. */
export function describeProblem(problem: DictionaryProblem): string {
  return `${problem.source}:${problem.line}: ${problem.rule}: ${DICTIONARY_PROBLEMS[problem.rule]}`;
}

function parseFile(file: DictionarySource, entries: WordEntry[], problems: DictionaryProblem[]): void {
  const text = decode(file.bytes);
  if (typeof text !== 'string') {
    problems.push({ source: file.source, line: text.line, rule: text.rule });
    return;
  }
  let line = 0;
  for (const content of text.split(/\r?\n/)) {
    line++;
    const entry = parseLine(content);
    if (entry === null) continue;
    const rule = problemOf(entry);
    if (rule === null) entries.push({ ...entry, source: file.source, line });
    else problems.push({ source: file.source, line, rule });
    if (problems.length >= DICTIONARY_PROBLEMS_MAX || entries.length > DICTIONARY_ENTRIES_MAX) return;
  }
}

function decode(bytes: Uint8Array): string | { readonly line: number; readonly rule: DictionaryProblemRule } {
  if (bytes.length > DICTIONARY_BYTES_MAX) return { line: 1, rule: 'file-too-large' };
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { line: brokenLine(bytes), rule: 'not-utf8' };
  }
}

/** The first line that is not UTF-8. Lines can be looked at one by one: no other character holds the byte of a line end. */
function brokenLine(bytes: Uint8Array): number {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n');
  const broken = lines.findIndex((line) => new TextDecoder().decode(Buffer.from(line, 'latin1')).includes('\ufffd'));
  return broken + 1;
}

function parseLine(content: string): LineEntry | null {
  const trimmed = content.replace(/(^|\s)#.*$/u, '').trim();
  if (trimmed === '') return null;
  const marked = trimmed.startsWith('!');
  const text = marked ? trimmed.slice(1).trim() : trimmed;
  const rule = PREFIX_RULES[text.charAt(0)];
  if (rule === undefined) return { rule: UNSPACED.test(text) ? 'substring' : 'word', namesOnly: marked, text };
  const rest = text.slice(1).trim();
  const namesOnly = marked || rule === 'prefix' || rule === 'exact';
  return { rule: rule === 'substring' && UNSPACED.test(rest) ? 'anywhere' : rule, namesOnly, text: rest };
}

function problemOf(entry: LineEntry): DictionaryProblemRule | null {
  if (entry.text.length > ENTRY_LENGTH_MAX * 2 || [...entry.text].length > ENTRY_LENGTH_MAX) return 'entry-too-long';
  if (/[\p{Cc}\p{Cn}\p{Co}\p{Cs}]/u.test(entry.text)) return 'control-character';
  const letters = foldText(entry.text).letters.length;
  if (letters === 0) return 'no-letter';
  const isShort = letters < SUBSTRING_LETTERS_MIN && !UNSPACED.test(entry.text);
  return entry.rule === 'substring' && isShort ? 'substring-too-short' : null;
}
