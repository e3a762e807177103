import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CodeFile, readCode } from './code-file.ts';
import { checkSizes, FILE_LINES_MAX, FUNCTION_LINES_MAX, type Ratchet, tightenRatchet } from './rule-sizes.ts';

const NONE: Ratchet = { fileLines: {}, functionLines: {} };
const fileOf = (lineCount: number, path = 'src/base/long.ts'): CodeFile =>
  readCode({ path, text: '//\n'.repeat(lineCount) });
const functionOf = (lineCount: number, path = 'src/base/a.ts'): CodeFile =>
  readCode({ path, text: `function long() {\n${'  //\n'.repeat(lineCount - 2)}}\n` });
/** Enough short files that one long one is within the share allowed. */
const short = Array.from({ length: 20 }, (_, index) => fileOf(1, `src/base/short-${index}.ts`));
const messages = (files: readonly CodeFile[], ratchet: Ratchet): string[] =>
  checkSizes([...short, ...files], ratchet).map((finding) => `${finding.path}: ${finding.message}`);

test('sizes: a file at the limit passes, one line more does not', () => {
  assert.deepEqual(messages([fileOf(FILE_LINES_MAX)], NONE), []);
  assert.match(messages([fileOf(FILE_LINES_MAX + 1)], NONE).join(), /long\.ts: file of 501 lines, at most 500/);
});

test('sizes: a function at the limit passes, one line more does not', () => {
  assert.deepEqual(messages([functionOf(FUNCTION_LINES_MAX)], NONE), []);
  assert.match(messages([functionOf(FUNCTION_LINES_MAX + 1)], NONE).join(), /function long of 71 lines, at most 70/);
});

test('sizes: arrow functions, methods and closures count as functions', () => {
  const body = `{\n${'//\n'.repeat(80)}}`;
  const texts = [
    `const long = () => ${body};`,
    `class A { long() ${body} }`,
    `const a = { long: function () ${body} };`,
  ];
  for (const text of texts) {
    assert.match(messages([readCode({ path: 'src/base/a.ts', text })], NONE).join(), /function long of 82/, text);
  }
  const nested = messages(
    [readCode({ path: 'src/base/a.ts', text: `function outer() {\ncall(() => ${body});\n}` })],
    NONE,
  );
  assert.equal(nested.length, 2);
});

test('sizes: a listed exception may stay as it is and not grow', () => {
  const ratchet: Ratchet = { fileLines: { 'src/base/long.ts': 600 }, functionLines: { 'src/base/a.ts#long': 80 } };
  assert.deepEqual(messages([fileOf(600), functionOf(80)], ratchet), []);
  assert.equal(messages([fileOf(601), functionOf(81)], ratchet).length, 2);
});

test('sizes: an exception that shrank, or is needed no more, must leave the list', () => {
  const ratchet: Ratchet = { fileLines: { 'src/base/long.ts': 600 }, functionLines: { 'src/base/a.ts#long': 80 } };
  assert.match(messages([fileOf(590), functionOf(80)], ratchet).join(), /ratchet\.json: .*is down to 590 lines/);
  assert.match(messages([fileOf(20), functionOf(80)], ratchet).join(), /needs no exception any more/);
  assert.match(messages([functionOf(80)], ratchet).join(), /long\.ts needs no exception any more/);
});

test('sizes: tightening lowers and drops, and neither adds nor raises', () => {
  const ratchet: Ratchet = { fileLines: { 'src/base/long.ts': 600, 'src/base/gone.ts': 700 }, functionLines: {} };
  const files = [fileOf(550), functionOf(90)];
  assert.deepEqual(tightenRatchet(files, ratchet), { fileLines: { 'src/base/long.ts': 550 }, functionLines: {} });
  assert.deepEqual(tightenRatchet([fileOf(650)], ratchet).fileLines, { 'src/base/long.ts': 600 });
});

test('sizes: more than one source file in ten over the aim is refused', () => {
  const long = [1, 2, 3].map((index) => fileOf(301, `src/base/long-${index}.ts`));
  assert.deepEqual(messages(long.slice(0, 2), NONE), []);
  assert.match(messages(long, NONE).join(), /3 of 23 files are over 300 lines/);
});

test('sizes: generated files may be of any size, tests may have long functions', () => {
  assert.deepEqual(
    messages([fileOf(9000, 'src/gate/gate.messages.ts'), functionOf(300, 'src/gate/a.test.ts')], NONE),
    [],
  );
  assert.equal(messages([fileOf(501, 'src/gate/a.test.ts')], NONE).length, 1);
});
