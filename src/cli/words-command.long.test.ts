// The command as a person runs it: its output, and its exit code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'jadegate-words-'));
after(() => rmSync(folder, { recursive: true }));

const script = `
  import { Command } from 'commander';
  import { addWordsCommand } from ${JSON.stringify(new URL('./words-command.ts', import.meta.url).href)};
  const program = new Command('words');
  addWordsCommand(program);
  await program.parseAsync(['node', 'jadegate', 'check', ...process.argv.slice(1)]);`;

function check(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  const run = ['--input-type=module', '-e', script, '--', ...parameters];
  return spawnSync(process.execPath, run, { encoding: 'utf8', cwd: new URL('.', import.meta.url) });
}

test('words check: a name in order is allowed and exits 0', () => {
  const { status, stdout } = check('Alice', '--json');
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal(report['allowed'], true);
  assert.deepEqual(report['name'], { ok: true, name: 'Alice', key: 'allce' });
  assert.deepEqual(report['matches'], []);
});

test('words check: a refused name says which entry of which line matched where, and exits 1', () => {
  const { status, stdout } = check('AdminBob');
  assert.equal(status, 1);
  assert.match(stdout, /^refused: "AdminBob"$/m);
  assert.match(stdout, /compared as: adrnlnbob/);
  assert.match(stdout, /en\.txt:\d+: prefix "admin", in names only: found "Admin" at 0-5/);
  assert.match(stdout, /reserved: /);
});

test('words check: a match that is innocent is shown with the reason, and exits 0', () => {
  for (const [text, reason] of [
    ['路口交通', 'its letters belong to different words of the text'],
    ['麻痹大意', 'it is inside the exception "麻痹大意" of zh\\.txt:\\d+'],
  ] as const) {
    const { status, stdout } = check(text);
    assert.equal(status, 0, stdout);
    assert.match(stdout, new RegExp(`zh\\.txt:\\d+: substring .*, innocent: ${reason}$`, 'm'));
  }
});

test('words check: chat may say what a name may not', () => {
  assert.equal(check('ask the GM, please', '--chat').status, 0);
  const { status, stdout } = check('oh f u c k it', '--chat', '--json');
  assert.equal(status, 1);
  assert.equal((JSON.parse(stdout) as { masked: string }).masked, 'oh ******* it');
});

test('words check: a malformed dictionary is reported with file, line and rule, and exits with 2', () => {
  const path = join(folder, 'mine.txt');
  writeFileSync(path, 'fine\n*ab\n=...\n');
  const { status, stdout, stderr } = check('Alice', '--dictionary', path);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /mine\.txt:2: substring-too-short: /);
  assert.match(stderr, /mine\.txt:3: no-letter: /);
});

test('words check: a missing dictionary is named, and exits with 2', () => {
  const { status, stderr } = check('Alice', '--dictionary', join(folder, 'none.txt'));
  assert.equal(status, 2);
  assert.match(stderr, /none\.txt cannot be read/);
});

test('words check: control characters are written as numbers', () => {
  const { status, stdout } = check('\u001b[31mred\u202e');
  assert.equal(status, 1);
  assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'));
});
