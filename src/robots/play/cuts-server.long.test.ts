// Robots whose connections are cut, against a whole server over real sockets.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '../../base/index.ts';
import { createClientRegistry } from '../../client/index.ts';
import { TEST_TLS_KEYS } from '../../reactor/tls-keys.fixture.ts';
import { startTestServer } from '../../testing.ts';
import { createRobotsNetwork, processCpuMs, runScenarioProcesses } from '../index.ts';
import { SCENARIO_NAMES } from '../run/index.ts';
import { loadScenario, meetAlone } from '../scenario/index.ts';
import { runScenario, type ScenarioRunOptions } from './run-scenario.ts';
import { isFailed, type ScenarioReport, scenarioReport } from './scenario-report.ts';

const OPTIONS = { count: 20, seconds: 4, cutPerSecond: 1 } as const;

async function run(name: string, options: ScenarioRunOptions): Promise<ScenarioReport> {
  const loaded = await loadScenario(name);
  const network = createRobotsNetwork(options);
  const parts = { ...network, clock: systemClock, readCpuMs: processCpuMs, meeting: meetAlone(systemClock) };
  const registry = createClientRegistry(loaded.scenario.messages);
  try {
    const { tally, part } = await runScenario({ ...parts, registry }, options, loaded);
    return scenarioReport(loaded, tally, [part]);
  } finally {
    await network.reactor.stop();
  }
}

function assertClean(report: ScenarioReport): void {
  assert.deepEqual([isFailed(report), report.checked, report.entered], [false, true, 20], JSON.stringify(report));
  assert.ok(report.resumed > 10 && report.resynced + report.refused === 0, JSON.stringify(report));
}

for (const [index, name] of SCENARIO_NAMES.entries()) {
  const protocol = index % 2 === 0 ? 'tcp:' : 'ws:';
  test(`cuts on sockets: ${name}, over ${protocol} loses and doubles nothing`, async () => {
    await using server = await startTestServer();
    assertClean(await run(name, { ...OPTIONS, url: server.url.replace('tcp:', protocol) }));
  });
}

test('cuts on sockets: over TLS and in two processes nothing is lost either', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-robots-'));
  after(() => rmSync(folder, { recursive: true }));
  const [certificateFile, privateKeyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  writeFileSync(certificateFile, TEST_TLS_KEYS.certificate);
  writeFileSync(privateKeyFile, TEST_TLS_KEYS.privateKey);
  await using server = await startTestServer({ settings: { gate: { tls: { certificateFile, privateKeyFile } } } });
  const tls = { authority: TEST_TLS_KEYS.certificate };
  const options = { ...OPTIONS, url: server.url.replace('tcp:', 'tls:'), tls };
  const { tally, parts } = await runScenarioProcesses(2, options, 'whisper');
  assertClean(scenarioReport(await loadScenario('whisper'), tally, parts));
});
