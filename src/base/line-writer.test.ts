import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './clock-manual.ts';
import { BUFFERED_BYTES_MAX, LineWriter, RETRY_MS } from './line-writer.ts';

/** A destination with room for some bytes. Without room it fails with `code`. */
class Destination {
  readonly clock = new ManualClock();
  readonly writer: LineWriter;
  room = Number.POSITIVE_INFINITY;
  code = 'EAGAIN';
  text = '';
  tries = 0;
  dropped = 0;

  constructor() {
    this.writer = new LineWriter({
      clock: this.clock,
      write: (bytes) => this.#take(bytes),
      droppedLine: (count) => `${count} dropped\n`,
      onDrop: () => this.dropped++,
    });
  }

  #take(bytes: Uint8Array): number {
    this.tries++;
    if (this.room === 0) throw Object.assign(new Error(this.code), { code: this.code });
    const count = Math.min(this.room, bytes.length);
    this.text += Buffer.from(bytes.subarray(0, count)).toString();
    this.room -= count;
    return count;
  }
}

test('line writer: a line goes out at once', () => {
  const to = new Destination();
  to.writer.write('one\n');
  assert.equal(to.text, 'one\n');
  assert.equal(to.clock.nextDueMs(), null);
});

for (const code of ['EAGAIN', 'ENOSPC', 'EPIPE', 'EIO', 'EBADF']) {
  test(`line writer: ${code} is no error for the caller; the lines go out in order when there is room`, () => {
    const to = new Destination();
    Object.assign(to, { code, room: 2 });
    for (const line of ['one\n', 'two\n', 'three\n']) to.writer.write(line);
    assert.equal(to.text, 'on');
    to.room = 3;
    to.clock.advance(RETRY_MS.minMs);
    assert.equal(to.text, 'one\nt', 'a line that was begun is continued');
    to.room = Number.POSITIVE_INFINITY;
    to.clock.advance(RETRY_MS.maxMs);
    assert.equal(to.text, 'one\ntwo\nthree\n');
    assert.equal(to.dropped, 0);
  });
}

test('line writer: above its bound it drops lines, counts them, and says how many where they are missing', () => {
  const to = new Destination();
  to.room = 0;
  const line = `${'x'.repeat(1_023)}\n`;
  for (let count = 0; count < BUFFERED_BYTES_MAX / 1_024 + 7; count++) to.writer.write(line);
  assert.equal(to.dropped, 7);
  to.room = line.length;
  to.clock.advance(RETRY_MS.minMs);
  to.writer.write('after\n');
  to.room = Number.POSITIVE_INFINITY;
  to.clock.advance(RETRY_MS.maxMs);
  assert.ok(to.text.endsWith('x\n7 dropped\nafter\n'));
  assert.equal(to.text.length, BUFFERED_BYTES_MAX + '7 dropped\nafter\n'.length);
});

test('line writer: how many lines were dropped is said without a further line', () => {
  const to = new Destination();
  to.room = 0;
  to.writer.write('x'.repeat(BUFFERED_BYTES_MAX));
  to.writer.write('lost\n');
  to.room = Number.POSITIVE_INFINITY;
  to.clock.advance(RETRY_MS.minMs);
  assert.ok(to.text.endsWith('x1 dropped\n'));
});

test('line writer: a destination that takes nothing is tried once a second, however many lines come', () => {
  const to = new Destination();
  to.room = 0;
  for (let second = 0; second < 100; second++) {
    for (let count = 0; count < 100; count++) to.writer.write('line\n');
    to.clock.advance(1_000);
  }
  assert.ok(to.tries < 120, `${to.tries} tries in 100 s`);
});

test('line writer: a reader that takes a little at a time is tried again soon', () => {
  const to = new Destination();
  to.room = 0;
  to.writer.write('x'.repeat(100));
  to.clock.advance(10_000);
  for (let count = 1; count <= 10; count++) {
    to.room = 1;
    to.clock.advance((to.clock.nextDueMs() ?? 0) - to.clock.monotonicMs());
    assert.equal(to.text.length, count);
    assert.equal(to.clock.nextDueMs(), to.clock.monotonicMs() + RETRY_MS.minMs);
  }
});

test('line writer: a flush says whether everything is written', () => {
  const to = new Destination();
  to.room = 0;
  to.writer.write('last\n');
  assert.equal(to.writer.flush(), false);
  to.room = 5;
  assert.equal(to.writer.flush(), true);
  assert.equal(to.text, 'last\n');
});
