// `jadegate words check TEXT`: what the word filter and the name rules decide about a text, and why. For an operator
// who writes a dictionary, or explains to a player why a name was refused. It reads files only and does not use a
// running server.
import process from 'node:process';
import { NAME_FAILURES, NameRules, type NameVerdict } from '../modules/roles/names/index.ts';
import {
  builtInDictionaries,
  type Excuse,
  foldedForm,
  type JudgedMatch,
  loadDictionary,
  WordError,
  WordFilter,
} from '../modules/words/filter/index.ts';

export interface CheckOptions {
  readonly dictionary: readonly string[];
  readonly chat?: true;
  readonly json?: true;
}

/** The output of `--json`, from which the lines for people are made. */
interface Report {
  readonly text: string;
  readonly allowed: boolean;
  /** The text as the filter compares it. */
  readonly folded: string;
  readonly name: NameReport;
  readonly matches: readonly MatchReport[];
  /** The text as chat would show it. */
  readonly masked: string;
}

type NameReport =
  | { readonly ok: true; readonly name: string; readonly key: string }
  | { readonly ok: false; readonly reason: string; readonly meaning: string };

interface MatchReport {
  readonly rule: string;
  readonly entry: string;
  readonly namesOnly: boolean;
  readonly source: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly matched: string;
  /** Why the match counts as innocent; null when it does not. */
  readonly innocent: string | null;
}

/** The longest text of a packet; a longer argument is a mistake. */
const TEXT_UNITS_MAX = 65_535;

export function checkWords(text: string, options: CheckOptions): void {
  if (text.length > TEXT_UNITS_MAX) {
    fail(`the text is longer than ${TEXT_UNITS_MAX} characters: check a part of it`);
    return;
  }
  let filter: WordFilter;
  try {
    filter = new WordFilter(loadDictionary(options.dictionary.length > 0 ? options.dictionary : builtInDictionaries()));
  } catch (thrown) {
    if (!(thrown instanceof WordError)) throw thrown;
    fail(thrown.message);
    return;
  }
  const report = judge(text, filter, options.chat === true);
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : describe(report));
  process.exitCode = report.allowed ? 0 : 1;
}

function judge(text: string, filter: WordFilter, isChat: boolean): Report {
  const verdict = new NameRules({ words: filter }).check(text);
  const matches = filter.judge(text).map((match) => matchReport(text, match));
  const masked = filter.mask(text);
  const allowed = isChat ? masked === text : verdict.ok;
  return { text, allowed, folded: foldedForm(text), name: nameReport(verdict), matches, masked };
}

function nameReport(verdict: NameVerdict): NameReport {
  if (verdict.ok) return verdict;
  return { ok: false, reason: verdict.reason, meaning: NAME_FAILURES[verdict.reason] };
}

function matchReport(text: string, { entry, start, end, excuse }: JudgedMatch): MatchReport {
  const { rule, namesOnly, source, line } = entry;
  const matched = text.slice(start, end);
  return { rule, entry: entry.text, namesOnly, source, line, start, end, matched, innocent: innocentBy(excuse) };
}

function innocentBy(excuse: Excuse | null): string | null {
  if (excuse === null) return null;
  if (excuse === 'two-words') return 'its letters belong to different words of the text';
  return `it is inside the exception ${quote(excuse.text)} of ${excuse.source}:${excuse.line}`;
}

function describe(report: Report): string {
  const { name } = report;
  return [
    `${report.allowed ? 'allowed' : 'refused'}: ${quote(report.text)}`,
    `  compared as: ${printable(report.folded)}`,
    name.ok
      ? `  as a name:   allowed, unique by the key ${printable(name.key)}`
      : `  as a name:   ${name.reason}: ${name.meaning}`,
    `  in chat:     ${printable(report.masked)}`,
    ...report.matches.map(describeMatch),
    '',
  ].join('\n');
}

function describeMatch(match: MatchReport): string {
  const scope = match.namesOnly ? ', in names only' : '';
  const where = `${match.source}:${match.line}`;
  const verdict = match.innocent === null ? '' : `, innocent: ${match.innocent}`;
  return `  ${where}: ${match.rule} ${quote(match.entry)}${scope}: found ${quote(match.matched)} at ${match.start}-${match.end}${verdict}`;
}

function quote(text: string): string {
  return printable(JSON.stringify(text));
}

/** Characters that control a terminal, or are invisible, are written as numbers. */
function printable(text: string): string {
  const numbered = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, numbered);
}

/** An error of usage, not of the text: exit code 2 distinguishes it from a refusal. */
function fail(message: string): void {
  process.stderr.write(`jadegate words check: ${message}\n`);
  process.exitCode = 2;
}
