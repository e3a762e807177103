import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startTestServer } from 'jadegate/testing';

const BIN = fileURLToPath(new URL('../bin/jadegate.js', import.meta.url));
const FILE = fileURLToPath(new URL('./stroll-scenario.ts', import.meta.url));

for (const processes of [1, 2]) {
  test(`stroll scenario: robots of ${processes} processes see each other, and the server has the time`, async () => {
    await using server = await startTestServer();
    const flags = ['--count', '6', '--seconds', '1', '--json', '--processes', `${processes}`, '--scenario', FILE];
    const { stdout } = await promisify(execFile)(process.execPath, [BIN, 'robots', server.url, ...flags]);
    const report = JSON.parse(stdout);
    assert.deepEqual([report.failed, report.problems, report.findings], [0, [], []]);
    assert.ok(report.figures['known at the end'] > 0 && report.latencies.time.max > 0);
  });
}
