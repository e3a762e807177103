// The built-in scenarios against a whole server over real sockets, in one process and in several.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../base/index.ts';
import { createClientReactor, createClientRegistry } from '../../client/index.ts';
import { startTestServer, type TestServer } from '../../testing.ts';
import { LAYOUTS } from '../../wire/index.ts';
import { openRobotDatagrams, processCpuMs, runScenarioProcesses } from '../index.ts';
import { loadScenario, meetAlone } from '../scenario/index.ts';
import { runScenario, type ScenarioRunOptions } from './run-scenario.ts';
import { type ScenarioReport, scenarioReport } from './scenario-report.ts';

const CLEAN = { failed: 0, ghosts: 0, missing: 0, outOfOrder: 0, doubled: 0, astray: 0 };
const SHORT = { count: 20, seconds: 2 } as const;

async function run(name: string, options: Partial<ScenarioRunOptions> & { readonly url: string }) {
  const loaded = await loadScenario(name);
  const reactor = createClientReactor();
  const common = { clock: systemClock, readCpuMs: processCpuMs, openDatagrams: openRobotDatagrams };
  const parts = { ...common, meeting: meetAlone(systemClock) };
  const registry = createClientRegistry(loaded.scenario.messages);
  try {
    const { tally, part } = await runScenario({ reactor, registry, ...parts }, { ...SHORT, ...options }, loaded);
    return scenarioReport(loaded, tally, [part]);
  } finally {
    await reactor.stop();
  }
}

async function runInTwo(
  name: string,
  options: Partial<ScenarioRunOptions> & { readonly url: string },
): Promise<ScenarioReport> {
  const { tally, parts } = await runScenarioProcesses(2, { ...SHORT, ...options }, { name, seed: 3 });
  return scenarioReport(await loadScenario(name), tally, parts);
}

function assertClean(report: ScenarioReport): void {
  const { failed, ghosts, missing, outOfOrder, doubled, astray } = report;
  assert.deepEqual([report.failures, report.problems, report.findings], [{}, [], []]);
  assert.deepEqual({ failed, ghosts, missing, outOfOrder, doubled, astray }, CLEAN);
  assert.deepEqual([report.entered, report.checked, report.quiet], [20, true, true]);
}

async function withServer(body: (server: TestServer) => Promise<void>): Promise<void> {
  await using server = await startTestServer();
  await body(server);
}

for (const layout of LAYOUTS) {
  test(`scenarios: walkers on a real map see each other rightly, twice over, layout ${layout}`, async () => {
    await using server = await startTestServer({ settings: { gate: { layout } } });
    for (const _ of ['new roles', 'the same roles where they were']) {
      const report = await run('walk', { url: server.url, layout });
      assertClean(report);
      assert.ok(report.moves === 400 && report.seenMs.p50 > 0);
    }
  });
}

test('scenarios: by WebSocket, and in two processes whose robots see each other', async () => {
  await withServer(async ({ url }) => {
    assertClean(await run('walk', { url: url.replace('tcp:', 'ws:') }));
    const report = await runInTwo('walk', { url });
    assertClean(report);
    assert.ok(report.moves >= 380, `${report.moves}`);
  });
});

test('scenarios: walkers whose moves are datagrams, lost, doubled and overtaken, see each other rightly', async () => {
  const settings = { gate: { udp: { port: 0 } } };
  await using server = await startTestServer({ settings });
  const datagrams = { loss: 0.05, duplicate: 0.02, reorder: 0.05 };
  for (const report of [
    await run('walk', { url: server.url, datagrams }),
    await runInTwo('walk', { url: server.url, datagrams }),
  ]) {
    assertClean(report);
    const { opened, lost, doubled, delayed, sent, received } = report.datagrams;
    assert.equal(opened, 20);
    assert.ok(lost > 0 && doubled > 0 && delayed > 0 && sent > 300 && received > 100);
  }
});

test('scenarios: everybody rushes to one place', async () => {
  await withServer(async ({ url }) => {
    const report = await run('rush', { url });
    assertClean(report);
    assert.deepEqual([report.counts['arrived'], report.left.clients], [20, 20]);
  });
});

test('scenarios: lines are heard once by the robots that they must reach, over two processes', async () => {
  await withServer(async ({ url }) => {
    const report = await runInTwo('chat', { url });
    assertClean(report);
    assert.ok(report.lines > 20, `${report.lines}`);
  });
});

test('scenarios: processes that find no scenario say so once', async () => {
  const run = runScenarioProcesses(2, { url: 'tcp://127.0.0.1:1', ...SHORT }, { name: './missing.ts', seed: 1 });
  await assert.rejects(run, { code: 'scenario-unknown' });
});

test('scenarios: traded gold is neither lost nor made', async () => {
  await withServer(async ({ url }) => {
    for (const report of [await run('trade', { url }), await runInTwo('trade', { url })]) {
      assertClean(report);
      assert.equal(report.figures['gold before'], report.figures['gold after']);
      assert.ok((report.counts['trades done'] ?? 0) >= 10);
    }
  });
});
