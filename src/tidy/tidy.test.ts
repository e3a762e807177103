import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextFile } from './code-file.ts';
import { formatFinding } from './finding.ts';
import { formatMeasures, spread } from './measures.ts';
import { type Repository, tidy } from './tidy.ts';

const HEADER = '// What it is for.\n';
const PACKAGES = { name: 'jadegate', dependencies: ['pino'], devDependencies: ['fast-check'] };

function repository(texts: Readonly<Record<string, string>>): Repository {
  const files: TextFile[] = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return { files, packages: PACKAGES, ratchet: { fileLines: {}, functionLines: {} } };
}

function findingsOf(texts: Readonly<Record<string, string>>): string[] {
  return tidy(repository(texts)).findings.map(formatFinding);
}

test('tidy: a clean repository has no findings', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export { a } from './a.ts';\n`,
    'src/base/a.ts': `${HEADER}import { pino } from 'pino';\nexport const a = pino;\n`,
    'src/base/a.test.ts': `import fc from 'fast-check';\nfc.assert(true);\n`,
  };
  assert.deepEqual(findingsOf(texts), []);
});

test('tidy: a finding names path, line, rule and what to do', () => {
  const [finding] = findingsOf({ 'src/base/index.ts': `${HEADER}export const now = Date.now();\n` });
  assert.equal(
    finding,
    'src/base/index.ts:2: bans: Date.now is for adapters: take a Clock and ask wallMs() or monotonicMs()',
  );
});

test('cycles: files that import each other are found, once for each knot', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export { a } from './a.ts';\nexport { d } from './d.ts';\n`,
    'src/base/a.ts': `${HEADER}import { b } from './b.ts';\nexport const a = b;\n`,
    'src/base/b.ts': `${HEADER}import { c } from './c.ts';\nexport const b = c;\n`,
    'src/base/c.ts': `${HEADER}export { a as c } from './a.ts';\n`,
    'src/base/d.ts': `${HEADER}import { d } from './d.ts';\nexport { d };\n`,
  };
  const cycles = findingsOf(texts).filter((finding) => finding.includes('cycles'));
  assert.equal(cycles.length, 2);
  assert.match(cycles[0] ?? '', /src\/base\/a\.ts → src\/base\/b\.ts → src\/base\/c\.ts → src\/base\/a\.ts/);
  assert.match(cycles[1] ?? '', /src\/base\/d\.ts → src\/base\/d\.ts/);
});

test('cycles: types and deferred imports make none', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export { a } from './a.ts';\n`,
    'src/base/a.ts': `${HEADER}import { b } from './b.ts';\nexport const a = b;\n`,
    'src/base/b.ts': `${HEADER}import type { a } from './a.ts';\nexport const b = () => import('./a.ts');\nexport type A = typeof a;\n`,
  };
  assert.deepEqual(findingsOf(texts), []);
});

test('cycles: a type imported among values still loads the file', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export { a } from './a.ts';\n`,
    'src/base/a.ts': `${HEADER}import { b } from './b.ts';\nexport const a = b;\n`,
    'src/base/b.ts': `${HEADER}import { type A } from './a.ts';\nexport const b: A = 1;\n`,
  };
  assert.match(findingsOf(texts).join(), /cycles/);
});

test('dead: what nothing imports is found, and so is what only tests import', () => {
  const texts = {
    'src/base/index.ts': HEADER,
    'src/base/alone.ts': HEADER,
    'src/base/tested.ts': HEADER,
    'src/base/tested.test.ts': `import './tested.ts';\n`,
    'src/base/left.ts': `${HEADER}import './right.ts';\n`,
    'src/base/right.ts': HEADER,
  };
  const dead = findingsOf(texts).map((finding) => finding.split(':')[0]);
  assert.deepEqual(dead, ['src/base/alone.ts', 'src/base/left.ts', 'src/base/right.ts', 'src/base/tested.ts']);
});

test('dead: types, late imports and files of workers are uses', () => {
  const texts = {
    'src/base/index.ts': [
      '// What it is for.',
      "export type { A } from './a.ts';",
      "export const b = () => import('./b.ts');",
      "export const c = new URL('./c.ts', import.meta.url);",
      'export const d = new URL(`./d${extname(import.meta.url)}`, import.meta.url);',
    ].join('\n'),
    'src/base/a.ts': HEADER,
    'src/base/b.ts': HEADER,
    'src/base/c.ts': HEADER,
    'src/base/d.ts': HEADER,
    'src/cli/main.ts': HEADER,
  };
  assert.deepEqual(findingsOf(texts), []);
});

test('packages: what is shipped imports dependencies only', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['src/base/index.ts', `${HEADER}import 'fast-check';\n`],
    ['src/base/index.ts', `${HEADER}import '@scope/unknown/part';\n`],
    ['src/base/a.test.ts', `import 'unknown';\n`],
  ];
  for (const [path, text] of refused)
    assert.match(findingsOf({ [path]: text }).join(), /packages: .* is not among/, text);
  assert.deepEqual(findingsOf({ 'examples/a.ts': `${HEADER}import 'jadegate/client';\n` }), []);
});

test('packages: a module that a variable names is not taken for a package', () => {
  const text = '// A.\nexport const load = (url: string): Promise<unknown> => import(url);\n';
  assert.doesNotMatch(findingsOf({ 'src/base/a.ts': text }).join(), /packages:/);
});

test('names: bags and other spellings are refused', () => {
  for (const name of [
    'utils.ts',
    'helpers.ts',
    'types.ts',
    'common.ts',
    'FrameDecoder.ts',
    'frame_decoder.ts',
    'frameDecoder.ts',
  ]) {
    const findings = findingsOf({ [`scripts/${name}`]: HEADER });
    assert.match(findings.join(), /names: /, name);
  }
  for (const name of ['frame-decoder.ts', 'a.test.ts', 'io.conformance.ts', 'sha256.ts', 'door.test-d.ts']) {
    assert.deepEqual(findingsOf({ [`scripts/${name}`]: HEADER }), [], name);
  }
});

test('measures: source, tests and generated code are told apart', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export const a = () => 1;\n\nexport const b = () => {\n  return 1;\n};\n`,
    'src/base/a.test.ts': '1;\n2;\n3;\n',
    'src/gate/gate.messages.ts': '1;\n2;\n',
  };
  const { measures } = tidy(repository(texts));
  assert.deepEqual(measures.fileLines, { count: 1, median: 6, p90: 6, max: 6 });
  assert.deepEqual(measures.functionLines, { count: 2, median: 3, p90: 3, max: 3 });
  assert.equal(measures.commentShare, 1 / 5);
  assert.equal(measures.testRatio, 3 / 6);
  assert.equal(measures.generatedLines, 2);
  assert.match(formatMeasures(measures), /^source files +1\n/);
});

test('measures: the spread of nothing is zeros', () => {
  assert.deepEqual(spread([]), { count: 0, median: 0, p90: 0, max: 0 });
  assert.deepEqual(spread([5, 1, 3]), { count: 3, median: 3, p90: 5, max: 5 });
});
