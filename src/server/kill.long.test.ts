// `kill -9` at any moment: every role whose creation was acknowledged is there afterwards, no id and no name is given twice, and
// starting again needs no repair by hand. A failing seed is replayed by setting SEED.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counters, SeededRandom } from '../base/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createNodeIo } from '../reactor/index.ts';
import { createRole, enterWorld, signIn } from './player.fixture.ts';
import { ClientHub } from './raw-client.fixture.ts';
import { ServerProcess } from './server-process.fixture.ts';

const SEED = 20_261;
const KILLS = 3;
/** A start takes about half a second, most of it before the first file is touched. */
const EARLY_KILLS_MS = [200, 350, 500];
/** Clients that create roles at the same time. */
const CREATORS = 24;
/** Acknowledged creations after which a server is killed, at the most. */
const CREATIONS_MAX = 120;

test('kill -9: what was acknowledged is there, once, and the next start repairs itself', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-kill-'));
  const random = new SeededRandom(SEED);
  const acknowledged = new Map<string, bigint>();
  const attempted = new Set<string>();
  const started: ServerProcess[] = [];
  const start = async (): Promise<ServerProcess> => {
    const server = await ServerProcess.start(directory);
    started.push(server);
    return server;
  };
  try {
    // While it makes its files for the first time.
    for (const delayMs of EARLY_KILLS_MS) await ServerProcess.startAndKill(directory, delayMs + random.below(100));
    for (let round = 0; round < KILLS; round++) {
      const server = await start();
      const killAfter = acknowledged.size + 1 + random.below(CREATIONS_MAX);
      await createUntilKilled({ server, round, killAfter, acknowledged, attempted });
      assert.deepEqual(server.complaints, []);
    }
    assert.equal(new Set(acknowledged.values()).size, acknowledged.size, 'no id is given twice');
    const last = await start();
    await checkAll(last, acknowledged, attempted);
    assert.deepEqual(last.complaints, []);
    assert.equal(await last.stop(), 0);
  } finally {
    for (const server of started) await server.kill();
    await rm(directory, { recursive: true });
  }
});

interface Round {
  readonly server: ServerProcess;
  readonly round: number;
  readonly killAfter: number;
  readonly acknowledged: Map<string, bigint>;
  readonly attempted: Set<string>;
}

/** Creates roles from many clients at once; kills the server the moment that enough are acknowledged. */
async function createUntilKilled({ server, round, killAfter, acknowledged, attempted }: Round): Promise<void> {
  const hub = createHub(server.port);
  let killed: Promise<void> | null = null;
  async function create(creator: number): Promise<void> {
    for (let number = 0; killed === null; number++) {
      const account = `r${round}c${creator}n${number}`;
      const client = hub.connect();
      attempted.add(account);
      await signIn(client, account);
      const roleId = await createRole(client);
      acknowledged.set(account, roleId);
      if (acknowledged.size >= killAfter) killed ??= server.kill();
      client.hangUp();
    }
  }
  const creators = Array.from({ length: CREATORS }, (_, creator) => create(creator));
  for (const result of await Promise.allSettled(creators)) {
    // Whoever waited for an answer is told of the end instead.
    if (result.status === 'rejected') assert.match(String(result.reason), /comes before the end/);
  }
  assert.notEqual(killed, null, 'it was killed and did not die');
  await killed;
  await hub.stop();
}

async function checkAll(
  server: ServerProcess,
  acknowledged: ReadonlyMap<string, bigint>,
  attempted: ReadonlySet<string>,
): Promise<void> {
  const hub = createHub(server.port);
  const names = new Set<string>();
  const ids = new Set<bigint>();
  const accounts = [...attempted];
  async function check(): Promise<void> {
    for (let account = accounts.pop(); account !== undefined; account = accounts.pop()) {
      const client = hub.connect();
      const listed = await signIn(client, account);
      const roleId = acknowledged.get(account);
      // A creation that was under way may be there or not.
      if (roleId !== undefined)
        assert.deepEqual(
          listed.map(({ roleid }) => roleid),
          [roleId],
          `the role of ${account}`,
        );
      for (const { roleid, name } of listed) {
        assert.ok(!ids.has(roleid) && !names.has(name), `${roleid} and ${name} are there once`);
        ids.add(roleid);
        names.add(name);
        await enterWorld(client, roleid);
      }
      client.hangUp();
    }
  }
  await Promise.all(Array.from({ length: CREATORS }, check));
  const fresh = hub.connect();
  await signIn(fresh, 'afterwards');
  assert.equal(ids.has(await createRole(fresh)), false, 'nor does a new role take an id that was given');
  await hub.stop();
}

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
