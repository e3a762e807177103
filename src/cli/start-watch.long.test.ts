// `jadegate start --watch` as processes: the server, and the process that starts it anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'jadegate.js');
const WAIT_MS_MAX = 60_000;
const STEP_MS = 50;

async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = Date.now() + WAIT_MS_MAX;
  while (!isSo()) {
    assert.ok(Date.now() < endMs, `in ${WAIT_MS_MAX} ms: ${what}`);
    await sleep(STEP_MS);
  }
}

test('start --watch: a changed file starts the server anew, a broken one waits for the next change, and SIGTERM ends both', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-watch-'));
  const config = join(folder, 'jadegate.config.js');
  const write = (content: string) => writeFileSync(config, content);
  write(`export default { dataDirectory: 'data' };\n`);
  const child = spawn(process.execPath, [BIN, 'start', '--dev', '--watch', '--port', '0'], {
    cwd: folder,
    env: BARE_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (more) => (seen.out += String(more)));
  child.stderr.on('data', (more) => (seen.err += String(more)));
  const ended = text(child.stdout);
  const readyCount = () => seen.out.split('jadegate ready ').length - 1;
  await until('the server is ready', () => readyCount() === 1);
  write(`export default { dataDirectory: 'data', serverIds: [1] };\n`);
  await until('it is ready again', () => readyCount() === 2);
  assert.match(seen.err, /a file of the game changed: starting the server anew[\s\S]*"msg":"stopped"/);
  write('export default {');
  await until(
    'the error is printed',
    () => /cannot be read/.test(seen.err) && /the next change in .* starts it/.test(seen.err),
  );
  write(`export default { dataDirectory: 'data' };\n`);
  await until('it is ready after the error', () => readyCount() === 3);
  child.kill('SIGTERM');
  await ended;
  assert.equal(seen.err.match(/"msg":"stopped"/g)?.length, 3);
  assert.equal(child.exitCode ?? 0, 0);
  rmSync(folder, { recursive: true });
});
