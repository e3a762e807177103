import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { makeDirectory } from './make-directory-node.ts';

function inTemporary(body: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-make-'));
  try {
    body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('make directory: parents are made too, with the mode, and a second call does nothing', () => {
  inTemporary((directory) => {
    const path = join(directory, 'a', 'b', 'c');
    makeDirectory(path, { mode: 0o700 });
    makeDirectory(path);
    assert.equal(statSync(join(directory, 'a')).mode & 0o777, 0o700);
    assert.ok(statSync(path).isDirectory());
  });
});

test('make directory: a file in the way is an error', () => {
  inTemporary((directory) => {
    writeFileSync(join(directory, 'file'), '');
    assert.throws(() => makeDirectory(join(directory, 'file', 'below')), { code: 'ENOTDIR' });
    assert.throws(() => makeDirectory(join(directory, 'file')), { code: 'EEXIST' });
  });
});

test('make directory: a refusal of the system is an error, not an endless search', (context) => {
  if (process.platform !== 'linux' || !existsSync('/proc')) return context.skip('there is no /proc here');
  assert.throws(() => makeDirectory('/proc/nowhere/below'), { code: 'ENOENT' });
});
