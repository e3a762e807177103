// Connections through real upgrades of a server process: half-sent messages over TCP and WebSocket, a client that never asked for
// resume, and a TLS client that is told to come again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { checkServer } from '../check-server/index.ts';
import { connectClient, enterWorld } from '../client/index.ts';
import { TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { ServerProcess } from './server-process.fixture.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
const run = promisify(execFile);

async function withServer(
  settings: object,
  body: (server: ServerProcess, upgrade: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-upgrade-'));
  writeFileSync(join(directory, 'certificate.pem'), TEST_TLS_KEYS.certificate);
  writeFileSync(join(directory, 'key.pem'), TEST_TLS_KEYS.privateKey);
  writeFileSync(join(directory, 'jadegate.config.json'), JSON.stringify(settings));
  const server = await ServerProcess.start(directory);
  let upgrades = 0;
  const upgrade = async (): Promise<void> => {
    await run(process.execPath, [BIN, 'upgrade', '--data', directory], {
      cwd: directory,
      env: { ...BARE_ENVIRONMENT },
    });
    upgrades++;
    // Until what is left of each earlier process passes signals on.
    for (let [pid, left] = [String(server.pid), upgrades]; left > 0; left--) pid = await followedBy(pid);
  };
  try {
    await body(server, upgrade);
    assert.deepEqual(server.complaints, []);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true });
  }
}

/** The process that the remainder of a former server passes signals on to. */
async function followedBy(pid: string): Promise<string> {
  for (;;) {
    const [, program = '', next = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (program.endsWith('follow.js')) return next;
    await setTimeout(50);
  }
}

test('upgrade links: half a message and the counts survive two upgrades, over TCP and WebSocket', async () => {
  await withServer({}, async ({ port }, upgrade) => {
    for (const url of [`tcp://127.0.0.1:${port}`, `ws://127.0.0.1:${port}/`]) {
      const [result] = await checkServer({ url, only: [44], upgrade });
      assert.equal(result?.state, 'ok', String(result?.seen));
      assert.equal(result?.seen, '3 connections went on');
    }
  });
});

test('upgrade links: a player of TLS is told to come again, and resumes in the new process', async () => {
  const tls = { certificateFile: 'certificate.pem', privateKeyFile: 'key.pem' };
  await withServer({ gate: { tls } }, async ({ port }, upgrade) => {
    const authority = TEST_TLS_KEYS.certificate;
    const client = await connectClient({ url: `tls://127.0.0.1:${port}`, tls: { authority }, resume: true });
    const events: string[] = [];
    const resumed = Promise.withResolvers<void>();
    client.onLink((event) => {
      events.push(event.kind);
      if (event.kind === 'resumed') resumed.resolve();
    });
    await enterWorld(client, { credentials: 'ann' });
    await upgrade();
    await resumed.promise;
    assert.deepEqual(events, ['enabled', 'sentAway', 'lost', 'resumed']);
    await client.close();
  });
});
