import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom } from '../../base/index.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { Mortal, SimulatedDisk } from './journal-files.fixture.ts';
import type { JournalFiles } from './journal-files.ts';
import { openJournalFiles } from './journal-files-system.ts';
import { RECORD_HEAD_BYTES, readSegment, SEGMENT_HEAD_BYTES } from './journal-record.ts';
import { readSegments, segmentName } from './journal-segments.ts';

const directory = mkdtempSync(join(tmpdir(), 'journal-'));
after(() => rmSync(directory, { recursive: true }));

class World {
  readonly disk = new SimulatedDisk(new SeededRandom(1));
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  /** Level and message of each line. */
  readonly logged: string[] = [];
  relieve: () => void = () => {};
  readonly #files: JournalFiles | null;

  constructor(files: JournalFiles | null = null) {
    this.#files = files;
  }

  /** Opens the journal, with what it holds. */
  async open(options: JournalOptions = {}): Promise<{ journal: Journal; records: string[] }> {
    const files = this.#files ?? this.disk.open(new Mortal());
    const records: string[] = [];
    const read = await readSegments(files, this.log, ({ sequence, payload }) =>
      records.push(`${sequence} ${Buffer.from(payload)}`),
    );
    const journal = new Journal(
      { files, clock: this.clock, log: this.log, counters: this.counters, relieve: () => this.relieve() },
      { ...options, read },
    );
    return { journal, records };
  }

  get log(): Logger {
    const note = (level: string) => (message: string) => void this.logged.push(`${level}: ${message}`);
    return {
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      child: () => this.log,
    };
  }
}

async function write(journal: Journal, ...texts: string[]): Promise<void> {
  for (const text of texts) await journal.append(text).durable;
}

test('journal: what was acknowledged is read again, in order, over segments; numbers go on', async () => {
  const world = new World();
  const { journal } = await world.open({ segmentBytes: 120 });
  await write(journal, ...Array.from({ length: 20 }, (_, at) => `record ${at} é`));
  await journal.close();
  assert.ok(world.disk.names.length > 5);
  const again = await world.open({ segmentBytes: 120 });
  assert.deepEqual(
    again.records,
    Array.from({ length: 20 }, (_, at) => `${at + 1} record ${at} é`),
  );
  await write(again.journal, 'more');
  await again.journal.close();
  assert.equal((await world.open()).records.at(-1), '21 more');
  assert.deepEqual(world.logged, []);
});

test('journal: appends of a turn, and those that come while the disk is busy, share a flush', async () => {
  const world = new World();
  const { journal } = await world.open();
  const first = ['a', 'b', 'c'].map((text) => journal.append(text).durable);
  await Promise.all(first);
  assert.equal(world.counters.counter('journal_flushes').value, 1);
  const busy = journal.append('d').durable;
  await Promise.resolve();
  const meanwhile = ['e', 'f', 'g'].map((text) => journal.append(text).durable);
  await Promise.all([busy, ...meanwhile]);
  assert.equal(world.counters.counter('journal_flushes').value, 3);
  assert.equal(world.counters.counter('journal_records').value, 7);
});

test('journal: segments go when the database has all in them, the oldest first; a whole journal that is done leaves nothing', async () => {
  const world = new World();
  const { journal } = await world.open({ segmentBytes: 100 });
  for (let at = 0; at < 6; at++) await write(journal, 'x'.repeat(50));
  assert.equal(world.disk.names.length, 6);
  journal.release(4);
  await setImmediate();
  assert.deepEqual(world.disk.names, [4, 5, 6].map(segmentName));
  journal.release(7);
  await journal.close();
  assert.deepEqual(world.disk.names, []);
});

test('journal: cut anywhere, the whole records before the cut are read, and that is told as normal', async () => {
  const world = new World();
  const { journal } = await world.open();
  await write(journal, 'one', 'two', 'three');
  await journal.close();
  const name = segmentName(1);
  const whole = Buffer.from(world.disk.bytes(name));
  const ends = [3, 3, 5].map(
    (bytes, at, all) =>
      all.slice(0, at).reduce((sum, each) => sum + each + RECORD_HEAD_BYTES, SEGMENT_HEAD_BYTES + RECORD_HEAD_BYTES) +
      bytes,
  );
  for (let length = 0; length < whole.length; length++) {
    const { records, end } = readSegment(whole.subarray(0, length));
    assert.equal(records.length, ends.filter((each) => each <= length).length, `cut at ${length}`);
    assert.equal(
      end.kind,
      length === SEGMENT_HEAD_BYTES || ends.includes(length) ? 'whole' : 'cut',
      `cut at ${length}`,
    );
  }
  world.disk.set(name, whole.subarray(0, whole.length - 1));
  const again = await world.open();
  assert.deepEqual(again.records, ['1 one', '2 two']);
  assert.match(world.logged.join(), /^info: .*interrupted: none of it was acknowledged$/);
  await write(again.journal, 'other');
  await again.journal.close();
  assert.deepEqual((await world.open()).records, ['1 one', '2 two', '3 other']);
});

test('journal: any flipped bit before the last write is told by file and offset, the good part used, the file kept aside', async () => {
  const world = new World();
  const { journal } = await world.open();
  await write(journal, 'one', 'two', 'three');
  await journal.close();
  const name = segmentName(1);
  const whole = Buffer.from(world.disk.bytes(name));
  const lastAt = whole.length - 'three'.length - RECORD_HEAD_BYTES;
  for (let at = 0; at < lastAt; at++) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] as number) ^ 0x10;
    const { end, records } = readSegment(flipped);
    assert.equal(end.kind, 'damaged', `bit at ${at}`);
    assert.ok(records.every(({ payload }, index) => String(Buffer.from(payload)) === ['one', 'two'][index]));
  }
  whole[SEGMENT_HEAD_BYTES + RECORD_HEAD_BYTES + 3 + 5] = 0xff;
  world.disk.set(name, whole);
  world.disk.set(segmentName(4), Buffer.from('whatever comes behind'));
  const again = await world.open();
  assert.deepEqual(again.records, ['1 one']);
  assert.match(
    world.logged.join('\n'),
    /^error: the journal disk\/journal-0{15}1\.log is damaged: damaged at byte 47,/,
  );
  const kept = [`${segmentName(1)}.damaged`, `${segmentName(4)}.damaged`];
  assert.deepEqual(world.disk.names, [segmentName(1), ...kept]);
  assert.deepEqual(world.disk.bytes(`${segmentName(1)}.damaged`), whole);
  // The database may not have the good part when the process dies again.
  await write(again.journal, 'other');
  await again.journal.close();
  assert.deepEqual((await world.open()).records, ['1 one', '2 other']);
  assert.equal(world.logged.length, 1, 'told once');
});

test('journal: a segment that is missing in the middle is told, and what comes behind is kept aside', async () => {
  const world = new World();
  const { journal } = await world.open({ segmentBytes: 60 });
  await write(journal, 'one one', 'two two', 'three three');
  await journal.close();
  await world.disk.open(new Mortal()).remove(segmentName(2));
  assert.deepEqual((await world.open()).records, ['1 one one']);
  assert.match(world.logged.join(), /records 2 to 2 are missing before it/);
});

test('journal: one of a newer program is refused with both versions', async () => {
  const world = new World();
  const { journal } = await world.open();
  await write(journal, 'one');
  await journal.close();
  const bytes = Buffer.from(world.disk.bytes(segmentName(1)));
  bytes.writeUInt32BE(7, 8);
  const { crc32 } = await import('node:zlib');
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 20)), 20);
  world.disk.set(segmentName(1), bytes);
  await assert.rejects(world.open(), { code: 'schema-newer', message: /format 7, this program knows 2/ });
});

test('journal: on a full disk nothing is acknowledged; with room again it goes on, and no record is missing in between', async () => {
  const world = new World();
  const { journal } = await world.open();
  await write(journal, 'one');
  world.disk.faults.writeError = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  await assert.rejects(journal.append('two').durable, {
    code: 'disk-full',
    message: /disk: the disk is full.*make room/,
  });
  assert.equal(journal.refusal()?.code, 'disk-full');
  world.clock.advance(1_000);
  await setImmediate();
  assert.equal(journal.refusal()?.code, 'disk-full', 'still full');
  world.disk.faults.writeError = null;
  world.clock.advance(1_000);
  await setImmediate();
  assert.equal(journal.refusal(), null);
  await write(journal, 'three');
  await journal.close();
  assert.deepEqual((await world.open()).records, ['1 one', '2 two', '3 three']);
  assert.deepEqual(
    world.logged.map((line) => line.slice(0, 5)),
    ['error', 'info:'],
  );
});

test('journal: a flush that fails is the end: nothing is acknowledged any more, and it says so', async () => {
  const world = new World();
  const { journal } = await world.open();
  await write(journal, 'one');
  world.disk.faults.syncError = new Error('EIO: i/o error');
  const lost = journal.append('two').durable;
  await assert.rejects(lost, { code: 'journal-failed', message: /did not confirm a write.*the server stops/ });
  assert.equal((await journal.failed).code, 'journal-failed');
  await assert.rejects(journal.append('three').durable, { code: 'journal-failed' });
  assert.equal(journal.refusal()?.code, 'journal-failed');
  await journal.close();
});

test('journal: past its high mark appends wait, past its limit they are refused; both end when segments go', async () => {
  const world = new World();
  const { journal } = await world.open({ bytesMax: 2_000, segmentBytes: 200 });
  let isPressed = false;
  world.relieve = () => {
    isPressed = true;
  };
  const text = 'x'.repeat(150);
  for (let at = 0; !isPressed && at < 20; at++) {
    let isDurable = false;
    void journal.append(text).durable.then(() => {
      isDurable = true;
    });
    for (let turn = 0; turn < 20 && !isDurable && !isPressed; turn++) await setImmediate();
  }
  assert.ok(isPressed && journal.refusal() === null, 'above the high mark, and below the limit');
  const waiting: Promise<void>[] = [];
  while (journal.refusal() === null) waiting.push(journal.append(text).durable);
  assert.equal(journal.refusal()?.code, 'journal-full');
  assert.match(journal.refusal()?.message ?? '', /limit of 2000 bytes, because the database does not take/);
  journal.release(journal.lastSequence - waiting.length);
  await Promise.all(waiting);
  assert.equal(journal.refusal(), null);
  await journal.close();
});

test('journal: on a real disk it is read again, and a second opener is refused by name until the first has closed', async () => {
  const place = join(directory, 'real');
  const world = new World(await openJournalFiles(place));
  const { journal } = await world.open({ segmentBytes: 100 });
  await write(journal, 'one', 'two'.repeat(40), 'three');
  await assert.rejects(openJournalFiles(place, { openWaitMs: 1 }), {
    code: 'locked',
    message: /another process has this journal open/,
  });
  await journal.close();
  const files = await openJournalFiles(place, { openWaitMs: 1 });
  await files.put('note', 'kept');
  assert.equal(Buffer.from(await files.read('note')).toString(), 'kept');
  const again = new World(files);
  const { journal: second, records } = await again.open();
  assert.deepEqual(records, ['1 one', `2 ${'two'.repeat(40)}`, '3 three']);
  second.release(second.lastSequence + 1);
  await second.close();
  assert.deepEqual(readdirSync(place).sort(), ['lock.sqlite', 'lock.sqlite-seat', 'note']);
});
