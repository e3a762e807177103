import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Counters, ManualClock, silentLogger } from '../../base/index.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import { openStore } from '../../store/front/index.ts';
import { postgresBody } from '../../store/postgres/index.ts';
import { TestDatabase } from '../../store/postgres/postgres.fixture.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { dbTables, loginSrvTables } from '../servers/index.ts';
import { recordsEndpoint } from '../settings/index.ts';
import { askMir } from './ask-mir.fixture.ts';
import { type MirDbServerStatus, startMirDb } from './start-mir-db.ts';

type DbsrvInput = NonNullable<NonNullable<ConfigInput['mir']>['dbsrv']>;

const database = await TestDatabase.create('mir_shared');
after(() => database?.drop());

test('dbsrv: invalid settings are reported by name', () => {
  const refused: readonly (readonly [dbsrv: DbsrvInput, message: RegExp])[] = [
    [{ loginsrv: '5600' }, /mir\.dbsrv\.loginsrv: must be HOST:PORT/],
    [{ gates: ['nowhere'] }, /mir\.dbsrv\.gates\.0: must be an address or a network/],
    [{ gates: [] }, /mir\.dbsrv\.gates/],
    [{ serverName: 'a/b' }, /mir\.dbsrv\.serverName: must have characters of the code page/],
    [{ serverName: '서버', encoding: 'big5' }, /mir\.dbsrv\.serverName/],
    [{ deleteLevelMin: 8, deleteLevelMax: 7 }, /mir\.dbsrv\.deleteLevelMin: must not be above deleteLevelMax/],
    [{ charactersMax: 21 }, /mir\.dbsrv\.charactersMax/],
    [{ routes: [{ gate: '10.0.0.1', rungates: [] }] }, /mir\.dbsrv\.routes\.0\.rungates/],
  ];
  for (const [dbsrv, message] of refused) {
    assert.throws(() => readConfig({ flags: { mir: { dbsrv } } }), { code: 'invalid', message });
  }
  const { dbsrv } = readConfig({ flags: { mir: { dbsrv: { listen: '5111' } } } }).mir;
  assert.deepEqual(dbsrv.listen, { host: '127.0.0.1', port: 5111 });
  assert.deepEqual(dbsrv.routes, [{ gate: '127.0.0.1', rungates: [{ host: '127.0.0.1', port: 7200 }] }]);
});

test('dbsrv: two do not run on one directory, and what stands in the way leaves nothing running', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jadegate-dbsrv-'));
  const clock = new ManualClock();
  const denyListFile = join(folder, 'deny.txt');
  const configOf = (dbsrv: DbsrvInput) => readConfig({ flags: { dataDirectory: folder, mir: { dbsrv } } });
  await writeFile(denyListFile, 'Root\n');
  const config = configOf({ listen: '127.0.0.1:0', denyListFile });
  try {
    const missing = configOf({ listen: '127.0.0.1:0', denyListFile: join(folder, 'none') });
    await assert.rejects(startMirDb({ config: missing, clock }), { code: 'deny-list-unusable' });
    await assert.rejects(startMirDb({ config: configOf({ listen: '192.0.2.1:5100' }), clock }), {
      code: 'address-unavailable',
    });
    const server = await startMirDb({ config, clock });
    await assert.rejects(startMirDb({ config, clock }), { code: 'locked', message: /dbsrv\/jadegate\.sqlite/ });
    const status = (await askMir(folder, 'dbsrv', { command: 'status' })) as MirDbServerStatus;
    assert.deepEqual([status.kind, status.deniedNames, status.gates], ['dbsrv', 1, 0]);
    await server.stop();
    assert.equal(await askMir(folder, 'dbsrv', { command: 'status' }), null);
    await (await startMirDb({ config, clock })).stop();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('dbsrv: a data directory of before there were records starts, and its characters are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jadegate-dbsrv-'));
  const clock = new ManualClock();
  try {
    await mkdir(join(folder, 'dbsrv'));
    const before = await openStore({
      body: sqliteBody({ at: { file: join(folder, 'dbsrv/jadegate.sqlite') } }),
      tables: [dbTables.mirCharacter],
      serverIds: [],
      clock,
      log: silentLogger,
      counters: new Counters(),
    });
    const looks = { job: 0, hair: 0, sex: 0, level: 3, createdMs: 1, modifiedMs: 1, deletedMs: null };
    await before.table(dbTables.mirCharacter).insert({ nameKey: 'hero', account: 'ann', name: 'Hero', ...looks });
    await before.close();
    const config = readConfig({ flags: { dataDirectory: folder, mir: { dbsrv: { listen: '127.0.0.1:0' } } } });
    for (let start = 0; start < 2; start++) {
      const server = await startMirDb({ config, clock });
      assert.equal((await server.store.table(dbTables.mirCharacter).get('hero'))?.level, 3);
      assert.equal(await server.store.table(dbTables.mirRecord).get('hero'), null);
      const { records } = server.status();
      assert.deepEqual(records.listener.endpoint, server.records);
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('dbsrv: game servers connect on port 6000, or on a free one where the gates do', () => {
  const endpointOf = (dbsrv: DbsrvInput) => recordsEndpoint(readConfig({ flags: { mir: { dbsrv } } }).mir.dbsrv);
  assert.deepEqual(endpointOf({}), { host: '127.0.0.1', port: 6000 });
  assert.deepEqual(endpointOf({ listen: '10.0.0.1:5111' }), { host: '127.0.0.1', port: 6000 });
  assert.deepEqual(endpointOf({ listen: '10.0.0.1:0' }), { host: '127.0.0.1', port: 0 });
  assert.deepEqual(endpointOf({ records: '0.0.0.0:6001' }), { host: '0.0.0.0', port: 6001 });
});

test('dbsrv: on PostgreSQL it shares a database with LoginSrv', { skip: database === null }, async () => {
  const url = (await database?.freshUrl()) ?? '';
  const open = (tables: typeof dbTables | typeof loginSrvTables) =>
    openStore({
      body: postgresBody({ url }),
      tables: Object.values(tables),
      serverIds: [],
      clock: new ManualClock(),
      log: silentLogger,
      counters: new Counters(),
    });
  const [logins, characters] = [await open(loginSrvTables), await open(dbTables)];
  await logins
    .table(loginSrvTables.mirSession)
    .insert({ account: 'ann', session: 7, serverName: 'One', address: '', openedMs: 1 });
  await characters.close();
  const again = await open(dbTables);
  assert.deepEqual(await again.table(dbTables.mirCharacter).list({}), []);
  assert.equal((await logins.table(loginSrvTables.mirSession).get('ann'))?.session, 7);
  await again.close();
  await logins.close();
});
