// Runs one benchmark: `npm run bench -- NAME [--json] [--quick] [--rows 10000,1000000]`; without a name, lists them.
// The name `all` runs each as a process, one after the other, so that none is affected by an earlier one. A benchmark
// is a file of this folder that exports `run(options)` and resolves to its figures: an object of plain data. It prints
// progress to standard error; this file prints the figures to standard output, as JSON on one line with `--json`.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';

const ALL = 'all';
const ROWS_MIN = 1_000;
const ROWS_MAX = 20_000_000;
/** A benchmark that takes longer is considered hung: the largest creates ten million roles on two databases. */
const BENCH_MS_MAX = 3_600_000;

export interface BenchOptions {
  /** The figures are for a program: no table, no progress on standard output. */
  readonly json: boolean;
  /** Less work: figures are rough, or meaningless where a rough one would take more than some seconds. */
  readonly quick: boolean;
  /** For the tests, together with `quick`: only checks that it runs. */
  readonly smoke: boolean;
  /** Sizes to measure at, where a benchmark has several. */
  readonly rows?: readonly number[];
}

export interface Bench {
  readonly run: (options: BenchOptions) => Promise<Readonly<Record<string, unknown>>>;
  /** The figures for people; lines of name and value when left out. */
  readonly table?: (figures: Readonly<Record<string, unknown>>) => string;
}

/** Names of the benchmarks of this folder. */
export function benchNames(): string[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return files.map((file) => file.slice(0, -'.ts'.length)).filter((name) => name !== 'main');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      rows: { type: 'string' },
    },
    allowPositionals: true,
  });
  const names = benchNames();
  const [name] = positionals;
  if (name === undefined || positionals.length > 1 || (name !== ALL && !names.includes(name))) {
    console.error(name === undefined ? 'Name a benchmark.' : `There is no benchmark "${positionals.join(' ')}".`);
    console.error(
      `Usage: npm run bench -- NAME [--json] [--quick] [--rows 10000,1000000], where NAME is one of: ${[ALL, ...names].join(', ')}`,
    );
    return 2;
  }
  const { rows: sizes, ...flags } = values;
  const rows = sizes === undefined ? null : readSizes(sizes);
  if (rows?.length === 0) {
    console.error(`--rows: give whole numbers from 1,000 to ${ROWS_MAX}, such as 10000,1000000; not "${sizes}"`);
    return 2;
  }
  const bench: Bench =
    name === ALL ? { run: () => runAll(names, flags.quick) } : ((await import(`./${name}.ts`)) as Bench);
  const figures = await bench.run({ ...flags, ...(rows === null ? {} : { rows }) });
  console.log(flags.json ? JSON.stringify(figures) : (bench.table ?? table)(figures));
  return 0;
}

/** Empty when one of the sizes is invalid. */
function readSizes(text: string): readonly number[] {
  const sizes = text.split(',').map(Number);
  return sizes.every((size) => Number.isInteger(size) && size >= ROWS_MIN && size <= ROWS_MAX) ? sizes : [];
}

async function runAll(names: readonly string[], isQuick: boolean): Promise<Readonly<Record<string, unknown>>> {
  const figures: Record<string, unknown> = {};
  for (const name of names) {
    console.error(`== ${name}`);
    const args = [import.meta.filename, name, '--json', ...(isQuick ? ['--quick'] : [])];
    const child = promisify(execFile)(process.execPath, args, { timeout: BENCH_MS_MAX });
    child.child.stderr?.pipe(process.stderr);
    figures[name] = JSON.parse((await child).stdout);
  }
  return figures;
}

/** Figures as lines of `name  value`, nested names joined by a dot. */
function table(figures: Readonly<Record<string, unknown>>): string {
  const rows = flatten(figures, '');
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function flatten(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, name === '' ? key : `${name}.${key}`));
}

if (import.meta.main) process.exitCode = await main();
