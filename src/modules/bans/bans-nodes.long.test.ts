// Two servers on one PostgreSQL database, over this machine's sockets: what an operator does on one has effect on the other.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Kysely } from 'kysely';
import { type Client, connectClient, enterWorld } from '../../client/index.ts';
import { type Server, startServer } from '../../server/index.ts';
import { modulesOf, readConfig } from '../../server/settings/index.ts';
import { TestDatabase } from '../../store/postgres/postgres.fixture.ts';
import { forgetEnded } from './bans.procedures.ts';
import { ban, banAction } from './bans.tables.ts';

const database = await TestDatabase.create('bans');
after(() => database?.drop());

describe('bans on two nodes', { skip: database === null }, () => {
  const directories: string[] = [];
  const servers: Server[] = [];

  before(async () => {
    for (let node = 0; node < 2; node++) {
      const dataDirectory = mkdtempSync(join(tmpdir(), 'jadegate-bans-'));
      directories.push(dataDirectory);
      const settings = { dev: true, dataDirectory, store: database?.url().href, gate: { port: 0 } };
      const config = readConfig({ file: { path: 'settings', settings } }, modulesOf({}));
      servers.push(await startServer({ config }));
    }
  });

  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  async function order(node: number, command: string, args: Record<string, unknown>): Promise<string> {
    const answer = await servers[node]?.control({ command, ...args });
    assert.ok(answer?.ok === true, JSON.stringify(answer));
    return String(answer.result);
  }

  async function enter(node: number, account: string): Promise<Client> {
    const client = await connectClient({ url: servers[node]?.url ?? '' });
    await enterWorld(client, { credentials: account });
    return client;
  }

  test('a ban and a kick on one node close the sessions of the other, and a banned account signs in nowhere', async () => {
    const [ann, bob] = [await enter(1, 'ann'), await enter(1, 'bob')];
    assert.match(await order(0, 'ban', { account: 'ann', for: '1h', reason: 'botting' }), /no session was open here$/);
    await order(0, 'kick', { account: 'bob', reason: 'Bye.' });
    const [annClosed, bobClosed] = [await ann.closed, await bob.closed];
    assert.deepEqual([annClosed.told?.name, bobClosed.told?.name], ['bans/banned', 'bans/kicked']);
    assert.match(annClosed.told?.text ?? '', /botting$/);
    for (const node of [0, 1]) await assert.rejects(enter(node, 'ann'), { code: 'closed' });
    await (await enter(1, 'bob')).close();
    await order(1, 'unban', { account: 'ann' });
    await (await enter(0, 'ann')).close();
  });

  test('actions of both nodes at once have numbers of their own, and none is lost', async () => {
    const store = servers[0]?.store ?? assert.fail('it runs');
    const first = (await store.table(banAction).list({})).length;
    const accounts = Array.from({ length: 20 }, (_, at) => `c${at}`);
    await Promise.all(
      accounts.map((account, at) => order(at % 2, 'ban', { account, what: 'chat', for: '5m', reason: 'x' })),
    );
    const ids = (await store.table(banAction).list({})).map(({ id }) => id);
    assert.equal(ids.length, first + accounts.length);
    assert.deepEqual(
      ids,
      Array.from({ length: ids.length }, (_, at) => at + 1),
    );
    assert.equal((await order(0, 'bans', {})).split('\n').length, accounts.length);
  });

  test('ended bans are deleted, and those that hold stay', async () => {
    const store = servers[1]?.store ?? assert.fail('it runs');
    const listed = await store.table(ban).list({});
    assert.ok(listed.length > 0);
    await order(1, 'ban', { account: 'eve', for: 'good', reason: 'x' });
    const ends = listed.map(({ untilRanMs }) => untilRanMs ?? 0);
    const forget = (ranMs: number) => store.run(forgetEnded, { wallMs: 0, ranMs, countMax: 100 });
    assert.equal(await forget(Math.min(...ends) - 1), 0);
    assert.equal(await forget(Math.max(...ends)), listed.length);
    assert.deepEqual(
      (await store.table(ban).list({})).map(({ subject }) => subject),
      ['eve'],
    );
  });

  test('an account is removed after its session on the other node has left', async () => {
    const dora = await enter(1, 'dora');
    const removed = order(0, 'account-remove', { account: 'dora', confirm: 'dora', kick: true });
    assert.equal((await dora.closed).told?.name, 'bans/kicked');
    assert.equal(await removed, 'account dora was removed; roles deleted: 1');
    assert.deepEqual(await (servers[1]?.store ?? assert.fail('it runs')).query(rolesOf('dora')), []);
  });
});

function rolesOf(account: string) {
  return (db: Kysely<{ role: { account: string } }>) =>
    db.selectFrom('role').select('account').where('account', '=', account);
}
