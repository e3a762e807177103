// Runs one benchmark: `npm run bench -- NAME [--json] [--quick]`; without a name, says which there are.
// A benchmark is a file of this folder that exports `run(options)` and resolves to its figures: an object of plain data.
// It prints what it is doing to standard error; the figures go to standard output here, as JSON on one line with `--json`.
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Figures are for a program: no table, no progress on standard output. */
  readonly json: boolean;
  /** A second's work, to see that it runs: its figures mean nothing. */
  readonly quick: boolean;
}

export interface Bench {
  readonly run: (options: BenchOptions) => Promise<Readonly<Record<string, unknown>>>;
}

/** Names of the benchmarks of this folder. */
export function benchNames(): string[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return files.map((file) => file.slice(0, -'.ts'.length)).filter((name) => name !== 'main');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const names = benchNames();
  const [name] = positionals;
  if (name === undefined || positionals.length > 1 || !names.includes(name)) {
    console.error(name === undefined ? 'Which benchmark?' : `There is no benchmark "${positionals.join(' ')}".`);
    console.error(`Usage: npm run bench -- NAME [--json] [--quick], where NAME is one of: ${names.join(', ')}`);
    return 2;
  }
  const { run } = (await import(`./${name}.ts`)) as Bench;
  const figures = await run(values);
  console.log(values.json ? JSON.stringify(figures) : table(figures));
  return 0;
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
