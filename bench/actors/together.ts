// `together` of two actors over a store in memory, which keeps a change at once: what the actor layer costs, and how long one waits
// among others that want the same owners.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { type AnyActor, defineActor, type OwnerTurn } from '../../src/actor/index.ts';
import { countTable } from '../../src/actor/tables.fixture.ts';
import { bigint } from '../../src/store/index.ts';
import { sizeOf, startActors } from './host.ts';

const CALLS = { smoke: 200, quick: 20_000, full: 100_000 };
const ACTORS = 1_000;
/** Calls that wait at the same time. */
const BATCH = 64;

const purse = defineActor({ name: 'purse', key: bigint(), tables: { count: countTable } }).on(
  'get',
  (self) => self.rows.count.get()?.n ?? 0,
);
const system = startActors([purse as unknown as AnyActor]);
type Rows = { readonly count: { get(): { readonly n: number } | null; upsert(row: { readonly n: number }): void } };
const NO_TURN: OwnerTurn | null = null;

function move(from: number, to: number): Promise<unknown> {
  const refs = [from, to].map((key) => system.ref(purse, BigInt(key), NO_TURN));
  const change = (...shares: readonly unknown[]): string => {
    const [giving, taking] = shares as readonly [{ readonly rows: Rows }, { readonly rows: Rows }];
    giving.rows.count.upsert({ n: (giving.rows.count.get()?.n ?? 0) - 1 });
    taking.rows.count.upsert({ n: (taking.rows.count.get()?.n ?? 0) + 1 });
    return 'moved';
  };
  return system.together(NO_TURN, { refs, change, options: {} });
}

async function timed(from: number, to: number, times: number[]): Promise<void> {
  const startMs = performance.now();
  await move(from, to);
  times.push(performance.now() - startMs);
}

const count = CALLS[sizeOf(process.argv[2])];
for (let key = 0; key < ACTORS; key++) await move(key, (key + 1) % ACTORS);
const times: number[] = [];
const startMs = performance.now();
const startCpu = process.cpuUsage();
let next = 1;
for (let done = 0; done < count; done += BATCH) {
  const waiting = Array.from({ length: BATCH }, () => {
    next = (next * 48_271) % 2_147_483_647;
    const from = next % ACTORS;
    return timed(from, (from + 1 + (next % 7)) % ACTORS, times);
  });
  await Promise.all(waiting);
}
const ms = performance.now() - startMs;
const { user, system: inKernel } = process.cpuUsage(startCpu);
times.sort((left, right) => left - right);
const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
console.log(
  JSON.stringify({
    callsPerSecond: Math.round(times.length / (ms / 1_000)),
    micros: Number(((user + inKernel) / times.length).toFixed(2)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }),
);
process.exit(0);
