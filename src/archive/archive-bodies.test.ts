// Archives between real databases: files and PostgreSQL, each way; and of one that is being written to.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { OpenBody } from '../store/body/index.ts';
import { snapshotTables } from '../store/front/index.ts';
import type { Store } from '../store/index.ts';
import { postgresBody } from '../store/postgres/index.ts';
import { TestDatabase } from '../store/postgres/postgres.fixture.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import {
  archiveOf,
  filledStore,
  hero,
  holding,
  openMemory,
  REFERENCES,
  ROLE,
  sample,
  sourceOf,
  TABLES,
} from './archive.fixture.ts';
import { ArchiveReader } from './archive-reader.ts';
import { type CheckReport, checkArchive } from './check-archive.ts';
import { compareArchive } from './compare-archive.ts';
import { isSame } from './compare-rows.ts';
import { RESTORE_WORK, restore } from './restore.ts';

const CHECK = { tables: snapshotTables(TABLES), references: REFERENCES };
const WRITERS = 50;
/** Backups that are made while they write. */
const BACKUPS = 4;

const directory = mkdtempSync(join(tmpdir(), 'archive-bodies-'));
const database = await TestDatabase.create('archive');
after(async () => {
  rmSync(directory, { recursive: true });
  await database?.drop();
});
let files = 0;

const BODIES: Readonly<Record<string, () => Promise<OpenBody>>> = {
  SQLite: async () => sqliteBody({ at: { file: join(directory, `${files++}.sqlite`) } }),
  ...(database === null ? {} : { PostgreSQL: async () => postgresBody({ url: await database.freshUrl() }) }),
};

async function check(bytes: Buffer): Promise<CheckReport> {
  return checkArchive(await ArchiveReader.open(sourceOf(bytes)), CHECK);
}

for (const [name, freshBody] of Object.entries(BODIES)) {
  test(`archive: from memory into ${name} and back, it is the same to the byte`, async () => {
    const memory = await filledStore(40);
    // Text in the order of its bytes, which is no language's.
    const labels = ['Z', 'a', 'B', 'é', 'ab', 'a b', '', 'Ａ', '\u{1F409}', '_', '-'];
    await memory.load(
      holding,
      labels.map((label, at) => [label, ROLE + BigInt(at * 60)]),
    );
    const { bytes } = await archiveOf(memory);
    assert.deepEqual((await check(bytes)).problems, []);
    const store = await openMemory({ body: await freshBody(), resumes: RESTORE_WORK });
    await restore(await ArchiveReader.open(sourceOf(bytes)), store, CHECK);
    const differences = await compareArchive(await ArchiveReader.open(sourceOf(bytes)), store);
    assert.deepEqual(
      differences.filter((difference) => !isSame(difference)),
      [],
    );
    assert.deepEqual((await archiveOf(store)).bytes, bytes);
    await memory.close();
    await store.close();
  });

  test(`archive: of ${name} while ${WRITERS} write, each is one moment and holds up nobody`, async () => {
    const store = await openMemory({ body: await freshBody() });
    const work = startWriters(store);
    let rows = 0;
    for (let made = 0; made < BACKUPS; made++) {
      const acknowledged = work.acknowledged();
      const { bytes } = await archiveOf(store);
      const report = await check(bytes);
      // Each writer adds a hero, then its holding: at no moment is there a holding without its hero.
      assert.deepEqual(
        report.problems.filter((problem) => problem.startsWith('table holding')),
        [],
      );
      const heroes = report.tables.find((table) => table.name === hero.name)?.rows ?? 0;
      const holdings = report.tables.find((table) => table.name === holding.name)?.rows ?? 0;
      assert.ok(heroes - holdings <= WRITERS, 'what a writer is about to add, and no more, is missing');
      assert.ok(holdings >= acknowledged, 'what was acknowledged before is in it');
      assert.ok(report.rows >= rows, 'a later moment has no fewer');
      rows = report.rows;
      await work.moreThan(acknowledged);
    }
    await work.stop();
    await store.close();
  });
}

interface Writers {
  acknowledged(): number;
  /** Resolves when so many and one more are acknowledged. */
  moreThan(count: number): Promise<void>;
  stop(): Promise<void>;
}

function startWriters(store: Store): Writers {
  let acknowledged = 0;
  let isStopped = false;
  let waiting: { readonly count: number; readonly resolve: () => void } | null = null;
  let next = 0;
  const write = async (): Promise<void> => {
    while (!isStopped) {
      const roleId = ROLE + BigInt(next++);
      await store.table(hero).insert({ roleId, gold: 5n });
      await store.table(holding).insert({ holder: 'a', roleId });
      await store.table(sample).upsert({ id: 1, big: roleId });
      acknowledged++;
      if (waiting !== null && acknowledged > waiting.count) waiting.resolve();
    }
  };
  const all = Array.from({ length: WRITERS }, write);
  return {
    acknowledged: () => acknowledged,
    moreThan: (count) =>
      new Promise((resolve) => {
        waiting = { count, resolve };
      }),
    async stop() {
      isStopped = true;
      await Promise.all(all);
    },
  };
}
