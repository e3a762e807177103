import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openStore } from '../front/index.ts';
import { account } from '../front/store.conformance-procedures.ts';
import type { StoreError } from '../table/index.ts';
import {
  accountsOf,
  addAccounts,
  fileIn,
  freshDirectory,
  killedCopy,
  listening,
  nextRoleId,
  openIn,
  optionsIn,
  refusesWith,
} from './sqlite-files.fixture.ts';

const PAGE_BYTES = 4096;
const FRAME_BYTES = PAGE_BYTES + 24;
const NAMES = ['a', 'b', 'c', 'd'];

/** A directory as a killed server leaves it, with these accounts, each in a commit of the log. */
async function killed(names = NAMES): Promise<string> {
  const directory = freshDirectory();
  const store = await openIn(directory);
  await addAccounts(store, names);
  const copy = killedCopy(directory);
  await store.close();
  return copy;
}

function walOf(directory: string): string {
  return `${fileIn(directory)}-wal`;
}

function contentOf(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory).filter((name) => /\.sqlite$|-wal$|-mark$/.test(name));
  const contents = names.map((name) => [name, readFileSync(join(directory, name))] as const);
  // A reader leaves an empty log.
  const written = contents.filter(([name, bytes]) => bytes.length > 0 || !name.endsWith('-wal'));
  return new Map(written.map(([name, bytes]) => [name, hash('sha256', bytes)]));
}

test('sqlite files: a killed server’s directory starts wherever it is copied, with every acknowledged commit', async () => {
  const store = await openIn(await killed());
  assert.deepEqual(await accountsOf(store), NAMES);
  await store.close();
});

test('sqlite files: a database that a program without a mark left starts and gets one', async () => {
  const directory = freshDirectory();
  await (await openIn(directory)).close();
  rmSync(`${fileIn(directory)}-mark`);
  const older = new DatabaseSync(fileIn(directory));
  older.exec('DROP TABLE jadegate_commit');
  older.close();
  const store = await openIn(directory);
  await addAccounts(store, NAMES);
  const copy = killedCopy(directory);
  await store.close();
  rmSync(walOf(copy));
  await refusesWith(openIn(copy), 'commits-missing', /4 acknowledged commits are missing/);
});

test('sqlite files: an empty or missing database where a game was is refused, named, and left as it is', async () => {
  const directory = freshDirectory();
  const store = await openIn(directory);
  await nextRoleId(store);
  await store.close();
  const empty = (): void => writeFileSync(fileIn(directory), '');
  const remove = (): void => rmSync(fileIn(directory));
  for (const damage of [empty, remove]) {
    damage();
    const before = contentOf(directory);
    for (let attempt = 0; attempt < 2; attempt++) {
      const text = /game\.sqlite (is empty|does not exist), but a game was here .*store restore/;
      await refusesWith(openIn(directory), 'emptied', text);
      await refusesWith(openIn(directory, { repair: 'accept' }), 'emptied', text);
    }
    assert.deepEqual(contentOf(directory), before);
  }
  const ofToday = freshDirectory();
  mkdirSync(join(ofToday, 'journal'), { recursive: true });
  writeFileSync(join(ofToday, 'journal/holder'), '0011223344556677\n');
  await refusesWith(openIn(ofToday), 'emptied', /journal\/holder exist/);
});

test('sqlite files: a restore into the directory of an emptied database begins after the role ids that were issued', async () => {
  const directory = freshDirectory();
  const store = await openIn(directory);
  const issued = await nextRoleId(store);
  await store.close();
  rmSync(fileIn(directory));
  const restored = await openIn(directory, { repair: 'fill' });
  assert.ok((await nextRoleId(restored)) > issued);
  await restored.close();
  await (await openIn(directory)).close();
});

test('sqlite files: a log that is damaged anywhere is found by the commits that are missing, and may be accepted', async () => {
  const flip = (bytes: Buffer, at: number): Buffer => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer | null>> = {
    'a bit of the header': (bytes) => flip(bytes, 17),
    'a bit of a frame': (bytes) => flip(bytes, 32 + 5 * FRAME_BYTES + 300),
    'a bit of a frame header': (bytes) => flip(bytes, 32 + 4 * FRAME_BYTES + 2),
    'a page of zeros': (bytes) => bytes.fill(0, 32 + 4 * FRAME_BYTES, 32 + 5 * FRAME_BYTES),
    cut: (bytes) => bytes.subarray(0, 32 + 3 * FRAME_BYTES),
    empty: () => Buffer.alloc(0),
    removed: () => null,
  };
  for (const [name, damage] of Object.entries(damages)) {
    const directory = await killed();
    const damaged = damage(readFileSync(walOf(directory)));
    if (damaged === null) rmSync(walOf(directory));
    else writeFileSync(walOf(directory), damaged);
    const before = contentOf(directory);
    await refusesWith(openIn(directory), 'commits-missing', /: \d acknowledged commits are missing: .*store accept/);
    assert.deepEqual(contentOf(directory), before, name);
    const { log, warnings } = listening();
    const store = await openIn(directory, { repair: 'accept', log });
    assert.match(warnings.join(), /acknowledged commits are missing.*this was accepted/, name);
    assert.ok((await accountsOf(store)).length < NAMES.length, name);
    await store.close();
    await (await openIn(directory)).close();
  }
});

test('sqlite files: role ids that were reserved in lost commits are not issued again', async () => {
  const directory = freshDirectory();
  const store = await openIn(directory);
  const issued = await nextRoleId(store);
  const copy = killedCopy(directory);
  await store.close();
  rmSync(walOf(copy));
  const { log, warnings } = listening();
  const accepted = await openIn(copy, { repair: 'accept', log });
  assert.match(warnings.join(), /role ids of server 1 that were reserved before are not issued again/);
  assert.ok((await nextRoleId(accepted)) > issued);
  await accepted.close();
});

test('sqlite files: an older database beside a later log is refused before anything is written', async () => {
  const directory = freshDirectory();
  const first = await openIn(directory);
  await addAccounts(first, ['a']);
  await first.close();
  const backup = readFileSync(fileIn(directory));
  const second = await openIn(directory);
  await addAccounts(second, ['b', 'c']);
  const copy = killedCopy(directory);
  await second.close();
  writeFileSync(fileIn(copy), backup);
  const before = contentOf(copy);
  const refusal = await refusesWith(openIn(copy), 'files-mixed', /do not belong together: .*it is an older copy/);
  assert.match(refusal.message, /-wal and .*-shm away/);
  assert.deepEqual(contentOf(copy), before);
  const { log, warnings } = listening();
  const accepted = await openIn(copy, { repair: 'accept', log });
  assert.deepEqual(await accountsOf(accepted), ['a']);
  assert.match(warnings.join('\n'), /set aside as .*-wal\.aside-/);
  assert.match(warnings.join('\n'), /acknowledged commits are missing/);
  await accepted.close();
  await (await openIn(copy)).close();
});

test('sqlite files: an older database without a log lacks commits; another store’s database is named as such', async () => {
  const directory = freshDirectory();
  const first = await openIn(directory);
  await first.close();
  const older = readFileSync(fileIn(directory));
  const second = await openIn(directory);
  await addAccounts(second, NAMES);
  await second.close();
  writeFileSync(fileIn(directory), older);
  await refusesWith(openIn(directory), 'commits-missing', /5 acknowledged commits are missing.*an older copy/);
  const other = freshDirectory();
  await (await openIn(other)).close();
  copyFileSync(fileIn(other), fileIn(directory));
  await refusesWith(openIn(directory), 'files-mixed', /another database than the one that .*-mark belongs to/);
  const mixed = await killed();
  copyFileSync(fileIn(other), fileIn(mixed));
  await refusesWith(openIn(mixed), 'files-mixed', /the log is of another store/);
});

test('sqlite files: a kill in the middle of moving the log into the database loses nothing', async () => {
  const names = Array.from({ length: 200 }, (_, at) => `${at}`.padStart(40, '0'));
  const left = await killed(names);
  const whole = killedCopy(left);
  await (await openIn(whole)).close();
  const [before, after] = [left, whole].map((directory) => readFileSync(fileIn(directory)));
  assert.ok(before !== undefined && after !== undefined && after.length > before.length);
  for (let pages = 1; pages < after.length / PAGE_BYTES; pages++) {
    const half = killedCopy(left);
    const moved = after.subarray(0, pages * PAGE_BYTES);
    writeFileSync(fileIn(half), Buffer.concat([moved, before.subarray(moved.length)]));
    const store = await openIn(half);
    assert.deepEqual(await accountsOf(store), names);
    await store.close();
  }
});

test('sqlite files: a database whose files are deleted while it is open acknowledges nothing more', async () => {
  const damages: Readonly<Record<string, (directory: string) => void>> = {
    'the directory is deleted': (directory) => rmSync(directory, { recursive: true }),
    'the log is deleted': (directory) => rmSync(walOf(directory)),
  };
  for (const [name, damage] of Object.entries(damages)) {
    const directory = freshDirectory();
    const store = await openIn(directory);
    await addAccounts(store, NAMES);
    damage(directory);
    const code = 'files-replaced';
    await assert.rejects(addAccounts(store, ['e']), { code }, name);
    const reason = await store.closed;
    assert.deepEqual(
      [reason?.code, /while this server ran: .*Nothing more/.test(String(reason?.message))],
      [code, true],
    );
    await assert.rejects(addAccounts(store, ['f']), { code }, name);
    await store.close();
  }
});

test('sqlite files: an idle database notices within seconds that a file was deleted, moved, replaced, cut or overwritten', async () => {
  const older = freshDirectory();
  await (await openIn(older)).close();
  const copy = readFileSync(fileIn(older));
  const damages: readonly ((file: string) => void)[] = [
    (file) => renameSync(dirname(file), freshDirectory()),
    (file) => rmSync(`${file}-lock`),
    (file) => {
      writeFileSync(`${file}.new`, copy);
      renameSync(`${file}.new`, file);
    },
    (file) => truncateSync(`${file}-wal`),
    (file) => rmSync(`${file}-mark`),
    (file) => writeFileSync(file, copy),
  ];
  for (const [index, damage] of damages.entries()) {
    const directory = freshDirectory();
    const store = await openIn(directory, { thread: index === 0 ? 'own' : 'caller' });
    await addAccounts(store, NAMES);
    damage(fileIn(directory));
    const reason: StoreError | null = await store.closed;
    assert.equal(reason?.code, 'files-replaced');
    await store.close();
    if (index === damages.length - 1)
      assert.ok(readFileSync(fileIn(directory)).equals(copy), 'the log was not moved into the copy');
  }
});

test('sqlite files: damaged pages are found by the start, and by a backup of a running server, with file and advice', async () => {
  const directory = freshDirectory();
  const store = await openIn(directory);
  await addAccounts(
    store,
    Array.from({ length: 300 }, (_, at) => `${at}`.padStart(600, 'x')),
  );
  await store.close();
  const sound = readFileSync(fileIn(directory));
  const damaged = Buffer.from(sound).fill(0, 30 * PAGE_BYTES, 40 * PAGE_BYTES);
  writeFileSync(fileIn(directory), damaged);
  await refusesWith(
    openIn(directory),
    'corrupt',
    /game\.sqlite: pages of the database are damaged \(.*restore a backup/,
  );
  const schema = Buffer.from(sound);
  schema.write('\u0001', sound.indexOf('{"kind":"disc"') + 2, 'latin1');
  writeFileSync(fileIn(directory), schema);
  await refusesWith(openIn(directory), 'corrupt', /game\.sqlite: the layout of table \w+ cannot be read .*damaged/);
  writeFileSync(fileIn(directory), damaged);
  const reader = await openStore({ ...optionsIn(directory), access: 'read' });
  const snapshot = await reader.snapshot();
  const reading = (async () => {
    for await (const _ of snapshot.rows(account));
  })();
  await assert.rejects(reading, (error: StoreError) =>
    /game\.sqlite, table account: .*restore a backup/.test(error.message),
  );
  await snapshot.close();
  await reader.close();
});

test('sqlite files: a log that a reader kept shrinks again when the reader has ended', async () => {
  const directory = freshDirectory();
  const store = await openIn(directory);
  const snapshot = await store.snapshot();
  await addAccounts(
    store,
    Array.from({ length: 80 }, (_, at) => `${at}-${'x'.repeat(900_000)}`),
  );
  assert.ok(statSync(walOf(directory)).size > 64 * 1024 ** 2);
  await snapshot.close();
  while (statSync(walOf(directory)).size > 64 * 1024 ** 2) await new Promise((resolve) => setTimeout(resolve, 50));
  await store.close();
});

test('sqlite files: only the owner may read the files, whatever the mode of the directory and of existing ones', async () => {
  const directory = freshDirectory();
  mkdirSync(directory, { mode: 0o755 });
  const modes = (): string[] => [
    ...new Set(readdirSync(directory).map((name) => (statSync(join(directory, name)).mode & 0o777).toString(8))),
  ];
  await (await openIn(directory)).close();
  for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o644);
  const store = await openIn(directory);
  await addAccounts(store, NAMES);
  assert.deepEqual(modes(), ['600']);
  await store.close();
});
