import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StoreLock } from './store-lock-node.ts';

const LOCKED = /database is locked/;
const AT_ONCE = { waitMs: 0 };

function freshPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'jadegate-lock-')), 'lock');
}

test('store lock: a second opener is refused until the first has released it', () => {
  const path = freshPath();
  const first = StoreLock.take(path, AT_ONCE);
  assert.throws(() => StoreLock.take(path, AT_ONCE), LOCKED);
  assert.throws(() => StoreLock.inherit(path, AT_ONCE), LOCKED, 'nothing was lent');
  first.release();
  StoreLock.take(path, AT_ONCE).release();
});

test('store lock: no third opener gets in while it passes from one to the next', () => {
  const path = freshPath();
  const old = StoreLock.take(path, AT_ONCE);
  old.lend();
  assert.throws(() => StoreLock.take(path, AT_ONCE), LOCKED, 'lent, not taken');
  const next = StoreLock.inherit(path, AT_ONCE);
  assert.throws(() => old.reclaim(), LOCKED, 'the next one has it');
  old.release();
  assert.throws(() => StoreLock.take(path, AT_ONCE), LOCKED, 'the old one has ended');
  next.release();
  StoreLock.take(path, AT_ONCE).release();
});

test('store lock: it comes back when the process that it was lent to is dead', () => {
  const path = freshPath();
  const old = StoreLock.take(path, AT_ONCE);
  old.lend();
  StoreLock.inherit(path, AT_ONCE).release();
  old.reclaim();
  assert.throws(() => StoreLock.inherit(path, AT_ONCE), LOCKED);
  old.release();
});

test('store lock: it is not lent while its former owner has not ended', () => {
  const path = freshPath();
  const old = StoreLock.take(path, AT_ONCE);
  old.lend();
  const next = StoreLock.inherit(path, AT_ONCE);
  assert.throws(() => next.lend(), /has not ended yet/);
  next.release();
  old.release();
});
