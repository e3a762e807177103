// Runs the tests: all of them, or those whose path contains one of the words given (`npm test -- wheel frame`).
// One run of node:test over everything, the checks of style, types and generated code among it, so that the summary at
// the end says the whole truth.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const PATTERNS = ['scripts', 'src', 'examples', 'templates', 'bench'].map((folder) => `${folder}/**/*.test.ts`);

/** A test that takes longer hangs: the slowest takes a few seconds on two busy cores. The watchdog holds for whole files. */
const TIMEOUT_MS = 120_000;
/** Test files wait for the disk and for child processes more than they compute: two more than there are cores. */
const CONCURRENCY = availableParallelism() + 2;

/** Layers whose tests change nothing that others see, not even in their process: those of one share it, as starting it is most of their work. */
const SHARING = [
  'archive',
  'base',
  'client',
  'codegen',
  'gate',
  'merge',
  'mir/client',
  'mir/gate',
  'mir/servers',
  'mir/wire',
  'modules',
  'sim',
  'wire',
];
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache');

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
// Hundreds of processes load the same files: what one compiled, the others find.
const env = {
  NODE_COMPILE_CACHE: join(CACHE, 'compile'),
  ...process.env,
};
const watchdog = join(import.meta.dirname, 'test-watchdog.ts');
const options = [
  `--import=${watchdog}`,
  '--test',
  `--test-concurrency=${CONCURRENCY}`,
  `--test-timeout=${TIMEOUT_MS}`,
  ...flags,
];
const { status } = spawnSync(process.execPath, [...options, ...grouped(chosen)], { stdio: 'inherit', env });
process.exit(status ?? 1);

/** The files, those of a sharing layer as one that imports them. */
function grouped(paths: readonly string[]): string[] {
  const groups = Map.groupBy(paths, (path) => {
    const layer = SHARING.find((name) => path.startsWith(`src/${name}/`));
    return layer?.replace('/', '-') ?? path;
  });
  mkdirSync(join(CACHE, 'tests'), { recursive: true });
  return [...groups].map(([name, members]) => {
    if (members.length === 1) return members[0] ?? name;
    const group = join(CACHE, 'tests', `${name}.test.mjs`);
    const urls = members.map((member) => pathToFileURL(join(import.meta.dirname, '..', member)).href);
    writeFileSync(group, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(''));
    return group;
  });
}
