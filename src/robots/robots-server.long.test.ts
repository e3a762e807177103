// Robots against a whole server over real sockets: what the simulated network cannot show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../base/index.ts';
import { ClientError, createClientReactor, createClientRegistry } from '../client/index.ts';
import { startTestServer } from '../testing.ts';
import { LAYOUTS } from '../wire/index.ts';
import { processCpuMs } from './process-cpu-node.ts';
import { runRobotProcesses } from './robot-processes-node.ts';
import { RobotsError } from './run/index.ts';
import { type RobotsOptions, runRobots } from './run-robots.ts';
import type { RobotsReport } from './tally.ts';

const SHORT = { count: 20, seconds: 0.5, perSecond: 4 } as const;

async function run(options: Partial<RobotsOptions> & { readonly url: string }): Promise<RobotsReport> {
  const reactor = createClientReactor();
  const dependencies = { reactor, clock: systemClock, registry: createClientRegistry(), readCpuMs: processCpuMs };
  try {
    return (await runRobots(dependencies, { ...SHORT, ...options })).report();
  } finally {
    await reactor.stop();
  }
}

for (const layout of LAYOUTS) {
  test(`robots: twenty enter a real server and stay, twice over, layout ${layout}`, async () => {
    await using server = await startTestServer({ settings: { gate: { layout } } });
    for (const _ of ['new roles', 'the same roles']) {
      const report = await run({ url: server.url, layout });
      assert.deepEqual([report.robots, report.entered, report.failed, report.failures], [20, 20, 0, {}]);
      assert.deepEqual([report.beats, report.unanswered], [40, 0]);
      assert.ok(report.latencyMs.p50 > 0 && report.latencyMs.max >= report.latencyMs.p50);
    }
  });
}

test('robots: by WebSocket they enter as well', async () => {
  await using server = await startTestServer();
  const report = await run({ url: server.url.replace('tcp:', 'ws:') });
  assert.deepEqual([report.entered, report.failures, report.beats, report.unanswered], [20, {}, 40, 0]);
  assert.equal(server.server.counters.snapshot()['websockets_opened'], 20);
});

test('robots: two processes share the robots, and their accounts do not meet', async () => {
  await using server = await startTestServer();
  const tally = await runRobotProcesses(2, { url: server.url, ...SHORT, count: 21 });
  const report = tally.report();
  assert.deepEqual([report.robots, report.entered, report.failed, report.failures], [21, 21, 0, {}]);
  assert.equal(report.beats, 42);
  assert.equal(server.server.counters.snapshot()['sessions_displaced'] ?? 0, 0);
});

test('robots: processes that find no server say so once, and wrong shares are refused', async () => {
  const options = { url: 'tcp://127.0.0.1:1', ...SHORT };
  await assert.rejects(runRobotProcesses(2, options), ClientError);
  for (const processes of [0, -1, 1.5, 21, Number.NaN]) {
    await assert.rejects(runRobotProcesses(processes, options), RobotsError, `${processes}`);
  }
});

test('robots: a shut door is counted with its words', async () => {
  await using server = await startTestServer({ settings: { gate: { door: 'closed', doorText: 'Back at noon.' } } });
  const report = await run({ url: server.url, count: 3 });
  assert.deepEqual(report.failures, { 'sign-in: closed with 110 (Back at noon.)': 3 });
  assert.deepEqual([report.entered, report.failed, report.beats], [0, 3, 0]);
});
