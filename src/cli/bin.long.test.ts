// bin/jadegate.js as npm runs it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'jadegate.js');

test('bin: when npm and its shell are ended, the server stops in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-bin-'));
  // The `true` keeps the shell from becoming the server itself.
  const command = `'${process.execPath}' '${BIN}' start --dev --port 0 --data '${folder}/data'; true`;
  const shell = spawn('/bin/sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, npm_command: 'run-script' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(shell.stderr);
  const [line] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string];
  assert.match(line, /^jadegate ready gate=tcp:/);
  shell.kill('SIGTERM');
  // The server holds the other end of the log, so it ends when the server does.
  assert.match(await log, /"msg":"stopped"/);
  rmSync(folder, { recursive: true });
});
