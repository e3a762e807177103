import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Store } from '../store/index.ts';
import { filledStore } from './archive.fixture.ts';
import { archiveNameAt, latestArchive, originOf, pruneArchives } from './archive-directory-node.ts';
import { createArchive, openArchive } from './archive-file-node.ts';
import { ArchiveReader } from './archive-reader.ts';
import { backUp } from './back-up.ts';
import { archivesToPrune } from './retention.ts';

const HOUR_MS = 3_600_000;

async function inDirectory(body: (directory: string, store: Store) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'archives-'));
  const store = await filledStore(2);
  try {
    await body(directory, store);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
}

async function write(store: Store, path: string, { createdMs = 5, origin = 'here' } = {}): Promise<void> {
  await backUp(store, await createArchive(path), { program: '1', createdMs, origin, serverIds: [1] });
}

test('archive file: it has its name when it is whole, is the owner’s alone, and is not written over', async () => {
  await inDirectory(async (directory, store) => {
    const path = join(directory, 'sub', 'a.jga');
    const sink = await createArchive(path);
    await sink.write(Buffer.from('half'));
    assert.deepEqual(readdirSync(join(directory, 'sub')), ['a.jga.part']);
    await sink.discard();
    assert.deepEqual(readdirSync(join(directory, 'sub')), []);
    await write(store, path);
    assert.deepEqual(readdirSync(join(directory, 'sub')), ['a.jga']);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await assert.rejects(createArchive(path), /a\.jga exists already: name another file/);
    const source = await openArchive(path);
    assert.equal((await ArchiveReader.open(source)).header.origin, 'here');
    assert.deepEqual(await source.read(0, 1_000_000), readFileSync(path));
    assert.equal((await source.read(source.bytes, 10)).length, 0);
    await source.close();
    await assert.rejects(openArchive(join(directory, 'none.jga')), /none\.jga: ENOENT.*check the path/);
    await assert.rejects(createArchive(join(path, 'below.jga')), /check the path, its permissions and the disk/);
  });
});

test('retention: the latest of the same store stay, and no other file is touched', async () => {
  await inDirectory(async (directory, store) => {
    for (const hour of [1, 2, 3, 4]) await write(store, join(directory, `h${hour}.jga`), { createdMs: hour * HOUR_MS });
    await write(store, join(directory, 'other.jga'), { createdMs: 1, origin: 'there' });
    writeFileSync(join(directory, 'cut.jga'), readFileSync(join(directory, 'h1.jga')).subarray(0, 30));
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    // What a writer of this store left a day ago, and one at work now.
    writeFileSync(join(directory, 'old.jga.part'), readFileSync(join(directory, 'h1.jga')));
    utimesSync(join(directory, 'old.jga.part'), 0, 0);
    writeFileSync(join(directory, 'new.jga.part'), readFileSync(join(directory, 'h1.jga')));
    const nowMs = Date.now();
    const pruned = await pruneArchives(directory, { keepCount: 2 }, { origin: 'here', nowMs });
    assert.deepEqual(
      pruned,
      ['h1.jga', 'h2.jga', 'old.jga.part'].map((name) => join(directory, name)),
    );
    assert.deepEqual(readdirSync(directory).sort(), [
      'cut.jga',
      'h3.jga',
      'h4.jga',
      'new.jga.part',
      'notes.txt',
      'other.jga',
    ]);
    assert.equal((await latestArchive(directory, 'here'))?.createdMs, 4 * HOUR_MS);
    assert.equal(await latestArchive(directory, 'nowhere'), null);
    assert.equal(await latestArchive(join(directory, 'none'), 'here'), null);
  });
});

test('retention: by count, by age, by both; the latest stays in any case, by age the latest three', () => {
  const found = [1, 2, 3, 4, 5].map((day) => ({ path: `d${day}`, origin: 'a', createdMs: day * 24 * HOUR_MS }));
  const at = { origin: 'a', nowMs: 5.5 * 24 * HOUR_MS };
  const days = (count: number) => count * 24 * HOUR_MS;
  assert.deepEqual(archivesToPrune(found, {}, at), []);
  assert.deepEqual(archivesToPrune(found, { keepCount: 2 }, at), ['d1', 'd2', 'd3']);
  assert.deepEqual(archivesToPrune(found, { keepMs: days(2) }, at), ['d1', 'd2']);
  assert.deepEqual(archivesToPrune(found, { keepCount: 4, keepMs: days(2) }, at), ['d1']);
  assert.deepEqual(archivesToPrune(found, { keepMs: 1 }, at), ['d1', 'd2'], 'a clock that is ahead');
  assert.deepEqual(archivesToPrune(found, { keepCount: 1 }, { ...at, origin: 'b' }), []);
});

test('archive: its name tells when it was made; its origin, which store it is of', () => {
  assert.equal(archiveNameAt(Date.UTC(2026, 10, 21, 9, 5, 7, 8)), 'jadegate-20261121-090507-008.jga');
  assert.equal(originOf('postgres://host/game'), 'postgres://host/game');
  assert.match(originOf('data/jadegate.sqlite'), /^[^:]+:\/.*\/data\/jadegate\.sqlite$/);
});

test('archive: what a killed backup left is deleted by a later one, and one that is being written is kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-parts-'));
  try {
    for (const name of ['dead.jga.part', 'young.jga.part', 'foreign.part']) writeFileSync(join(directory, name), 'x');
    const longAgo = Date.now() / 1_000 - 7_200;
    for (const name of ['dead.jga.part', 'foreign.part']) utimesSync(join(directory, name), longAgo, longAgo);
    const sink = await createArchive(join(directory, 'new.jga'));
    assert.deepEqual(readdirSync(directory).sort(), ['foreign.part', 'new.jga.part', 'young.jga.part']);
    await sink.discard();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
