// A server as an operator starts it is upgraded twice under robots, over TCP and WebSocket: none is disconnected, and each hears all of
// its answers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { handoverAddon } from '../reactor/index.ts';
import { askControl } from './control/index.ts';
import type { Status } from './index.ts';
import { ServerProcess } from './server-process.fixture.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
/** Of each transport. */
const ROBOTS = 250;
const SECONDS = 45;
/** Long enough for all to be in the world, on a busy machine. */
const ENTER_MS_MAX = 30_000;
const UPGRADE_MS_MAX = 300_000;
const ANSWER_MS_MAX = 10_000;
const ANSWER_POLL_MS = 250;

interface Report {
  readonly entered: number;
  readonly failed: number;
  readonly unanswered: number;
  readonly reconnects: number;
}

async function robots(url: string, prefix: string): Promise<Report> {
  const flags = ['--count', String(ROBOTS), '--seconds', String(SECONDS), '--account-prefix', prefix, '--json'];
  const child = spawn(process.execPath, [BIN, 'robots', url, ...flags], { env: BARE_ENVIRONMENT });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return JSON.parse(text) as Report;
}

/** The control socket opens a moment after the old process has said that the new one serves. */
async function answeringPid(status: () => Promise<Status>): Promise<number> {
  for (let waited = 0; waited < ANSWER_MS_MAX; waited += ANSWER_POLL_MS) {
    try {
      return (await status()).pid;
    } catch {
      await sleep(ANSWER_POLL_MS);
    }
  }
  return (await status()).pid;
}

test('upgrade: five hundred robots over TCP and WebSocket stay connected through two upgrades', async (t) => {
  try {
    handoverAddon();
  } catch {
    return t.skip('connections are handed over by the native I/O alone');
  }
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-upgrade-'));
  const server = await ServerProcess.start(directory);
  const status = async (): Promise<Status> => (await askControl(directory, { command: 'status' })) as Status;
  try {
    const { port } = server;
    const playing = Promise.all([robots(`tcp://127.0.0.1:${port}`, 'tcp'), robots(`ws://127.0.0.1:${port}`, 'web')]);
    for (let waited = 0; (await status()).inWorld < 2 * ROBOTS && waited < ENTER_MS_MAX; waited += 250)
      await sleep(250);
    const pids = [(await status()).pid];
    for (let upgrade = 0; upgrade < 2; upgrade++) {
      const answer = await askControl(directory, { command: 'upgrade' }, { waitMs: UPGRADE_MS_MAX });
      assert.match(String(answer), /serves now/);
      pids.push(await answeringPid(status));
    }
    assert.equal(new Set(pids).size, 3, 'another process serves each time');
    for (const { entered, failed, unanswered, reconnects } of await playing) {
      assert.deepEqual(
        { entered, failed, unanswered, reconnects },
        { entered: ROBOTS, failed: 0, unanswered: 0, reconnects: 0 },
      );
    }
  } finally {
    // What stays of the first process passes the signal on.
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
