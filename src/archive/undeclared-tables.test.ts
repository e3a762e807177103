// What a store holds is known to the store: tools without the game's declarations lose no row.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { snapshotTables } from '../store/front/index.ts';
import type { Store } from '../store/index.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import { archiveOf, hero, holding, openMemory, ROLE, sample, sourceOf } from './archive.fixture.ts';
import { ArchiveReader } from './archive-reader.ts';
import { checkArchive } from './check-archive.ts';
import { compareArchive } from './compare-archive.ts';
import { isSame } from './compare-rows.ts';
import { RESTORE_WORK, restore } from './restore.ts';
import { tablesOfArchive } from './table-match.ts';
import { exportTables } from './tables-node.ts';
import { deleteOne } from './undeclared-tables.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'undeclared-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;

function open(file: string, options: Parameters<typeof openMemory>[0]): Promise<Store> {
  return openMemory({ body: sqliteBody({ at: { file }, thread: 'caller' }), ...options });
}

/** A store of a game with two roles, closed. */
async function gameFile(): Promise<string> {
  const file = join(directory, `${files++}.sqlite`);
  const store = await open(file, { tables: [sample, holding, hero] });
  await store.load(hero, [
    [ROLE, 7n],
    [ROLE + 1n, 8n],
  ]);
  await store.load(holding, [['holder', ROLE]]);
  await store.close();
  return file;
}

test('backup: without the declarations, all tables of the store are in the archive, and it restores and compares', async () => {
  const file = await gameFile();
  const bare = await open(file, { tables: [sample], access: 'read' });
  const { bytes, report } = await archiveOf(bare);
  assert.deepEqual(
    report.tables.map(({ name, rows }) => [name, rows]),
    [
      ['jadegate_role_id', 0],
      ['jadegate_alarm', 0],
      ['jadegate_receipt', 0],
      ['sample', 0],
      ['hero', 2],
      ['holding', 1],
    ],
  );
  const reader = await ArchiveReader.open(sourceOf(bytes));
  const tables = tablesOfArchive(reader.header, snapshotTables([sample]));
  assert.equal((await checkArchive(reader, { tables, references: [] })).rows, 3);

  const into = join(directory, `${files++}.sqlite`);
  const target = await open(into, { tables: [sample, ...tables.slice(4)], resumes: RESTORE_WORK });
  await restore(reader, target, { tables, references: [] });
  await target.close();
  const game = await open(into, { tables: [sample, holding, hero] });
  assert.deepEqual(await game.table(hero).get(ROLE), { roleId: ROLE, gold: 7n });
  assert.ok((await compareArchive(reader, game)).every(isSame));
  await game.close();

  const other = await openMemory({ tables: [sample] });
  const missing = (await compareArchive(reader, other)).filter((difference) => !isSame(difference));
  assert.deepEqual(
    missing.map(({ table, onlyLeft }) => [table, onlyLeft]),
    [
      ['hero', 2],
      ['holding', 1],
    ],
  );
  await other.close();
  await bare.close();
});

test('export: without the declarations, all tables of the store are written', async () => {
  const bare = await open(await gameFile(), { tables: [sample], access: 'read' });
  const out = join(directory, 'out');
  const written = await exportTables(bare, { directory: out, format: 'jsonl', only: [] });
  assert.ok(written.includes(join(out, 'hero.jsonl')));
  assert.equal(readFileSync(join(out, 'hero.jsonl'), 'utf8').split('\n').length, 3);
  await bare.close();
});

test('store: deleting a role also deletes its rows in tables that the program does not declare', async () => {
  const file = await gameFile();
  const bare = await open(file, { tables: [sample] });
  assert.equal(await bare.run(deleteOne, ROLE), 2);
  await bare.close();
  const game = await open(file, { tables: [sample, holding, hero] });
  assert.deepEqual([await game.table(hero).get(ROLE), await game.table(holding).list({ roleId: ROLE })], [null, []]);
  await game.close();
});
