// Reading dictionaries: what a line means, and that a malformed file is told by line and rule and used not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DICTIONARY_BYTES_MAX, DICTIONARY_PROBLEMS_MAX } from './limits.ts';
import type { DictionaryProblemRule } from './word-dictionary.ts';
import { describeProblem, parseDictionary } from './word-dictionary.ts';

function parse(text: string | Uint8Array) {
  return parseDictionary([{ source: 'words.txt', bytes: typeof text === 'string' ? Buffer.from(text) : text }]);
}

const LINES: readonly (readonly [string, string, string, boolean])[] = [
  ['damn', 'word', 'damn', false],
  ['  damn  # mild', 'word', 'damn', false],
  ['*damn', 'substring', 'damn', false],
  ['^admin', 'prefix', 'admin', true],
  ['=root', 'exact', 'root', true],
  ['!GM', 'word', 'GM', true],
  ['!*damn', 'substring', 'damn', true],
  ['kill yourself', 'word', 'kill yourself', false],
  ['客服', 'substring', '客服', false],
  ['!官方', 'substring', '官方', true],
  ['加QQ', 'substring', '加QQ', false],
  ['*客', 'anywhere', '客', false],
  ['=C#', 'exact', 'C#', true],
  ['|官方', 'word', '官方', false],
  ['!|damn', 'word', 'damn', true],
  ['-路口交通', 'exception', '路口交通', false],
  ['- cocktail', 'exception', 'cocktail', false],
  ['Привет', 'word', 'Привет', false],
];

test('word dictionary: each form of a line means its rule', () => {
  for (const [line, rule, text, namesOnly] of LINES) {
    const result = parse(`# first\n\n${line}\r\n`);
    assert.ok(result.ok, line);
    assert.deepEqual(result.dictionary.entries, [{ rule, text, namesOnly, source: 'words.txt', line: 3 }]);
  }
});

test('word dictionary: an empty file and one of comments hold nothing', () => {
  for (const text of ['', '\ufeff', '# only\n\n   \n', '\r\n\r\n']) {
    const result = parse(text);
    assert.ok(result.ok && result.dictionary.entries.length === 0);
  }
});

const MALFORMED: readonly (readonly [string | Uint8Array, number, DictionaryProblemRule])[] = [
  ['ok\n...', 2, 'no-letter'],
  ['*', 1, 'no-letter'],
  ['!', 1, 'no-letter'],
  ['^', 1, 'no-letter'],
  ['=\u200b', 1, 'no-letter'],
  ['ok\nok\n*ab', 3, 'substring-too-short'],
  ['*\u0431', 1, 'substring-too-short'],
  ['a\u0000b', 1, 'control-character'],
  ['a\ue000b', 1, 'control-character'],
  [`ok\n${'a'.repeat(65)}`, 2, 'entry-too-long'],
  ['x'.repeat(100_000), 1, 'entry-too-long'],
  [Buffer.from('ok\n\xff\n', 'latin1'), 2, 'not-utf8'],
  [Buffer.from('ok\nok\n\xe5\xae', 'latin1'), 3, 'not-utf8'],
  [new Uint8Array(DICTIONARY_BYTES_MAX + 1), 1, 'file-too-large'],
];

test('word dictionary: a malformed line is told by file, line and rule', () => {
  for (const [text, line, rule] of MALFORMED) {
    assert.deepEqual(parse(text), { ok: false, problems: [{ source: 'words.txt', line, rule }] });
  }
});

test('word dictionary: problems of all files are told, up to a bound, in lines that people read', () => {
  const result = parseDictionary([
    { source: 'a.txt', bytes: Buffer.from('fine\n*ab') },
    { source: 'b.txt', bytes: Buffer.from('...\n'.repeat(100)) },
  ]);
  assert.ok(!result.ok);
  assert.equal(result.problems.length, DICTIONARY_PROBLEMS_MAX);
  assert.match(
    result.problems.map(describeProblem).join('\n'),
    /^a\.txt:2: substring-too-short: .+\nb\.txt:1: no-letter: /,
  );
});

test('word dictionary: more entries than the bound are refused', () => {
  const result = parse('damn\n'.repeat(200_001));
  assert.ok(!result.ok);
  assert.deepEqual(result.problems, [{ source: 'words.txt', line: 200_001, rule: 'too-many-entries' }]);
});
