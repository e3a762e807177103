// `jadegate mir` as a process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const MAIN = join(import.meta.dirname, 'main.ts');

function run(folder: string, ...args: readonly string[]) {
  return spawn(process.execPath, [MAIN, 'mir', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

test('mir: a gate starts without its server, tells how it is, reads its list again, and stops in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-mir-'));
  writeFileSync(join(folder, 'block.txt'), '192.0.2.0/24\n');
  const flags = ['--listen', '127.0.0.1:0', '--server', '127.0.0.1:1', '--dialect', 'K98', '--block-list', 'block.txt'];
  const gate = run(folder, 'selgate', ...flags, '--data', 'data');
  const log = text(gate.stderr);
  const [ready] = (await once(createInterface({ input: gate.stdout }), 'line')) as [string];
  assert.match(ready, /^jadegate selgate ready listen=127\.0\.0\.1:\d+ server=127\.0\.0\.1:1 dialect=K98$/);
  const status = await text(run(folder, 'status', 'selgate', '--data', 'data').stdout);
  assert.match(status, /^gate {2,}selgate, dialect K98\n/);
  assert.match(status, /\nserver {2,}127\.0\.0\.1:1, (?:waiting|connecting) for \d+ s\n/);
  const told = await text(run(folder, 'reload', 'selgate', '--data', 'data').stdout);
  assert.equal(told, 'the block list was read again\n');
  gate.kill('SIGTERM');
  await once(gate, 'exit');
  assert.match(await log, /the server cannot be reached[\s\S]*"msg":"stopped"/);
  const after = run(folder, 'status', 'selgate', '--data', 'data');
  assert.match(await text(after.stderr), /no selgate runs on data: start one with jadegate mir selgate/);
  rmSync(folder, { recursive: true });
});
