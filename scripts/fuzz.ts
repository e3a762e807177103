// Fuzzing: `npm run fuzz -- NAME [SEED] [--seconds N]`. A fuzz is a `NAME.fuzz.ts` beside its subject, and exports
// `round`, which draws everything from the random numbers it receives, and `smokeRounds`. With a seed it repeats one
// round, for a failure; without a seed it runs rounds with new seeds for a while. `smoke` runs some rounds of each with
// fixed seeds, as the tests do.
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../src/base/index.ts';

const ROOT = join(import.meta.dirname, '..');
const SMOKE = 'smoke';
const SECONDS = 10;
const SEEDS = 2 ** 32;

interface Fuzz {
  readonly smokeRounds: number;
  /** Throws, or rejects, when an invariant fails. */
  readonly round: (random: SeededRandom) => void | Promise<void>;
}

/** Paths of the fuzzes, by name. */
export function fuzzes(): ReadonlyMap<string, string> {
  const paths = globSync('src/**/*.fuzz.ts', { cwd: ROOT }).sort();
  return new Map(paths.map((path) => [basename(path, '.fuzz.ts'), join(ROOT, path)]));
}

/** Runs rounds with the seeds from `seed` on while `goesOn` is true; an error says how to repeat its round. */
export async function runFuzz(
  name: string,
  seed: number,
  goesOn: (rounds: number, fuzz: Fuzz) => boolean,
): Promise<number> {
  const path = fuzzes().get(name);
  if (path === undefined) throw new Error(`There is no fuzz "${name}".`);
  const fuzz = (await import(path)) as Fuzz;
  let rounds = 0;
  for (; goesOn(rounds, fuzz); rounds++) {
    const own = (seed + rounds) % SEEDS;
    try {
      await fuzz.round(new SeededRandom(own));
    } catch (error) {
      throw new Error(`fuzz ${name} failed; to repeat this round: npm run fuzz -- ${name} ${own}`, { cause: error });
    }
  }
  return rounds;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { seconds: { type: 'string', default: String(SECONDS) } },
    allowPositionals: true,
  });
  const [name, seedText] = positionals;
  const names = [...fuzzes().keys()];
  const seed = seedText === undefined ? Date.now() % SEEDS : Number(seedText);
  const ms = Number(values.seconds) * 1_000;
  const isKnown = name === SMOKE || (name !== undefined && names.includes(name));
  if (!isKnown || positionals.length > 2 || !Number.isSafeInteger(seed) || seed < 0 || !(ms > 0)) {
    console.error(
      `Usage: npm run fuzz -- NAME [SEED] [--seconds N], where NAME is one of: ${[SMOKE, ...names].join(', ')}`,
    );
    return 2;
  }
  const startMs = performance.now();
  for (const each of name === SMOKE ? names : [name]) {
    const rounds = await runFuzz(each, name === SMOKE ? 1 : seed, (done, { smokeRounds }) => {
      if (name === SMOKE) return done < smokeRounds;
      return seedText === undefined ? performance.now() - startMs < ms : done < 1;
    });
    console.log(`${each}: ${rounds} rounds hold`);
  }
  return 0;
}

if (import.meta.main) process.exitCode = await main();
