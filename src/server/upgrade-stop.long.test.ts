// Whoever stops the process that was started stops the server, however soon behind an upgrade.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { handoverAddon } from '../reactor/index.ts';
import { askControl } from './control/index.ts';
import { ServerProcess } from './server-process.fixture.ts';

const UPGRADE_MS_MAX = 60_000;
const END_MS_MAX = 20_000;
const POLL_MS = 50;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('upgrade: a stop that follows at once reaches the new process', async (t) => {
  try {
    handoverAddon();
  } catch {
    return t.skip('connections are handed over by the native I/O alone');
  }
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-upgrade-'));
  const server = await ServerProcess.start(directory);
  let successor = 0;
  try {
    const answer = await askControl(directory, { command: 'upgrade' }, { waitMs: UPGRADE_MS_MAX });
    successor = Number(/process (\d+)/.exec(String(answer))?.[1]);
    assert.ok(successor > 0 && isRunning(successor), String(answer));
    await server.stop();
    for (let waited = 0; isRunning(successor) && waited < END_MS_MAX; waited += POLL_MS) await sleep(POLL_MS);
    assert.equal(isRunning(successor), false, 'the new process has ended too');
  } finally {
    if (successor > 0 && isRunning(successor)) process.kill(successor, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
});
