import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCode } from './code-file.ts';
import { checkPlain } from './rule-plain.ts';

const DOOR = 'src/wire/plain.ts';

const REFUSED: readonly (readonly [title: string, files: Readonly<Record<string, string>>, path: string])[] = [
  ['a part of Node in a door', { [DOOR]: `import { isUtf8 } from 'node:buffer';` }, DOOR],
  [
    'a part of Node that other files lead to',
    {
      [DOOR]: `export { a } from './a.ts';`,
      'src/wire/a.ts': `export { b } from '../base/b.ts';`,
      'src/base/b.ts': `import { randomInt } from 'node:crypto';`,
    },
    'src/base/b.ts',
  ],
  [
    'a type of a package',
    { 'src/messages.ts': `export type { A } from './a.ts';`, 'src/a.ts': `import type { Z } from 'zod';` },
    'src/a.ts',
  ],
  ['data beside src', { [DOOR]: `import { version } from '../../package.json' with { type: 'json' };` }, DOOR],
  ['an import when the program runs', { [DOOR]: `export const a = () => import('node:fs');` }, DOOR],
];

for (const [title, files, path] of REFUSED) {
  test(`tidy plain: refused: ${title}`, () => {
    const found = checkPlain(Object.entries(files).map(([each, text]) => readCode({ path: each, text })));
    assert.deepEqual(
      found.map((finding) => [finding.path, finding.rule]),
      [[path, 'plain']],
    );
    assert.match(found[0]?.message ?? '', /a browser loads this file \(src\/(wire\/plain|messages)\.ts/);
  });
}

test('tidy plain: files that no door leads to may import Node, and a circle ends', () => {
  const files = {
    [DOOR]: `export { a } from './a.ts';`,
    'src/wire/a.ts': `export { b } from './b.ts';`,
    'src/wire/b.ts': `export { a } from './a.ts';`,
    'src/wire/c.ts': `import { readFileSync } from 'node:fs';`,
  };
  assert.deepEqual(checkPlain(Object.entries(files).map(([path, text]) => readCode({ path, text }))), []);
});
