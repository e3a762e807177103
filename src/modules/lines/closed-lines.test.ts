import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../../testing.ts';
import { ClosedLines } from './closed-lines.ts';
import { MemoryClosedRows } from './closed-rows.fixture.ts';
import { CLOSED_LINES_MAX, CLOSED_READ_MS } from './line-limits.ts';

test('closed lines: what one process closes, another one has closed when it has read the table', async () => {
  const rows = new MemoryClosedRows();
  const [here, there] = [new ClosedLines(rows), new ClosedLines(rows)];
  await here.set({ mapId: 100, lineId: 2 }, true);
  await here.set({ mapId: 7, lineId: 1 }, true);
  assert.deepEqual([[...here.of(100)], [...there.of(100)]], [[2], []]);
  await there.read();
  assert.deepEqual([[...there.of(100)], [...there.of(7)], [...there.of(8)]], [[2], [1], []]);
  await there.set({ mapId: 100, lineId: 2 }, false);
  await here.read();
  assert.deepEqual([[...here.of(100)], [...here.of(7)]], [[], [1]]);
});

test('closed lines: the version is another one only when a line was closed or opened', async () => {
  const closed = new ClosedLines(new MemoryClosedRows());
  await closed.read();
  await closed.set({ mapId: 100, lineId: 2 }, false);
  assert.equal(closed.version, 0);
  for (let time = 0; time < 3; time++) await closed.set({ mapId: 100, lineId: 2 }, true);
  await closed.read();
  assert.equal(closed.version, 1);
  await closed.set({ mapId: 100, lineId: 2 }, false);
  assert.equal(closed.version, 2);
});

test('closed lines: a slow answer does not replace a later one', async () => {
  const rows = new MemoryClosedRows();
  const closed = new ClosedLines(rows);
  const slow = Promise.withResolvers<void>();
  rows.fault = () => slow.promise;
  const early = closed.read();
  const set = closed.set({ mapId: 100, lineId: 1 }, true);
  await new Promise(setImmediate);
  rows.fault = null;
  slow.resolve();
  await Promise.all([early, set]);
  assert.deepEqual([...closed.of(100)], [1]);
});

test('closed lines: a table that cannot be read leaves what is known, and is read again', async () => {
  const rows = new MemoryClosedRows();
  const closed = new ClosedLines(rows);
  await closed.set({ mapId: 100, lineId: 1 }, true);
  rows.fault = () => Promise.reject(new Error('the database is away'));
  await assert.rejects(closed.read(), { message: 'the database is away' });
  await assert.rejects(closed.set({ mapId: 100, lineId: 2 }, true));
  assert.deepEqual([...closed.of(100)], [1]);
  rows.fault = null;
  await closed.read();
  assert.deepEqual([...closed.of(100)], [1, 2]);
});

test('closed lines: there is a most of them, and those may be closed again and opened', async () => {
  const rows = new MemoryClosedRows();
  for (let lineId = 1; lineId <= CLOSED_LINES_MAX; lineId++) await rows.upsert({ mapId: 100, lineId });
  const closed = new ClosedLines(rows);
  await closed.read();
  assert.equal(await closed.set({ mapId: 101, lineId: 1 }, true), false);
  assert.equal(await closed.set({ mapId: 100, lineId: 1 }, true), true);
  assert.equal(await closed.set({ mapId: 100, lineId: 1 }, false), true);
  assert.equal(await closed.set({ mapId: 101, lineId: 1 }, true), true);
});

test('closed lines: a line that is closed on one of two processes is closed on the other, and after a crash of both', async () => {
  await using first = await startTestServer({ clock: 'manual' });
  await using second = await startTestServer({ beside: first });
  const lines = { map: 100 };
  await first.command('line-close', { ...lines, line: 1 });
  const closed = /100 +1 +0 +closed/;
  assert.match(await first.command('lines', lines), closed);
  assert.doesNotMatch(await second.command('lines', lines), closed);
  await first.advance(CLOSED_READ_MS + 2_000);
  assert.match(await second.command('lines', lines), closed);
  for (const server of [first, second]) {
    await server.crash();
    assert.match(await server.command('lines', lines), closed);
  }
  await second.command('line-open', { ...lines, line: 1 });
  await first.advance(CLOSED_READ_MS + 2_000);
  assert.doesNotMatch(await first.command('lines', lines), closed);
});
