// Where roles are stored and which account owns them, asked by the command line beside a running server, on both
// databases.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import pg from 'pg';
import { rolesTables } from '../modules/roles/index.ts';
import { startServer } from '../server/index.ts';
import { type ConfigInput, readConfig } from '../server/settings/index.ts';
import { storeCommand } from './store-command.fixture.ts';

const SERVER_URL = process.env['JADEGATE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const DATABASE = `jadegate_test_commands_${process.pid}`;
const directory = mkdtempSync(join(tmpdir(), 'store-splits-'));
after(() => rmSync(directory, { recursive: true }));
const run = storeCommand(directory);

const ROW = {
  roleId: 110_500_000n,
  account: 'carol',
  serverId: 2,
  name: 'Carol',
  nameKey: 'carol',
  gender: 1,
  classType: 1,
  level: 1,
  hp: 1,
  mp: 1,
  hpMax: 1,
  mpMax: 1,
  exp: 0n,
  speed: 1,
  mapId: 1,
  x: 1,
  y: 1,
  createdMs: 5,
  createdFrom: '::1',
  playedMs: null,
  deletedMs: null,
};

test('store splits and owner: on SQLite, beside the running server', async () => {
  await check(join(directory, 'sqlite'), {});
});

test('store splits and owner: on PostgreSQL, beside the running server, without printing its password', async () => {
  const admin = new pg.Client({ connectionString: SERVER_URL, connectionTimeoutMillis: 5_000 });
  try {
    await admin.connect();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.error('POSTGRESQL DOES NOT ANSWER: store splits and owner are not tried on it');
    return;
  }
  await admin.query(`CREATE DATABASE ${DATABASE}`);
  try {
    const url = new URL(SERVER_URL);
    url.pathname = `/${DATABASE}`;
    if (url.password === '') url.password = 'hush-hush';
    const shown = await check(url.href, { store: url.href });
    assert.doesNotMatch(shown, new RegExp(url.password));
  } finally {
    await admin.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
    await admin.end();
  }
});

test('store splits: a missing store is reported, and not created', async () => {
  const { code, err } = await run('splits', '--store', join(directory, 'nowhere'));
  assert.equal(code, 1);
  assert.match(err, /there is no such store/);
});

test('store owner: an invalid role id is refused', async () => {
  const { code, err } = await run('owner', '17');
  assert.equal(code, 1);
  assert.match(err, /Give the id of a role/);
});

/** Returns the whole output. */
async function check(where: string, flags: ConfigInput): Promise<string> {
  const dataDirectory = flags.store === undefined ? where : join(directory, 'postgres');
  const config = readConfig({ flags: { dev: true, dataDirectory, serverIds: [2], gate: { port: 0 }, ...flags } });
  const server = await startServer({ config });
  try {
    const splits = await run('splits', '--store', where);
    assert.match(splits.out, /^table +server +split +first role +last role +rows +size$/m, splits.err);
    assert.match(splits.out, /^role +2 +0 +110000001 +110499999 +0 +[\d.]+ [KMi]*B$/m);
    assert.match(splits.out, /^role_skill +2 +0 /m);
    const owner = await run('owner', '110000001', '--store', where);
    assert.equal(owner.code, 1);
    assert.match(owner.err, /there is no role 110000001 in /);
    await server.store.table(rolesTables.account).insert({ name: 'carol', createdMs: 5 });
    await server.store.table(rolesTables.role).insert(ROW);
    const found = await run('owner', '110500000', '--json', '--store', where);
    const { account, number, places } = JSON.parse(found.out);
    assert.deepEqual([account, number, places[0]], ['carol', 10_500_000, { table: 'role_2_1', rows: 1 }]);
    return [splits, owner, found].map(({ out, err }) => out + err).join() + server.store.location;
  } finally {
    await server.stop();
  }
}
