// Runs the tests of one tier: all of them, or those with one of the given words in their path (`npm test -- wheel frame`). The tier
// that is run after each change has the checks, the units and one pass of the main job; `--long` runs the files that are named
// `*.long.test.ts`. Words that match no file of the tier are looked for in the other. It is one run of node:test, so that the
// summary at the end counts everything; files that must have a database server for themselves follow in a run of their own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chooseFiles, testFiles } from './test-tiers.ts';

/** A test that takes longer hangs: the slowest takes half a minute on two busy cores. The watchdog limits whole files. */
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
/** Files that share a process: together they end well within the bound of one file, on busy cores too. */
const SHARING_FILES_MAX = 30;
/** Their servers do what players see, on PostgreSQL: beside others it runs out of memory for the locks of serializable transactions. */
const ALONE = [
  'scripts/chaos-shared.long.test.ts',
  'scripts/guide-deploy.long.test.ts',
  'src/modules/bans/bans-nodes.long.test.ts',
];
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache');

const given = process.argv.slice(2);
const words = given.filter((argument) => !argument.startsWith('-'));
const flags = given.filter((argument) => argument.startsWith('-') && argument !== '--long');
const isLong = given.includes('--long');
const files = testFiles('.');
const { chosen, left } = chooseFiles(files, { words, isLong });
if (words.length > 0 && left > 0) {
  const command = `npm ${isLong ? 'test' : 'run test:long'} -- ${words.join(' ')}`;
  console.error(`${left} more test ${left === 1 ? 'file matches' : 'files match'} in the other tier: ${command}`);
}
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
const options = [`--import=${watchdog}`, '--test', `--test-timeout=${TIMEOUT_MS}`, ...flags];
mkdirSync(CACHE, { recursive: true });
// Of this run alone: two runs at once, or two working trees with one node_modules, must not run each other's files.
const folder = mkdtempSync(join(CACHE, 'tests-'));
const together = grouped(
  chosen.filter((file) => !ALONE.includes(file)),
  folder,
);
const statuses = [
  run(together, CONCURRENCY),
  run(
    ALONE.filter((file) => chosen.includes(file)),
    1,
  ),
];
rmSync(folder, { recursive: true });
process.exit(Math.max(...statuses));

/** The exit code. */
function run(paths: readonly string[], concurrency: number): number {
  if (paths.length === 0) return 0;
  const args = [...options, `--test-concurrency=${concurrency}`, ...paths];
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
}

/** The files, those of a sharing layer as files in `folder` that import them. */
function grouped(paths: readonly string[], folder: string): string[] {
  const groups = Map.groupBy(paths, (path) => {
    const layer = SHARING.find((name) => path.startsWith(`src/${name}/`));
    return layer?.replace('/', '-') ?? path;
  });
  return [...groups].flatMap(([name, members]) =>
    inParts(members).map((part, index) => {
      if (part.length === 1) return part[0] ?? name;
      const group = join(folder, `${name}-${index}.test.mjs`);
      const urls = part.map((member) => pathToFileURL(join(import.meta.dirname, '..', member)).href);
      writeFileSync(group, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(''));
      return group;
    }),
  );
}

/** Neighbours are dealt out to all parts: the long tests of a subject stand beside each other. */
function inParts(members: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(members.length / SHARING_FILES_MAX);
  return Array.from({ length: count }, (_, part) => members.filter((_, index) => index % count === part));
}
