// Two servers of one game on NATS and PostgreSQL: players of one hear and reach those of the other, and one goes on when the other dies.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { defineActor, type Ref } from '../actor/index.ts';
import { systemClock, systemRandom } from '../base/index.ts';
import { isNatsThere, NATS_URL, uniqueName } from '../bus/bus-world.fixture.ts';
import { NatsLink } from '../bus/index.ts';
import { type Client, connectClient, enterWorld } from '../client/index.ts';
import { defineModule } from '../gate/index.ts';
import { ChatC2s, ChatS2c } from '../modules/chat/chat.messages.ts';
import { CHANNEL } from '../modules/chat/index.ts';
import { type Server, startServer } from '../server/index.ts';
import { modulesOf, readConfig } from '../server/settings/index.ts';
import { bigint, defineTable, integer } from '../store/index.ts';
import { TestDatabase } from '../store/postgres/postgres.fixture.ts';

const total = defineTable({ name: 'sum_total', kind: 'actor', owner: bigint(), columns: { n: integer() } });
const sum = defineActor({ name: 'sum', key: bigint(), tables: { total } }).on('add', (self) => {
  const n = (self.rows.total.get()?.n ?? 0) + 1;
  self.rows.total.upsert({ n });
  return n;
});
const sums = defineModule({ name: 'sums', actors: [sum] });

const KEYS = Array.from({ length: 20 }, (_, n) => BigInt(n + 1));
const database = (await isNatsThere()) ? await TestDatabase.create('nodes') : null;
after(() => database?.drop());

describe('two servers of one game', { skip: database === null }, () => {
  const game = uniqueName('nodes');
  const directories: string[] = [];
  const servers: Server[] = [];

  before(async () => {
    for (let node = 0; node < 2; node++) {
      const dataDirectory = mkdtempSync(join(tmpdir(), 'jadegate-nodes-'));
      directories.push(dataDirectory);
      const cluster = { nats: NATS_URL, name: game, node: `n${node}` };
      const settings = { dev: true, dataDirectory, store: database?.url().href, gate: { port: 0 }, cluster };
      const parts = { modules: [sums] };
      const config = readConfig({ file: { path: 'settings', settings } }, modulesOf(parts));
      servers.push(await startServer({ config, ...parts }));
    }
  });

  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const directory of directories) rmSync(directory, { recursive: true });
    await removeBucket(`KV_jadegate-${game}-nodes`);
  });

  async function enter(node: number, account: string): Promise<Client> {
    const client = await connectClient({ url: servers[node]?.url ?? '' });
    await enterWorld(client, { credentials: account });
    return client;
  }

  async function add(node: number, key: bigint): Promise<number> {
    const system = servers[node]?.gate.actors;
    assert.ok(system !== undefined);
    // The system forgets the types that a scope has.
    const ref = system.ref(sum, key, null) as unknown as Ref<typeof sum>;
    return ref.add();
  }

  test('an actor counts once for both, wherever it is called, and each server has some', async () => {
    for (const key of KEYS) {
      assert.equal(await add(0, key), 1);
      assert.equal(await add(1, key), 2);
    }
    const awake = servers.map(({ gate }) => gate.actors.status().find(({ name }) => name === 'sum')?.owners ?? 0);
    assert.equal(
      awake.reduce((all, each) => all + each, 0),
      KEYS.length,
      String(awake),
    );
  });

  test('a player of one server hears what a player of the other says to the world', async () => {
    const [ann, bob] = [await enter(0, 'ann'), await enter(1, 'bob')];
    const heard = Promise.withResolvers<string>();
    bob.on(ChatS2c, ({ msginfo }) => heard.resolve(msginfo));
    ann.send(ChatC2s, {
      type: CHANNEL.world,
      desserverid: 0,
      desrolename: '',
      msginfo: 'hello there',
      details: [],
      reptype: 0,
    });
    assert.match(await heard.promise, /hello there/);
    await Promise.all([ann.close(), bob.close()]);
  });

  test('status names both, and what one had is with the other when it has stopped', async () => {
    const answer = await servers[0]?.control({ command: 'status' });
    assert.ok(answer?.ok === true);
    const { cluster } = answer.result as { readonly cluster: { readonly nodes: readonly { readonly name: string }[] } };
    assert.deepEqual(
      cluster.nodes.map(({ name }) => name),
      ['n0', 'n1'],
    );
    await servers.pop()?.stop();
    for (const key of KEYS) assert.equal(await add(0, key), 3);
  });
});

async function removeBucket(stream: string): Promise<void> {
  const link = new NatsLink({ url: NATS_URL, name: 'jadegate-test' }, { clock: systemClock, random: systemRandom });
  const up = Promise.withResolvers<void>();
  link.use({ connected: () => up.resolve(), disconnected: () => up.resolve() });
  await up.promise;
  if (link.connection !== null) {
    const { jetstreamManager } = await import('@nats-io/jetstream');
    await (await jetstreamManager(link.connection)).streams.delete(stream).catch(() => {});
  }
  await link.close();
}
