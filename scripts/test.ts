// Runs the tests: all of them, or those whose path contains one of the words given (`npm test -- wheel frame`).
// One run of node:test over everything, the checks of style, types and generated code among it, so that the summary at
// the end says the whole truth.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const PATTERNS = ['scripts', 'src', 'examples', 'templates', 'bench'].map((folder) => `${folder}/**/*.test.ts`);

/** A test that takes longer hangs: the slowest takes a few seconds on two busy cores. The watchdog holds for whole files. */
const TIMEOUT_MS = 120_000;
/** Test files wait for the disk and for child processes more than they compute: one more than there are cores. */
const CONCURRENCY = availableParallelism() + 1;

const words = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const files = PATTERNS.flatMap((pattern) => globSync(pattern, { exclude: ['**/node_modules/**'] }).sort());
const chosen = words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)));

if (chosen.length === 0) {
  console.error(
    `no test file has ${words.map((word) => `"${word}"`).join(' or ')} in its path; there are ${files.length}`,
  );
  process.exit(1);
}
const watchdog = join(import.meta.dirname, 'test-watchdog.ts');
const options = [
  `--import=${watchdog}`,
  '--test',
  `--test-concurrency=${CONCURRENCY}`,
  `--test-timeout=${TIMEOUT_MS}`,
  ...flags,
];
const { status } = spawnSync(process.execPath, [...options, ...chosen], { stdio: 'inherit' });
process.exit(status ?? 1);
