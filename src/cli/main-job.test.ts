// The main job of jadegate, as an operator does it: start a server, let players on it, look at it, stop it. It is the one test of its
// tier that starts a server as a process; what such a process does when it is killed is in the long tier.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { ServerProcess } from '../server/server-process.fixture.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'jadegate.js');
const execute = promisify(execFile);

test('main job: a server starts, robots play on it, status shows them, and a signal stops it in order', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-main-job-'));
  const jadegate = async (...line: string[]): Promise<Record<string, unknown>> => {
    const options = { cwd: directory, env: BARE_ENVIRONMENT };
    const { stdout } = await execute(process.execPath, [BIN, ...line], options);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const server = await ServerProcess.start(directory);
  try {
    const url = `tcp://127.0.0.1:${server.port}`;
    const report = await jadegate('robots', url, '--count', '5', '--seconds', '1', '--json');
    assert.deepEqual([report['entered'], report['failed']], [5, 0]);
    const { door, store, sessions, counters } = await jadegate('status', '--json', '--data', directory);
    assert.deepEqual([door, sessions], ['open', 0]);
    assert.ok(String(store).startsWith(directory), String(store));
    const { 'sign_ins{ok}': signIns, connections_accepted: connections } = counters as Record<string, number>;
    assert.deepEqual([signIns, connections], [5, 5]);
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.complaints, []);
  } finally {
    await server.kill();
    await rm(directory, { recursive: true });
  }
});
