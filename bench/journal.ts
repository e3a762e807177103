// Changes of live owners. First how many a second the journal acknowledges, against the floor: the same bytes written
// and flushed (fdatasync) in as many groups, and nothing else. Then how fast many changed roles are flushed to the
// database, against the floor: the same rows of the same file updated by one prepared statement, as many in a commit.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { Counters, silentLogger, systemClock } from '../src/base/index.ts';
import { openStore } from '../src/store/front/index.ts';
import { bigint, defineTable, integer, type LiveOwner, roleIdOf, roleOwner, type Store } from '../src/store/index.ts';
import { openJournalFiles } from '../src/store/journal/index.ts';
import { sqliteBody } from '../src/store/sqlite/index.ts';
import type { BenchOptions } from './main.ts';

const WRITERS = 256;
const CHANGES = 200_000;
const ROLES = 100_000;
/** Roles that are opened at once. */
const OPENERS = 512;
/** Updates of one commit of the floor: those of one flush. */
const GROUP = 256;
const ROUNDS = 3;
const FIRST_ROLE = 10_000_001;
const MEBIBYTES_MAX = 1024;
const QUIET = { wanted: () => {}, lost: () => {} };

const benchRole = defineTable({
  name: 'bench_role',
  kind: 'split',
  live: true,
  columns: { level: integer(), hp: integer(), mapId: integer(), x: integer(), y: integer(), exp: bigint() },
});

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const roleCount = options.quick ? 1_000 : ROLES;
  const changes = options.quick ? 5_000 : CHANGES;
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-journal-'));
  try {
    const counters = new Counters();
    const file = join(directory, 'store.sqlite');
    const store = await open({ file, journal: join(directory, 'journal'), counters });
    const roles = await openRoles(store, roleCount);
    await changeAll(roles, 1);
    await store.live.flush();
    const append = await measureAppend({ store, roles: roles.slice(0, WRITERS), counters, changes, directory });
    const rates: number[] = [];
    for (let round = 0; round < (options.quick ? 1 : ROUNDS); round++)
      rates.push(await measureFlush(store, roles, round + 2));
    await store.close();
    const floor = updateAgain(file, roleCount);
    const flush = median(rates);
    return {
      append,
      flush: {
        roles: roleCount,
        rolesPerSecond: Math.round(flush),
        floor: Math.round(floor),
        ratio: Number((flush / floor).toFixed(3)),
      },
      hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function open(options: {
  readonly file: string;
  readonly journal: string;
  readonly counters: Counters;
}): Promise<Store> {
  return openStore({
    body: sqliteBody({ at: { file: options.file } }),
    tables: [benchRole],
    serverIds: [1],
    live: {
      openFiles: () => openJournalFiles(options.journal),
      // Only on request.
      flushAgeMs: 3_600_000,
      bytesMax: MEBIBYTES_MAX * 1024 * 1024,
    },
    clock: systemClock,
    log: silentLogger,
    counters: options.counters,
  });
}

async function openRoles(store: Store, count: number): Promise<readonly LiveOwner[]> {
  console.error(`${count} roles enter`);
  const roles: LiveOwner[] = [];
  let next = 0;
  async function opener(): Promise<void> {
    while (next < count) {
      const roleId = roleIdOf({ serverId: 1, number: FIRST_ROLE + next++ });
      roles.push(await store.live.open(roleOwner(roleId), QUIET));
    }
  }
  await Promise.all(Array.from({ length: OPENERS }, opener));
  return roles;
}

async function changeAll(roles: readonly LiveOwner[], level: number): Promise<void> {
  await Promise.all(roles.map((role) => change(role, level)));
}

function change(role: LiveOwner, level: number): Promise<void> | null {
  role.rows(benchRole).upsert({ level, hp: 100, mapId: 100, x: level % 100, y: 50, exp: 1_000n });
  return role.commit();
}

interface AppendOptions {
  readonly store: Store;
  readonly roles: readonly LiveOwner[];
  readonly counters: Counters;
  readonly changes: number;
  readonly directory: string;
}

/** Each role changes, waits for the journal, and changes again. */
async function measureAppend(options: AppendOptions): Promise<Readonly<Record<string, number>>> {
  const { store, roles, counters, changes, directory } = options;
  const flushes = counters.counter('journal_flushes');
  const [bytesBefore, flushesBefore] = [store.live.status().journalBytes, flushes.value];
  const startMs = performance.now();
  let done = 0;
  async function writer(role: LiveOwner): Promise<void> {
    while (done < changes) {
      done++;
      await change(role, done);
    }
  }
  await Promise.all(roles.map(writer));
  const perSecond = (done * 1000) / (performance.now() - startMs);
  const groups = flushes.value - flushesBefore;
  const bytes = store.live.status().journalBytes - bytesBefore;
  const floorMs = writeAgain(join(directory, 'floor'), { bytes, groups });
  const floor = (done * 1000) / floorMs;
  console.error(`journal ${Math.round(perSecond)} changes/s, floor ${Math.round(floor)}/s, in ${groups} groups`);
  return {
    changesPerSecond: Math.round(perSecond),
    floor: Math.round(floor),
    ratio: Number((perSecond / floor).toFixed(3)),
    changesPerGroup: Math.round(done / groups),
    bytesPerChange: Math.round(bytes / done),
  };
}

function writeAgain(file: string, { bytes, groups }: { readonly bytes: number; readonly groups: number }): number {
  const descriptor = openSync(file, 'w');
  const group = Buffer.alloc(Math.max(1, Math.round(bytes / groups)), 'x');
  const startMs = performance.now();
  for (let at = 0; at < groups; at++) {
    writeSync(descriptor, group);
    fdatasyncSync(descriptor);
  }
  const tookMs = performance.now() - startMs;
  closeSync(descriptor);
  return tookMs;
}

async function measureFlush(store: Store, roles: readonly LiveOwner[], level: number): Promise<number> {
  for (const role of roles) role.rows(benchRole).update({ level, exp: BigInt(level) });
  await Promise.all(roles.map((role) => role.commit()));
  const startMs = performance.now();
  const { left } = await store.live.flush();
  const perSecond = (roles.length * 1000) / (performance.now() - startMs);
  if (left > 0) throw new Error(`${left} roles were not flushed`);
  console.error(`flush ${Math.round(perSecond)} roles/s`);
  return perSecond;
}

function updateAgain(file: string, count: number): number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const update = db.prepare('UPDATE bench_role_1_0 SET level = ?, exp = ? WHERE role_id = ?');
  const startMs = performance.now();
  for (let done = 0; done < count; done += GROUP) {
    db.exec('BEGIN IMMEDIATE');
    for (let at = done; at < Math.min(done + GROUP, count); at++) {
      update.run(9, 9n, roleIdOf({ serverId: 1, number: FIRST_ROLE + at }));
    }
    db.exec('COMMIT');
  }
  const perSecond = (count * 1000) / (performance.now() - startMs);
  db.close();
  return perSecond;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
