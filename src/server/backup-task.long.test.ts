import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ArchiveReader, checkArchive, openArchive } from '../archive/index.ts';
import { Counters, ManualClock, silentLogger, systemClock } from '../base/index.ts';
import { rolesTables } from '../modules/roles/index.ts';
import { archiveCheckOf } from './archives/index.ts';
import { createBackupTask } from './backup-task-node.ts';
import { openServerStore } from './server.ts';
import { readConfig } from './settings/index.ts';
import { storedTablesOf } from './tools/index.ts';

test('regular backups: one when it is due, beside the server at work, of the rows that are there; old ones go', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'backup-task-'));
  const archives = join(directory, 'archives');
  const flags = { dataDirectory: join(directory, 'data'), backup: { directory: archives, everyHours: 2, keep: 1 } };
  const config = readConfig({ flags });
  const store = await openServerStore({ config }, { clock: systemClock, log: silentLogger, counters: new Counters() });
  try {
    await store.table(rolesTables.account).insert({ name: 'ann', createdMs: 5 });
    // The task's own clock decides when one is due; the archives have the time of the thread that wrote them.
    const clock = new ManualClock({ startWallMs: Date.now() });
    const warnings: string[] = [];
    const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const flush = async () => ({ store: store.location, flushed: 1, failure: 'the database is away' });
    const order = { config, tables: storedTablesOf({ modules: [] }), directory: archives, flush };
    const task = createBackupTask(order, { clock, log });
    await task.run();
    const [first = ''] = readdirSync(archives);
    assert.deepEqual(warnings, ['the backup lacks the latest changes of some roles that play: the database is away']);
    await task.run();
    assert.deepEqual(readdirSync(archives), [first], 'the next is not due');
    const source = await openArchive(join(archives, first));
    const modules = { modules: [] };
    const reader = await ArchiveReader.open(source);
    const report = await checkArchive(reader, archiveCheckOf(modules, reader.header));
    await source.close();
    assert.deepEqual([report.rows, report.problems], [1, []]);
    clock.advance(3 * 3_600_000);
    await task.run();
    const left = readdirSync(archives);
    assert.deepEqual([left.length, left.includes(first)], [1, false], 'the next is made, and the old one goes');
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
});

test('regular backups: one that fails is told, with the reason', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'backup-task-'));
  const config = readConfig({ flags: { dataDirectory: join(directory, 'none'), backup: { directory } } });
  const order = { config, tables: storedTablesOf({ modules: [] }), directory };
  const task = createBackupTask(order, { clock: systemClock, log: silentLogger });
  await assert.rejects(task.run(), /there is no such store/);
  rmSync(directory, { recursive: true });
});
