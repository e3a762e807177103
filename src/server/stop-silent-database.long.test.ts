// A server is asked to stop while its PostgreSQL says nothing: it ends by its own deadlines, each of which has a name, and the journal
// keeps what the database does not take.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createNodeIo } from '../reactor/index.ts';
import { TestDatabase } from '../store/postgres/postgres.fixture.ts';
import { PostgresProxy } from '../store/postgres/postgres-proxy.fixture.ts';
import { enterWorld, play, signIn } from './player.fixture.ts';
import { ClientHub } from './raw-client.fixture.ts';
import { ServerProcess } from './server-process.fixture.ts';

const PLAYERS = 8;
/** What a stop waits for, one after the other: `STOP_MS_MAX` of the gate, `CLOSING_MS_MAX` and `CLOSE_MS_MAX` of the store. */
const NAMED_MS = [25_000, 5_000, 1_000];
/** For a busy machine. */
const SLACK_MS = 10_000;

const database = await TestDatabase.create('stop');

test('stop: a server before a silent database ends with 0 within its deadlines, and loses nothing', {
  skip: database === null,
}, async () => {
  assert.ok(database !== null);
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-stop-'));
  const proxy = await PostgresProxy.start(database.url().href);
  const started: ServerProcess[] = [];
  const start = async (): Promise<ServerProcess> => {
    const server = await ServerProcess.start(directory, { log: 'warn' });
    started.push(server);
    return server;
  };
  try {
    await writeFile(join(directory, 'jadegate.config.json'), JSON.stringify({ store: proxy.url }));
    const first = await start();
    const hub = createHub(first.port);
    const accounts = Array.from({ length: PLAYERS }, (_, at) => `player${at}`);
    const roles = await Promise.all(accounts.map((account) => play(hub.connect(), account)));
    // Some ask for something while the database says nothing.
    proxy.begin('swallow');
    for (let asking = 0; asking < PLAYERS; asking++) void signIn(hub.connect(), `late${asking}`).catch(() => null);
    const sinceMs = performance.now();
    assert.equal(await first.stop(), 0, first.complaints.join('\n'));
    const tookMs = performance.now() - sinceMs;
    assert.ok(tookMs < NAMED_MS.reduce((sum, ms) => sum + ms, SLACK_MS), `no wait without a name: ${tookMs} ms`);
    await hub.stop();
    proxy.end();
    const second = await start();
    const again = createHub(second.port);
    for (const [at, account] of accounts.entries()) {
      const client = again.connect();
      assert.deepEqual(
        (await signIn(client, account)).map(({ roleid }) => roleid),
        [roles[at]],
      );
      await enterWorld(client, roles[at] ?? 0n);
    }
    await again.stop();
    assert.equal(await second.stop(), 0);
  } finally {
    for (const server of started) await server.kill();
    await proxy.stop();
    await database.drop();
    await rm(directory, { recursive: true });
  }
});

/** Clients on real sockets; one that waits in vain is ended by the limit of node:test. */
function createHub(port: number): ClientHub {
  const hub: ClientHub = new ClientHub(createNodeIo({ counters: new Counters() }), {
    endpoint: { host: '127.0.0.1', port },
    messages: JADEGATE_MESSAGES,
    async until(condition) {
      while (!condition()) await hub.turned;
    },
  });
  return hub;
}
