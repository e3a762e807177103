import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FileWatch } from './sqlite-watch.ts';

const MIB = 1024 ** 2;
const PAGE_BYTES = 4_096;

const directory = mkdtempSync(join(tmpdir(), 'sqlite-watch-'));
after(() => rmSync(directory, { recursive: true }));

/** Files as a database has them. The log is sparse, so its size costs no disk. */
function watched(): { readonly watch: FileWatch; readonly notices: string[]; grow(bytes: number): void } {
  const file = join(directory, 'game.sqlite');
  for (const end of ['', '-wal', '-shm', '-lock', '-lock-seat', '-mark'])
    writeFileSync(`${file}${end}`, Buffer.alloc(PAGE_BYTES));
  const notices: string[] = [];
  const notice = (level: string, text: string): void => void notices.push(`${level} ${text.replace(`${file}-`, '')}`);
  const watch = new FileWatch(file, { page: 1, pageBytes: PAGE_BYTES }, notice);
  const grow = (bytes: number): void => {
    truncateSync(`${file}-wal`, bytes);
    // As after each commit.
    assert.equal(watch.troubleOfCommit(), null);
    watch.checkLogSize();
  };
  return { watch, notices, grow };
}

test('sqlite watch: a write-ahead log of 256 MiB is a warning, and again whenever it has doubled', () => {
  const { watch, notices, grow } = watched();
  for (const mebibytes of [1, 64, 255]) grow(mebibytes * MIB);
  assert.deepEqual(notices, []);
  for (const mebibytes of [256, 257, 400, 511]) grow(mebibytes * MIB);
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? '', /^warn wal has grown to 256 MiB: a backup, an export or another reader .* end it/);
  for (const mebibytes of [512, 1_000, 1_023]) grow(mebibytes * MIB);
  assert.match(notices.at(-1) ?? '', /^warn wal has grown to 512 MiB/);
  grow(1_024 * MIB);
  assert.equal(notices.length, 3);
  watch.close();
});

test('sqlite watch: a log that was emptied after a warning is reported once, and warned of anew when it grows again', () => {
  const { watch, notices, grow } = watched();
  grow(300 * MIB);
  truncateSync(join(directory, 'game.sqlite-wal'), 0);
  watch.noteEmptied();
  watch.checkLogSize();
  watch.checkLogSize();
  assert.deepEqual(notices.slice(1), ['info wal has shrunk again, to 0 MiB']);
  grow(255 * MIB);
  assert.equal(notices.length, 2);
  grow(256 * MIB);
  assert.match(notices.at(-1) ?? '', /^warn wal has grown to 256 MiB/);
  watch.close();
});
