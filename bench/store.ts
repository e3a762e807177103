// The cost of the store above its database, on SQLite and PostgreSQL alike, at several sizes: durable creations of a
// role a second, by the game's own procedure and by one that only inserts, against the same rows written raw in equal
// groups; reads of a role and lists by account, against raw reads of the same rows. Also the journal of live owners: its
// rate, and how fast it is flushed.
import { cpus } from 'node:os';
import { run as runJournal } from './journal.ts';
import type { BenchOptions } from './main.ts';
import type { BenchBody } from './store/bench-body.ts';
import { contest, type Figures, type SizeFigures } from './store/contest.ts';
import { postgresBench } from './store/postgres.ts';
import { CALLERS } from './store/rates.ts';
import { sqliteBench } from './store/sqlite.ts';

const PLANS = { sqlite: { rounds: 3, calls: 30_000 }, postgres: { rounds: 3, calls: 10_240 } } as const;
const QUICK = { rounds: 1, calls: 1_500 };
const SMOKE = { rounds: 1, calls: 100 };
const SIZES = [10_000, 1_000_000, 10_000_000];
const QUICK_SIZES = [2_000];
const KINDS = ['create', 'insertOnly', 'read', 'list'] as const;

type BodyFigures = Readonly<Record<string, SizeFigures>>;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  return {
    sqlite: await measure(await sqliteBench(), options),
    postgres: await measure(await postgresBench(), options),
    // A separate benchmark, which the tests run as such.
    journal: options.smoke ? null : await runJournal(options),
    rowsPerCreation: 6,
    callers: CALLERS,
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
}

async function measure(body: BenchBody | null, { quick, smoke, rows }: BenchOptions): Promise<BodyFigures | null> {
  if (body === null) return null;
  const plan = smoke ? SMOKE : quick ? QUICK : PLANS[body.name];
  const sizes = rows ?? (quick ? QUICK_SIZES : SIZES);
  try {
    return await contest(body, { ...plan, sizes: sizes.toSorted((left, right) => left - right) });
  } finally {
    await body.close();
  }
}

/** The sizes side by side: calls a second, and the ratio to the floor. */
export function table(figures: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  for (const name of ['sqlite', 'postgres']) {
    const ofBody = figures[name] as BodyFigures | null;
    if (ofBody === null) continue;
    const sizes = Object.keys(ofBody);
    lines.push('', cells([name, ...sizes.map((size) => `${Number(size).toLocaleString('en')} roles`)]));
    for (const kind of KINDS) lines.push(cells([kind, ...sizes.map((size) => cell(ofBody[size]?.[kind]))]));
  }
  const { journal, callers, hardware } = figures;
  return [...lines.slice(1), '', `journal  ${JSON.stringify(journal)}`, `${callers} callers; ${hardware}`].join('\n');
}

function cell(figures: Figures | undefined): string {
  if (figures === undefined) return '';
  const { perSecond, floor, ratio, oneMs } = figures;
  return `${perSecond.toLocaleString('en')}/s = ${ratio} × ${floor.toLocaleString('en')}, one ${oneMs} ms`;
}

function cells([name = '', ...others]: readonly string[]): string {
  return [name.padEnd(12), ...others.map((other) => other.padEnd(42))].join('').trimEnd();
}
