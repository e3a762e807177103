// Simulations by name: `npm run sim -- NAME [--seeds 1000] [--seed 1]`. A simulation is a `NAME-sim.fixture.ts` beside its subject. It
// exports `simulate`, which draws a whole run from its seed: programs, faults and crashes, over production code. It prints each
// violation with the seed that repeats it, and at the end `violations 0`.
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const ENDING = '-sim.fixture.ts';
const SHOWN_MAX = 20;

interface Simulation {
  readonly simulate: (
    seed: number,
  ) => Promise<{ readonly violations: readonly string[] } & Readonly<Record<string, unknown>>>;
}

/** Paths of the simulations, by name. */
function simulations(): ReadonlyMap<string, string> {
  const paths = globSync(`src/**/*${ENDING}`, { cwd: ROOT }).sort();
  return new Map(paths.map((path) => [basename(path, ENDING), join(ROOT, path)]));
}

const { values, positionals } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const names = simulations();
const path = names.get(positionals.join());
const [seeds, first] = [Number(values.seeds), Number(values.seed)];
if (path === undefined || !Number.isSafeInteger(seeds) || !Number.isSafeInteger(first) || seeds < 1 || first < 0) {
  console.error(
    `Usage: npm run sim -- NAME [--seeds 1000] [--seed 1], where NAME is one of: ${[...names.keys()].join(', ')}`,
  );
  process.exit(2);
}
const { simulate } = (await import(path)) as Simulation;
let count = 0;
const sums = new Map<string, number>();
for (let seed = first; seed < first + seeds; seed++) {
  const result = await simulate(seed);
  for (const [name, value] of Object.entries(result)) {
    if (typeof value === 'number') sums.set(name, (sums.get(name) ?? 0) + value);
  }
  for (const violation of result.violations) {
    count++;
    if (count <= SHOWN_MAX) console.log(`seed ${seed}: ${violation}`);
  }
}
const figures = [...sums].map(([name, value]) => `${name} ${value}`);
console.log([`seeds ${seeds}`, ...figures, `violations ${count}`].join(', '));
process.exit(count === 0 ? 0 : 1);
