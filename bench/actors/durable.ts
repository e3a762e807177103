// Calls that change a row, over a real store: how many a second, against the same changes of the same owners made and committed at
// the store itself, which is what the journal's benchmark measures. Then `together` of two roles over the same store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { type AnyActor, defineActor, defineRoleActor } from '../../src/actor/index.ts';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { openStore } from '../../src/store/front/index.ts';
import {
  actorOwner,
  bigint,
  defineTable,
  integer,
  type LiveOwner,
  roleIdOf,
  type Store,
} from '../../src/store/index.ts';
import { openJournalFiles } from '../../src/store/journal/index.ts';
import { sqliteBody } from '../../src/store/sqlite/index.ts';
import { type Size, sizeOf, startActors } from './host.ts';

/** As many as the journal's benchmark has writers. */
const CALLERS = 256;
const CHANGES: Readonly<Record<Size, number>> = { smoke: 512, quick: 20_000, full: 200_000 };
const ROUNDS: Readonly<Record<Size, number>> = { smoke: 1, quick: 2, full: 4 };
const MEBIBYTES_MAX = 1024;
const QUIET = { wanted: () => {}, lost: () => {} };

const columns = { level: integer(), hp: integer(), mapId: integer(), x: integer(), y: integer(), exp: bigint() };
const actorRow = defineTable({ name: 'bench_actor', kind: 'actor', owner: bigint(), columns });
const roleRow = defineTable({ name: 'bench_role', kind: 'split', live: true, columns });
const rowOf = (level: number) => ({ level, hp: 100, mapId: 100, x: level % 100, y: 50, exp: 1_000n });

const changing = defineActor({ name: 'changing', key: bigint(), tables: { row: actorRow } }).on(
  'change',
  (self, { level }: { readonly level: number }) => {
    self.rows.row.upsert(rowOf(level));
  },
);
/** The same rows without the actor layer above them. */
const bareRow = defineTable({ name: 'bench_bare', kind: 'actor', owner: bigint(), columns });
const bare = defineActor({ name: 'bare', key: bigint(), tables: { row: bareRow } });
const purse = defineRoleActor({ name: 'purse', tables: { row: roleRow } }).on(
  'level',
  (self) => self.rows.row.get()?.level ?? 0,
);

interface Measured {
  readonly perSecond: number;
  readonly micros: number;
}

async function measure(count: number, run: (at: number) => Promise<unknown> | null): Promise<Measured> {
  let next = 0;
  async function caller(): Promise<void> {
    while (next < count) await run(next++);
  }
  const startMs = performance.now();
  const start = process.cpuUsage();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const { user, system } = process.cpuUsage(start);
  const seconds = (performance.now() - startMs) / 1_000;
  return { perSecond: Math.round(count / seconds), micros: Number(((user + system) / count).toFixed(2)) };
}

function openBenchStore(directory: string, actors: readonly AnyActor[]): Promise<Store> {
  const tables = actors.flatMap((actor) => Object.values(actor.tables));
  return openStore({
    body: sqliteBody({ at: { file: join(directory, 'store.sqlite') } }),
    tables,
    serverIds: [1],
    live: {
      openFiles: () => openJournalFiles(join(directory, 'journal')),
      // Only at the end.
      flushAgeMs: 3_600_000,
      bytesMax: MEBIBYTES_MAX * 1024 * 1024,
    },
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}

async function main(): Promise<Readonly<Record<string, unknown>>> {
  const size = sizeOf(process.argv[2]);
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-actors-'));
  const store = await openBenchStore(directory, [changing, bare, purse]);
  try {
    const system = startActors([changing, purse], store.live);
    const owners: LiveOwner[] = [];
    for (let key = 0; key < CALLERS; key++) owners.push(await store.live.open(actorOwner('bare', BigInt(key)), QUIET));
    const [table] = Object.values(bare.tables);
    const refs = Array.from(
      { length: CALLERS },
      (_, key) => system.ref(changing, BigInt(key), null) as never,
    ) as readonly {
      change(args: { readonly level: number }): Promise<void>;
    }[];
    const floorChange = (at: number): Promise<void> | null => {
      const owner = owners[at % CALLERS] as LiveOwner;
      owner.rows(table as never as typeof actorRow).upsert(rowOf(at));
      return owner.commit();
    };
    // Awake, as the owners of the floor are open.
    await Promise.all(refs.map((ref) => ref.change({ level: 0 })));
    const call = (at: number): Promise<void> | null => refs[at % CALLERS]?.change({ level: at }) ?? null;
    const [calls, floors]: Measured[][] = [[], []];
    for (let round = 0; round < ROUNDS[size]; round++) {
      floors?.push(await measure(CHANGES[size], floorChange));
      calls?.push(await measure(CHANGES[size], call));
    }
    const [floor, changed] = [best(floors ?? []), best(calls ?? [])];
    return {
      change: {
        ...changed,
        floor,
        ratio: ratio(changed.perSecond, floor.perSecond),
        cpuRatio: ratio(floor.micros, changed.micros),
      },
      togetherOfRoles: await measureTogether(system, CHANGES[size] / 4),
    };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

function best(rounds: readonly Measured[]): Measured {
  return rounds.reduce((one, other) => (other.perSecond > one.perSecond ? other : one));
}

function ratio(one: number, other: number): number {
  return Number((one / other).toFixed(3));
}

/** Pairs of roles, each swapping a level between its two over and over. */
async function measureTogether(system: ReturnType<typeof startActors>, count: number): Promise<unknown> {
  const times: number[] = [];
  const refs = Array.from({ length: CALLERS * 2 }, (_, number) =>
    system.ref(purse, roleIdOf({ serverId: 1, number: 10_000_001 + number }), null),
  );
  await Promise.all(refs.map((ref) => (ref as never as { level(): Promise<number> }).level()));
  const measured = await measure(count, async (at) => {
    const pair = [refs[(at % CALLERS) * 2], refs[(at % CALLERS) * 2 + 1]];
    const startMs = performance.now();
    await system.together(null, {
      refs: pair,
      change: (...shares) => {
        for (const share of shares as readonly { rows: { row: { upsert(row: unknown): void } } }[])
          share.rows.row.upsert(rowOf(at));
      },
      options: {},
    });
    times.push(performance.now() - startMs);
  });
  times.sort((left, right) => left - right);
  const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
  return { ...measured, p50Ms: at(0.5), p99Ms: at(0.99) };
}

console.log(JSON.stringify(await main()));
process.exit(0);
