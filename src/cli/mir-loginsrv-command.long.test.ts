// `jadegate mir loginsrv` as a process.
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

test('mir loginsrv: it starts, reads its servers again, tells what it was asked and what it refuses, and stops in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-mir-'));
  const write = (...names: readonly string[]) => {
    const servers = names.map((name) => ({ name, selgates: ['203.0.113.5:7100'] }));
    writeFileSync(join(folder, 'jadegate.config.json'), JSON.stringify({ mir: { loginsrv: { servers } } }));
  };
  write('One');
  const loginsrv = run(folder, 'loginsrv', '--data', 'data', '--listen', '0', '--bus', '0');
  const log = text(loginsrv.stderr);
  const [ready] = (await once(createInterface({ input: loginsrv.stdout }), 'line')) as [string];
  assert.match(ready, /^jadegate loginsrv ready listen=127\.0\.0\.1:\d+ bus=127\.0\.0\.1:\d+ dialect=DM store=data\//);
  write('One', 'Two');
  assert.equal(
    await text(run(folder, 'reload', 'loginsrv', '--data', 'data').stdout),
    '2 servers are in the list now\n',
  );
  const [status, banned] = await Promise.all([
    text(run(folder, 'status', 'loginsrv', '--data', 'data').stdout),
    text(run(folder, 'ban', 'ann', '--data', 'data').stderr),
  ]);
  assert.match(status, /^server {2,}loginsrv, dialect DM\n/);
  assert.match(status, /\ncan be chosen {2,}Two: away, nobody can\n/);
  assert.match(banned, /there is no account "ann"/);
  loginsrv.kill('SIGTERM');
  const [code] = (await once(loginsrv, 'exit')) as [number];
  assert.equal(code, 0);
  assert.match(await log, /"msg":"stopped"/);
  rmSync(folder, { recursive: true });
});
