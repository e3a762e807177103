import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFinding } from './finding.ts';
import { formatMeasures, spread } from './measures.ts';
import { tidy } from './tidy.ts';

const HEADER = '// What it is for.\n';

function report(texts: Readonly<Record<string, string>>): ReturnType<typeof tidy> {
  return tidy(Object.entries(texts).map(([path, text]) => ({ path, text })));
}

function findingsOf(texts: Readonly<Record<string, string>>): string[] {
  return report(texts).findings.map(formatFinding);
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
  const [finding] = findingsOf({ 'src/base/index.ts': `${HEADER}export * from './a.ts';\n` });
  assert.equal(finding, 'src/base/index.ts:2: imports: export * hides what is promised: list the names');
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

test('names: names of mixed bags are refused', () => {
  for (const name of ['utils.ts', 'helpers.ts', 'types.ts', 'common.ts']) {
    const findings = findingsOf({ [`scripts/${name}`]: HEADER });
    assert.match(findings.join(), /names: /, name);
  }
  for (const name of ['frame-decoder.ts', 'a.test.ts', 'io.conformance.ts', 'sha256.ts', 'door.test-d.ts']) {
    assert.deepEqual(findingsOf({ [`scripts/${name}`]: HEADER }), [], name);
  }
});

test('sizes: more than one source file in ten over the aim is refused', () => {
  const short = Array.from({ length: 20 }, (_, index) => [`scripts/short-${index}.ts`, HEADER]);
  const long = Array.from({ length: 3 }, (_, index) => [`scripts/long-${index}.ts`, `${HEADER}${'1;\n'.repeat(300)}`]);
  assert.deepEqual(findingsOf(Object.fromEntries([...short, ...long.slice(1)])), []);
  assert.match(findingsOf(Object.fromEntries([...short, ...long])).join(), /3 of 23 files have more than 300 lines/);
  const tests = long.map(([path, text]) => [path?.replace('.ts', '.test.ts'), text]);
  assert.deepEqual(findingsOf(Object.fromEntries([...short, ...tests])), []);
});

test('measures: source, tests and generated code are told apart', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export const a = () => 1;\n\nexport const b = () => {\n  return 1;\n};\n`,
    'src/base/a.test.ts': '1;\n2;\n3;\n',
    'src/gate/gate.messages.ts': '1;\n2;\n',
  };
  const { measures } = report(texts);
  assert.deepEqual(measures.files, { count: 1, median: 6, p90: 6, max: 6, longest: 'src/base/index.ts' });
  assert.deepEqual(measures.functions, { count: 2, median: 3, p90: 3, max: 3, longest: 'b of src/base/index.ts' });
  assert.equal(measures.commentShare, 1 / 5);
  assert.deepEqual([measures.sourceLines, measures.testLines, measures.generatedLines], [6, 3, 2]);
  assert.match(formatMeasures(measures), /^source +1 files, 6 lines/);
});

test('measures: layers and the names at their doors are counted', () => {
  const texts = {
    'src/base/index.ts': `${HEADER}export { a, b } from './a.ts';\nexport type { C } from './a.ts';\n`,
    'src/base/a.ts': `${HEADER}export const a = 1, b = 2;\nexport type C = 1;\n`,
    'src/store/table/index.ts': `${HEADER}export * as rows from './rows.ts';\nexport function d() {}\n`,
    'src/store/table/rows.test.ts': '1;\n',
    'scripts/a.ts': HEADER,
  };
  assert.deepEqual(report(texts).measures.layers, [
    { layer: 'base', files: 2, sourceLines: 6, testLines: 0, names: 3 },
    { layer: 'scripts/', files: 1, sourceLines: 1, testLines: 0, names: 0 },
    { layer: 'store/table', files: 1, sourceLines: 3, testLines: 1, names: 2 },
  ]);
});

test('layers: a layer that is listed and that no file is in is refused', () => {
  const findings = findingsOf({ 'src/tidy/layers.ts': HEADER, 'src/base/index.ts': HEADER });
  assert.match(findings.join(), /layers\.ts:1: imports: no file is in the layer "store\/table": delete its row/);
  assert.doesNotMatch(findings.join(), /"(base|tidy)"/);
});

test('measures: a pair of copies is counted once, however long it is, from six lines on', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, index) => `  call(${index});\n`).join('');
  const copiesOf = (first: string, second: string): number =>
    report({ 'src/base/a.ts': first, 'src/base/b.ts': second }).measures.copies;
  assert.equal(copiesOf(lines(5), lines(5)), 0);
  assert.equal(copiesOf(lines(6), lines(6)), 1);
  assert.equal(copiesOf(`one();\n${lines(9)}`, `two();\n\n// Why.\n${lines(9).replaceAll('  ', '\t')}`), 1);
  assert.equal(copiesOf(`${lines(6)}own();\n${lines(6)}`, lines(6)), 3);
  assert.equal(copiesOf(`import a from 'a';\n`.repeat(6), `import a from 'a';\n`.repeat(6)), 0);
});

test('measures: what biome.json excepts from its rule against circles is named', () => {
  const rule = (level: string) => ({
    includes: [`${level}/**`],
    linter: { rules: { suspicious: { noImportCycles: level } } },
  });
  const biome = JSON.stringify({ overrides: [rule('off'), rule('error'), { includes: ['a/**'] }] });
  assert.match(formatMeasures(report({ 'biome.json': biome }).measures), /^import circles +none outside off\/\*\*$/m);
  assert.match(formatMeasures(report({}).measures), /^import circles +none$/m);
});

test('measures: the spread of nothing is zeros', () => {
  assert.deepEqual(spread([]), { count: 0, median: 0, p90: 0, max: 0, longest: '' });
  const sizes = [5, 1, 3].map((lineCount) => ({ name: `of ${lineCount}`, lineCount }));
  assert.deepEqual(spread(sizes), { count: 3, median: 3, p90: 5, max: 5, longest: 'of 5' });
});
