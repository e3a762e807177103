import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { snapshotTables } from '../store/front/index.ts';
import { bigint, defineMigration, defineTable, integer, type Store, text } from '../store/index.ts';
import { RoleIdAllocator } from '../store/role-ids/index.ts';
import { deletedRole, ownerReceipt, storeRun, storeWork } from '../store/table/index.ts';
import {
  archiveOf,
  filledStore,
  hero,
  holding,
  MemorySink,
  member,
  openMemory,
  REFERENCES,
  ROLE,
  sample,
  sourceOf,
  TABLES,
} from './archive.fixture.ts';
import { encodePreamble } from './archive-block.ts';
import { ArchiveReader } from './archive-reader.ts';
import { backUp } from './back-up.ts';
import { type CheckReport, checkArchive } from './check-archive.ts';
import { compareArchive } from './compare-archive.ts';
import { isSame } from './compare-rows.ts';
import { type AsideRow, RESTORE_WORK, type RestoreReport, restore } from './restore.ts';
import { ArchiveError, type ArchiveErrorCode } from './text/index.ts';

const CHECK = { tables: snapshotTables(TABLES), references: REFERENCES };

async function check(bytes: Buffer): Promise<CheckReport> {
  return checkArchive(await ArchiveReader.open(sourceOf(bytes)), CHECK);
}

async function restoreInto(store: Store, bytes: Buffer): Promise<RestoreReport> {
  return restore(await ArchiveReader.open(sourceOf(bytes)), store, CHECK);
}

function rejects(promise: Promise<unknown>, code: ArchiveErrorCode, message: RegExp): Promise<void> {
  return assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof ArchiveError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

test('archive: what is backed up, restored and compared is the same, row for row', async () => {
  const store = await filledStore();
  const { bytes, report } = await archiveOf(store);
  assert.equal(report.rows, 17);
  assert.deepEqual((await check(bytes)).problems, []);
  const empty = await openMemory({ resumes: RESTORE_WORK });
  assert.equal((await restoreInto(empty, bytes)).rows, 17);
  assert.deepEqual(await empty.table(storeWork).list({}), []);
  const differences = await compareArchive(await ArchiveReader.open(sourceOf(bytes)), empty);
  assert.deepEqual(
    differences.map((difference) => [difference.table, isSame(difference), difference.equal]),
    [
      ['jadegate_role_id', true, 0],
      ['jadegate_alarm', true, 1],
      ['jadegate_receipt', true, 1],
      ['sample', true, 3],
      ['holding', true, 5],
      ['hero', true, 5],
      ['member', true, 2],
    ],
  );
  assert.deepEqual((await archiveOf(empty)).bytes, bytes);
  const [seen] = await empty.table(ownerReceipt).list({ owner: 'guild/玉门/1' });
  assert.equal(seen?.seenRanMs, null, 'when a store saw a receipt is about that store');
  await store.close();
  await empty.close();
});

test('archive: how long a store was run and when it saw roles deleted is not restored, so deleted roles wait anew', async () => {
  const store = await filledStore();
  await store.table(storeRun).upsert({ name: 'total', ranMs: 1_000 });
  await store.table(deletedRole).upsert({ roleId: ROLE, deletedMs: 5, seenRanMs: 7 });
  const { bytes } = await archiveOf(store);
  const empty = await openMemory({ resumes: RESTORE_WORK });
  await restoreInto(empty, bytes);
  assert.deepEqual([await empty.table(storeRun).list({}), await empty.table(deletedRole).list({})], [[], []]);
  for (const each of [store, empty]) await each.close();
});

test('archive: after a restore the role ids that may have been issued since the backup are skipped, and reported', async () => {
  const store = await filledStore();
  const first = await new RoleIdAllocator({ store }).allocate(1);
  const { bytes } = await archiveOf(store);
  await new RoleIdAllocator({ store }).allocate(1);
  const restored = await openMemory({ resumes: RESTORE_WORK });
  const { skipped } = await restoreInto(restored, bytes);
  assert.deepEqual(skipped, [{ serverId: 1, first: first + 1_000n, last: first + 1_000_999n }]);
  assert.equal(await new RoleIdAllocator({ store: restored }).allocate(1), first + 1_001_000n);
  const differences = await compareArchive(await ArchiveReader.open(sourceOf(bytes)), restored);
  assert.ok(differences.every(isSame));
  const exact = await openMemory({ resumes: RESTORE_WORK });
  const none = { ...CHECK, skippedRoleIds: 0 };
  assert.deepEqual((await restore(await ArchiveReader.open(sourceOf(bytes)), exact, none)).skipped, []);
  assert.equal(await new RoleIdAllocator({ store: exact }).allocate(1), first + 1_000n);
  for (const one of [store, restored, exact]) await one.close();
});

test('archive: an empty store has one too', async () => {
  const store = await openMemory();
  assert.equal((await check((await archiveOf(store)).bytes)).rows, 0);
  await store.close();
});

test('archive: every byte that is changed and every cut is found', async () => {
  const store = await filledStore(2);
  const { bytes } = await archiveOf(store);
  await store.close();
  for (let at = 0; at < bytes.length; at++) {
    await assert.rejects(check(bytes.subarray(0, at)), ArchiveError, `cut at ${at}`);
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    await assert.rejects(check(flipped), ArchiveError, `flipped at ${at}`);
  }
  await rejects(check(Buffer.concat([bytes, Buffer.from('x')])), 'damaged', /bytes follow its end/);
});

test('archive: bytes of anybody are refused and never break the reader', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (random, hasPreamble) => {
      const bytes = Buffer.concat([hasPreamble ? encodePreamble() : Buffer.alloc(0), random]);
      await assert.rejects(check(bytes), ArchiveError);
    }),
  );
});

test('archive: a newer format, or a newer table, is refused with both versions', async () => {
  const store = await filledStore(1);
  const { bytes } = await archiveOf(store);
  await store.close();
  const newer = Buffer.concat([encodePreamble(9), bytes.subarray(encodePreamble().length)]);
  await rejects(check(newer), 'newer-format', /format 9, this program knows 1/);
  const step = defineMigration({ moduleUrl: import.meta.url, name: 'nothing', version: 3 }, async () => {}).step;
  const stepped = defineTable({
    name: 'hero',
    kind: 'split',
    columns: { gold: bigint() },
    rowsPerSplit: 100,
    steps: [step],
  });
  const withStep = snapshotTables([sample, holding, stepped]);
  const reader = await ArchiveReader.open(sourceOf(bytes));
  await rejects(
    checkArchive(reader, { tables: withStep, references: [] }),
    'schema-conflict',
    /hero has version 1, this program knows 3/,
  );
  const later = await openMemory({ tables: [sample, holding, stepped] });
  const fromLater = (await archiveOf(later)).bytes;
  await later.close();
  await rejects(check(fromLater), 'newer-format', /hero has version 3, this program knows 1/);
});

test('archive: a column that is new takes its default; what cannot fit is refused by table and column', async () => {
  const store = await filledStore(1);
  const { bytes } = await archiveOf(store);
  await store.close();
  const wider = defineTable({
    name: 'hero',
    kind: 'split',
    columns: { gold: bigint(), honour: integer({ default: 3 }) },
    rowsPerSplit: 100,
  });
  const target = await openMemory({ tables: [sample, holding, wider, member] });
  const tables = snapshotTables([sample, holding, wider, member]);
  await restore(await ArchiveReader.open(sourceOf(bytes)), target, { tables, references: [] });
  assert.deepEqual(await target.table(wider).get(ROLE), { roleId: ROLE, gold: 0n, honour: 3 });
  await target.close();
  const needy = defineTable({ name: 'hero', kind: 'split', columns: { gold: bigint(), honour: integer() } });
  const other = defineTable({ name: 'hero', kind: 'split', columns: { gold: text() } });
  const dropped = defineTable({ name: 'hero', kind: 'split', columns: {} });
  const cases = [
    [needy, /hero: column honour is not in the archive and has no default/],
    [other, /hero: column gold is archived as bigint and declared as text/],
    [dropped, /hero: column gold is archived and not declared/],
  ] as const;
  for (const [table, message] of cases) {
    const reader = await ArchiveReader.open(sourceOf(bytes));
    const tablesOf = snapshotTables([sample, holding, table]);
    await rejects(checkArchive(reader, { tables: tablesOf, references: [] }), 'schema-conflict', message);
  }
  const ofClan = { ...member, actor: 'clan' };
  const renamed = checkArchive(await ArchiveReader.open(sourceOf(bytes)), {
    tables: snapshotTables([sample, holding, hero, ofClan]),
    references: [],
  });
  await rejects(renamed, 'schema-conflict', /member: it is archived for actor guild and declared for actor clan/);
  const reader = await ArchiveReader.open(sourceOf(bytes));
  const without = checkArchive(reader, { tables: snapshotTables([sample, hero]), references: [] });
  await rejects(without, 'schema-conflict', /a table holding, which this program does not declare/);
});

test('restore: a store with rows is refused, a damaged archive changes nothing, a cut restore is never taken for whole', async () => {
  const store = await filledStore();
  const { bytes } = await archiveOf(store);
  await rejects(restoreInto(store, bytes), 'not-empty', /table jadegate_alarm has rows; name an empty one/);
  await store.close();
  const empty = await openMemory();
  await rejects(restoreInto(empty, bytes.subarray(0, bytes.length - 1)), 'damaged', /its end is missing/);
  assert.deepEqual(await empty.table(storeWork).list({}), []);
  const controller = new AbortController();
  let seen = 0;
  const cut = restore(await ArchiveReader.open(sourceOf(bytes)), empty, {
    ...CHECK,
    signal: controller.signal,
    onProgress: ({ part = 0 }) => {
      if (part > 0.5 && ++seen === 2) controller.abort();
    },
  });
  await rejects(cut, 'cancelled', /interrupted on request/);
  assert.equal((await empty.table(storeWork).list({})).length, 1);
  await empty.close();
});

test('verify: what contradicts itself is named', async () => {
  const store = await filledStore(3);
  await store.table(holding).insert({ holder: 'nobody', roleId: 99_000_000_000_001n });
  await store.table(hero).insert({ roleId: ROLE + 1n, gold: 1n });
  const { bytes } = await archiveOf(store);
  const { problems } = await check(bytes);
  assert.deepEqual(problems, [
    'table holding: (role_id) leads to no row of hero (role_id): 1 times, such as 99000000000001',
    'table hero: (role_id) leads to no row of holding (role_id): 1 times, such as 60000002',
  ]);
  const empty = await openMemory();
  await rejects(restoreInto(empty, bytes), 'row-invalid', /leads to no row.*and 1 more/);
  await empty.close();
  await store.table(hero).update(ROLE, { gold: 9n });
  await store.table(hero).delete(ROLE + 60n);
  await store.table(sample).insert({ id: 0, big: 77n });
  const differences = await compareArchive(await ArchiveReader.open(sourceOf(bytes)), store);
  assert.deepEqual(
    differences.flatMap(({ examples }) => examples),
    ['sample (0) is only in memory', 'hero (60000001) differs in gold', 'hero (60000061) is only in the archive'],
  );
  await store.close();
});

test('backup: fifty writers at work, the archive is one moment', async () => {
  const store = await openMemory();
  let isDone = false;
  let next = 0;
  // Each writer makes a hero and a holding, and moves gold between two heroes: references and the sum hold at each moment.
  const writers = Array.from({ length: 50 }, async () => {
    while (!isDone) {
      const roleId = ROLE + BigInt(next++);
      await store.load(hero, [[roleId, 5n]]);
      await store.load(holding, [['a', roleId]]);
    }
  });
  let rows = 0;
  const sizes: number[] = [];
  while (sizes.length < 5) {
    const { bytes } = await archiveOf(store);
    const report = await check(bytes);
    // A holding comes after its hero: at one moment none is without.
    assert.deepEqual(
      report.problems.filter((problem) => problem.startsWith('table holding')),
      [],
    );
    assert.ok(report.rows >= rows, 'a later moment has no fewer rows');
    rows = report.rows;
    sizes.push(rows);
  }
  isDone = true;
  await Promise.all(writers);
  assert.ok(sizes.at(-1) !== sizes[0], 'writers went on meanwhile');
  await store.close();
});

test('backup: one that is cut short leaves nothing', async () => {
  const store = await filledStore();
  const sink = new MemorySink();
  const controller = new AbortController();
  const options = { program: '1', createdMs: 5, origin: 'here', serverIds: [1], signal: controller.signal };
  const cut = backUp(store, sink, { ...options, onProgress: () => controller.abort() });
  await rejects(cut, 'cancelled', /interrupted on request/);
  assert.ok(sink.isDiscarded);
  await store.close();
});

test('archive: a restore sets rows aside that refer to nothing, and rows that refer to these, each with its reason', async () => {
  const store = await openMemory();
  await store.load(holding, [
    ['a', ROLE],
    ['b', ROLE + 9n],
  ]);
  await store.load(hero, [
    [ROLE, 1n],
    [ROLE + 1n, 2n],
  ]);
  const { bytes } = await archiveOf(store);
  await store.close();
  const reader = await ArchiveReader.open(sourceOf(bytes));
  const target = await openMemory({ resumes: RESTORE_WORK });
  await rejects(restore(reader, target, CHECK), 'row-invalid', /leads to no row of hero.*--set-aside/);
  const rows: unknown[] = [];
  const aside = {
    name: 'aside.jsonl',
    write: async (bad: readonly AsideRow[]) => {
      rows.push(
        ...bad.map(({ table, why, fields }) => [table.name, Object.values(fields)[0], why.replace(/.*leads/, 'leads')]),
      );
    },
  };
  const report = await restore(reader, target, { ...CHECK, aside });
  assert.deepEqual([report.rows, report.asideRows], [2, 2]);
  assert.deepEqual(rows, [
    ['holding', 'b', 'leads to no row of hero (role_id)'],
    ['hero', `${ROLE + 1n}`, 'leads to no row of holding (role_id)'],
  ]);
  assert.deepEqual(await target.table(holding).list({}), [{ holder: 'a', roleId: ROLE }]);
  assert.deepEqual((await check((await archiveOf(target)).bytes)).problems, []);
  await target.close();
});

test('archive: a restore sets rows aside that repeat a unique value or have a refused one, and rows that lead to them', async () => {
  const columns = { id: integer(), big: bigint({ nullable: true }), label: text() };
  const before = defineTable({ name: 'sample', kind: 'disc', columns, key: ['id'] });
  const store = await openMemory({ tables: [before, holding, hero] });
  await store.load(before, [
    [1, 7n, 'stays'],
    [2, 7n, 'repeats'],
    [3, 8n, 'stays'],
    [4, null, 'refused'],
    [5, 7n, 'repeats'],
  ]);
  await store.load(holding, [
    ['repeats', ROLE],
    ['stays', ROLE + 1n],
  ]);
  const { bytes } = await archiveOf(store);
  await store.close();
  const now = defineTable({
    name: 'sample',
    kind: 'disc',
    columns: { ...columns, big: bigint() },
    key: ['id'],
    indexes: [{ on: ['big'], unique: true }],
  });
  const tables = snapshotTables([now, holding, hero]);
  const references = [{ from: { table: holding, columns: ['holder'] }, to: { table: now, columns: ['label'] } }];
  const reader = await ArchiveReader.open(sourceOf(bytes));
  const target = await openMemory({ tables: [now, holding, hero], resumes: RESTORE_WORK });
  await rejects(
    restore(reader, target, { tables, references }),
    'row-invalid',
    /row \[4\], column big: a value is needed.*--set-aside/,
  );
  const lines: unknown[] = [];
  const aside = {
    name: 'aside.jsonl',
    write: async (bad: readonly AsideRow[]) => {
      lines.push(
        ...bad.map(({ why, fields }) => [Object.values(fields)[0], why.replace(/^.*(?=leads|not unique|a value)/, '')]),
      );
    },
  };
  const report = await restore(reader, target, { tables, references, aside });
  assert.deepEqual([report.rows, report.asideRows], [3, 4]);
  assert.deepEqual(lines.toSorted(), [
    [2, 'not unique: row (1) has the same'],
    [4, 'a value is needed; a restore with --set-aside leaves it out'],
    [5, 'not unique: row (1) has the same'],
    ['repeats', 'leads to no row of sample (label)'],
  ]);
  assert.deepEqual(
    (await target.table(now).list({})).map(({ id }) => id),
    [1, 3],
  );
  await target.close();
});
