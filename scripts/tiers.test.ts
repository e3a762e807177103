// The tier that is run after each change stays quick: a file that starts processes belongs into the long tier (`*.long.test.ts`),
// unless it is listed here with the reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseFiles, isLongFile, testFiles } from './test-tiers.ts';

const ROOT = join(import.meta.dirname, '..');

/** Test files of the quick tier that start processes, and what for. */
const STARTS_PROCESSES: Readonly<Record<string, string>> = {
  'scripts/checks/dead.test.ts': 'the checks are programs',
  'scripts/checks/format.test.ts': 'the checks are programs',
  'scripts/checks/own.test.ts': 'the checks are programs',
  'scripts/checks/types.test.ts': 'the checks are programs',
  'src/cli/command-start.test.ts': 'lists the files that a process loads',
  'src/cli/log-pino.test.ts': 'the log writes to the real standard error',
  'src/cli/main-job.test.ts': 'the main job, once',
  'src/tidy/biome.test.ts': 'the linter is a program',
  'src/tidy/knip.test.ts': 'the finder of unused code is a program',
};

/** Whether a test file, or a fixture that it imports, starts processes. */
function startsProcesses(file: string): boolean {
  const source = readFileSync(join(ROOT, file), 'utf8');
  if (/^import .*'node:child_process';$/m.test(source)) return true;
  const fixtures = [...source.matchAll(/^(?:import|\}).* from '(\.{1,2}\/[^']*\.fixture\.ts)';$/gm)].map(
    ([, path = '']) => join(file, '..', path),
  );
  return fixtures.some(startsProcesses);
}

test('tiers: a quick test file that starts processes is listed with its reason', () => {
  const starting = testFiles(ROOT)
    .filter((file) => !isLongFile(file) && startsProcesses(file))
    .sort();
  assert.deepEqual(starting, Object.keys(STARTS_PROCESSES).sort());
});

const FILES = ['src/a/one.test.ts', 'src/a/two.long.test.ts', 'src/b/three.long.test.ts'];
const CHOICES: readonly (readonly [words: string, isLong: boolean, chosen: readonly string[], left: number])[] = [
  ['a/', false, ['src/a/one.test.ts'], 1],
  ['a/', true, ['src/a/two.long.test.ts'], 1],
  ['three', false, ['src/b/three.long.test.ts'], 0],
  ['one', true, ['src/a/one.test.ts'], 0],
  ['one three', false, ['src/a/one.test.ts'], 1],
  ['four', false, [], 0],
];

test('tiers: without words a run takes the files of its tier', () => {
  assert.deepEqual(chooseFiles(FILES, { words: [], isLong: false }).chosen, ['src/a/one.test.ts']);
  assert.equal(chooseFiles(FILES, { words: [], isLong: true }).chosen.length, 2);
  assert.deepEqual(chooseFiles([], { words: [], isLong: true }).chosen, []);
});

for (const [words, isLong, chosen, left] of CHOICES) {
  test(`tiers: "${words}" in the ${isLong ? 'long' : 'quick'} tier chooses ${chosen.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(chooseFiles(FILES, { words: words.split(' '), isLong }), { chosen, left });
  });
}
