import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCode } from './code-file.ts';
import { checkText, checkWords } from './rule-text.ts';

const HEADER = '// What it is for.\n';
const rulesIn = (path: string, text: string): string[] =>
  checkText(readCode({ path, text })).map((finding) => `${finding.line} ${finding.rule}`);

const REFUSED: readonly (readonly [title: string, path: string, text: string, found: readonly string[]])[] = [
  ['no header', 'src/base/a.ts', 'export const a = 1;\n', ['1 header']],
  ['a header below the imports', 'src/base/a.ts', `import './b.ts';\n// What it is for.\n`, ['1 header']],
  ['an empty file', 'src/base/a.ts', '', ['1 header']],
  ['a header longer than the reader is patient', 'src/base/a.ts', '// more\n'.repeat(15), ['1 header']],
  ['a mark of unfinished work', 'src/base/a.ts', `${HEADER}\n// ${'TO'}DO: more\n`, ['3 marks']],
  ['a mark in a block', 'src/base/a.ts', `${HEADER}\n/** ${'FIX'}ME */\nexport const a = 1;`, ['3 marks']],
  ['a mark in a test', 'src/base/a.test.ts', `// ${'X'}XX\n`, ['1 marks']],
  ['a silenced line', 'src/base/a.ts', `${HEADER}\n// @ts-${'ignore'}\nexport const a = 1;`, ['3 types']],
  ['an expected error', 'src/base/a.test.ts', `// @ts-${'expect-error'}: no\n`, ['1 types']],
];

for (const [title, path, text, found] of REFUSED) {
  test(`text: refused: ${title}`, () => assert.deepEqual(rulesIn(path, text), found));
}

const ALLOWED: readonly (readonly [title: string, path: string, text: string])[] = [
  ['a header of one line', 'src/base/a.ts', `${HEADER}export const a = 1;`],
  ['a header in a block', 'src/base/a.ts', '/* What it is for. */\nexport const a = 1;'],
  ['a header below the line that names the program', 'scripts/a.ts', `#!/usr/bin/env node\n${HEADER}`],
  ['a test without a header', 'src/base/a.test.ts', 'export const a = 1;'],
  ['an expected error in a test of types', 'src/base/a.test-d.ts', `// @ts-${'expect-error'}: no\n`],
  ['a name with "any" in it', 'src/base/a.ts', `${HEADER}export const any = 'any'; // any`],
];

for (const [title, path, text] of ALLOWED) {
  test(`text: allowed: ${title}`, () => assert.deepEqual(rulesIn(path, text), []));
}

test('words: paths of one machine and numbers of a tracker are refused in any text', () => {
  const home = '/home';
  const lines = [
    `see ${home}/anna/notes`,
    'cd /work' + '/main',
    'in /tmp' + '/team/x',
    'as issue' + ' 12 says',
    'fixed (#' + '7)',
  ];
  for (const text of lines) {
    const findings = checkWords({ path: 'docs/A.md', text: `first line\n${text}` });
    assert.deepEqual(
      findings.map(({ line, rule }) => `${line} ${rule}`),
      ['2 words'],
      text,
    );
  }
});

test('words: what only looks like a path of one machine is allowed', () => {
  const lines = [
    'npx jadegate new /tmp/demo',
    'https://example.org/home/page',
    'src/work/a.ts',
    '/etc/jadegate',
    './home/x',
  ];
  for (const text of lines) assert.deepEqual(checkWords({ path: 'docs/A.md', text }), [], text);
});
