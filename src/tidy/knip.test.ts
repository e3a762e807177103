// What knip.json holds, each with text that it must refuse: knip runs once, over a small project beside a copy of its
// configuration.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..');

const PROJECT: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { zod: '^4.0.0', 'nobody-uses': '1.0.0' },
    devDependencies: { 'no-test-uses': '1.0.0' },
  }),
  'src/cli/main.ts': `import { used } from '../base/used.ts';\nimport { z } from 'zod';\nimport 'not-listed';\nused(z);\n`,
  'src/base/used.ts':
    'export const used = (value: unknown) => own(value);\nexport const own = (value: unknown) => value;\nexport const left = 1;\n',
  'src/base/index.ts': `export { used } from './used.ts';\n`,
  'src/base/alone.ts': 'export const alone = 1;\n',
  'src/base/a-worker.ts': 'export const worker = 1;\n',
  'src/base/a.test.ts': `import { tested } from './tested.fixture.ts';\nimport './nowhere.ts';\ntested();\n`,
  'src/base/tested.fixture.ts': 'export const tested = () => 1;\n',
  'tsconfig.json': '{}',
};

const folder = mkdtempSync(join(tmpdir(), 'jadegate-knip-'));
after(() => rmSync(folder, { recursive: true }));
const found = run();

const REFUSED: readonly (readonly [title: string, finding: string])[] = [
  ['a file that nothing imports', 'files src/base/alone.ts'],
  ['a door that nothing imports', 'files src/base/index.ts'],
  ['an export that no other file imports, nor its own uses', 'exports left'],
  ['a package that nothing imports', 'dependencies nobody-uses'],
  ['a package for development that nothing imports', 'devDependencies no-test-uses'],
  ['an import of a package that is not in package.json', 'unlisted not-listed'],
  ['an import of a file that is not there', 'unresolved ./nowhere.ts'],
];

for (const [title, finding] of REFUSED) {
  test(`knip: refused: ${title}`, () => assert.ok(found.includes(finding), found.join('\n')));
}

test('knip: what is used, by a test or in its own file too, and workers are allowed', () => {
  assert.deepEqual(found.toSorted(), REFUSED.map(([, finding]) => finding).toSorted());
});

interface Named {
  readonly name: string;
}

type Issues = Readonly<Record<string, readonly Named[]>>;

/** Each finding as its kind and its name. */
function run(): string[] {
  for (const [path, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  cpSync(join(ROOT, 'knip.json'), join(folder, 'knip.json'));
  const knip = join(ROOT, 'node_modules', '.bin', 'knip');
  const { stdout } = spawnSync(knip, ['--reporter=json', '--no-progress'], { cwd: folder, encoding: 'utf8' });
  const { issues } = JSON.parse(stdout) as { readonly issues: readonly Issues[] };
  return issues.flatMap((each) =>
    Object.entries(each).flatMap(([kind, names]) =>
      Array.isArray(names) ? names.map(({ name }) => `${kind} ${name}`) : [],
    ),
  );
}
