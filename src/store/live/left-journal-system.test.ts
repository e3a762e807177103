import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counters, silentLogger, systemClock } from '../../base/index.ts';
import { Journal, openJournalFiles } from '../journal/index.ts';
import { roleOwner } from '../table/index.ts';
import { findLeftJournal } from './left-journal-system.ts';
import { markText } from './live-record.ts';

/** As earlier versions wrote it. */
const CHANGES = (roleId: number) => `{"r":"${roleId}","e":1,"c":[]}`;

/** A journal that ends with what is given in it, as after a crash. */
async function leave(directory: string, texts: readonly string[]): Promise<string> {
  const files = await openJournalFiles(directory);
  const dependencies = { files, clock: systemClock, log: silentLogger, counters: new Counters(), relieve: () => {} };
  const journal = new Journal(dependencies, { read: { segments: [], nextSequence: 1 } });
  for (const text of texts) await journal.append(text).durable;
  assert.deepEqual(await findLeftJournal(directory), { kind: 'in-use' });
  await journal.close();
  const [segment = ''] = readdirSync(directory).filter((name) => name.startsWith('journal-'));
  return join(directory, segment);
}

test('left journal: says whose changes the database may lack, that one is damaged, and changes nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'left-journal-'));
  try {
    const none = join(directory, 'none');
    assert.deepEqual(await findLeftJournal(none), { kind: 'none' });
    assert.equal(existsSync(none), false);
    const done = markText([{ id: roleOwner(7n), epoch: 1 }], 1);
    await leave(join(directory, 'done'), [CHANGES(7), done]);
    assert.deepEqual(await findLeftJournal(join(directory, 'done')), { kind: 'none' }, 'the database has all of it');
    const path = await leave(join(directory, 'left'), [CHANGES(7), CHANGES(8), CHANGES(8), done]);
    assert.deepEqual(await findLeftJournal(join(directory, 'left')), { kind: 'left', owners: 1 });
    const bytes = readFileSync(path);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    assert.deepEqual(await findLeftJournal(join(directory, 'left')), { kind: 'left', owners: null });
    assert.deepEqual(readFileSync(path), bytes);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
