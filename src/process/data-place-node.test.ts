import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ManualClock, silentLogger } from '../base/index.ts';
import { keepDataPrivate, watchPlaces } from './data-place-node.ts';

const root = mkdtempSync(join(tmpdir(), 'data-place-'));
after(() => rmSync(root, { recursive: true }));

function modesIn(directory: string): Readonly<Record<string, string>> {
  const modeOf = (name: string): string => (statSync(join(directory, name)).mode & 0o777).toString(8);
  return Object.fromEntries(readdirSync(directory).map((name) => [name, modeOf(name)]));
}

test('data place: files that others can read are mended at the start; foreign files and directories stay', () => {
  const dataDirectory = join(root, 'open');
  const backups = join(root, 'elsewhere');
  const files = [
    'jadegate.sqlite',
    'jadegate.sqlite-wal',
    'ticket.key',
    'notes.txt',
    'journal/journal-1.log',
    'backups/a.jga',
  ];
  for (const directory of ['journal', 'backups']) mkdirSync(join(dataDirectory, directory), { recursive: true });
  mkdirSync(backups);
  for (const path of [...files.map((file) => join(dataDirectory, file)), join(backups, 'b.jga')]) {
    writeFileSync(path, '');
    chmodSync(path, 0o644);
  }
  chmodSync(dataDirectory, 0o755);
  const warnings: unknown[] = [];
  const log = { ...silentLogger, warn: (_: string, fields: unknown) => void warnings.push(fields) };
  for (let start = 0; start < 2; start++) keepDataPrivate({ log }, { dataDirectory, inMemory: false }, [backups]);
  const { journal: _, backups: __, ...top } = modesIn(dataDirectory);
  assert.deepEqual(top, {
    'jadegate.sqlite': '600',
    'jadegate.sqlite-wal': '600',
    'notes.txt': '644',
    'ticket.key': '600',
  });
  assert.deepEqual(
    [modesIn(join(dataDirectory, 'journal')), modesIn(join(dataDirectory, 'backups')), modesIn(backups)],
    [{ 'journal-1.log': '600' }, { 'a.jga': '600' }, { 'b.jga': '600' }],
  );
  assert.equal(statSync(dataDirectory).mode & 0o777, 0o755);
  assert.equal(warnings.length, 1);
});

test('data place: a directory or file that is deleted, moved or replaced is noticed, and one that stays is not', async () => {
  const damages: readonly ((path: string) => void)[] = [
    (path) => rmSync(path, { recursive: true }),
    (path) => renameSync(path, `${path}-moved`),
    (path) => {
      renameSync(path, `${path}-moved`);
      writeFileSync(path, '');
    },
  ];
  for (const [at, damage] of damages.entries()) {
    const directory = join(root, `place-${at}`);
    mkdirSync(directory);
    const clock = new ManualClock();
    await using opened = new AsyncDisposableStack();
    const failed = watchPlaces({ clock, opened }, [root, directory, join(directory, 'missing.sock')]);
    clock.advance(5_000);
    writeFileSync(join(directory, 'missing.sock'), '');
    clock.advance(5_000);
    assert.equal(await Promise.race([failed, null]), null);
    damage(directory);
    clock.advance(1_000);
    assert.match(
      (await failed).message,
      new RegExp(`place-${at} was (deleted or moved|replaced) while this server ran`),
    );
  }
});
