// What LoginSrv keeps, on each database: the same from both.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Counters, SeededRandom, silentLogger, systemClock } from '../../base/index.ts';
import type { OpenBody } from '../../store/body/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import { postgresBody } from '../../store/postgres/index.ts';
import { TestDatabase } from '../../store/postgres/postgres.fixture.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { closeSession, openSession } from './account.procedures.ts';
import { loginSrvTables, mirSession } from './account.tables.ts';
import { AccountBook } from './account-book.ts';
import { dbTables } from './character-table.ts';
import { ANN, CHEAP } from './login-world.fixture.ts';

const database = await TestDatabase.create('mir_login');
after(async () => await database?.drop());

interface Place {
  readonly name: string;
  /** A body that finds, when it is opened again, what was there. */
  body(): Promise<{ readonly open: OpenBody; remove(): Promise<void> }>;
}

const sqlite: Place = {
  name: 'sqlite',
  async body() {
    const folder = await mkdtemp(join(tmpdir(), 'jadegate-mir-'));
    return {
      open: sqliteBody({ at: { file: join(folder, 'store.sqlite') } }),
      remove: () => rm(folder, { recursive: true }),
    };
  },
};
const postgres = (of: TestDatabase): Place => ({
  name: 'postgres',
  async body() {
    return { open: postgresBody({ url: await of.freshUrl() }), remove: async () => {} };
  },
});

function openTables(body: OpenBody, tables: Parameters<typeof openStore>[0]['tables']): Promise<Store> {
  const counters = new Counters();
  return openStore({ body, tables, serverIds: [], clock: systemClock, log: silentLogger, counters });
}

const open = (body: OpenBody): Promise<Store> => openTables(body, Object.values(loginSrvTables));

function bookOf(store: Store): AccountBook {
  return new AccountBook({ store, clock: systemClock, random: new SeededRandom(3), log: silentLogger, cost: CHEAP });
}

for (const place of [sqlite, ...(database === null ? [] : [postgres(database)])]) {
  test(`login store, ${place.name}: of many who register one name at once, one has it, also after a restart`, async () => {
    const { open: body, remove } = await place.body();
    const store = await open(body);
    const book = bookOf(store);
    const users = Array.from({ length: 12 }, (_, index) => ({ ...ANN, password: `pass${index}` }));
    const added = await Promise.all(users.map((user) => book.add(user)));
    assert.equal(added.filter(Boolean).length, 1);
    await store.close();
    const again = await open(body);
    const row = await bookOf(again).find('ANN01');
    assert.equal(row?.userName, '安');
    const password = `pass${added.indexOf(true)}`;
    assert.ok(row !== null && (await bookOf(again).verified(row, password)) !== null);
    assert.equal(row !== null && (await bookOf(again).verified(row, 'pass')), null);
    await again.close();
    await remove();
  });

  test(`login store, ${place.name}: of two who change a password at once, one does`, async () => {
    const { open: body, remove } = await place.body();
    const store = await open(body);
    const book = bookOf(store);
    await book.add(ANN);
    const row = await book.find('ann01');
    assert.ok(row !== null);
    const changed = await Promise.all([book.changePassword(row, 'first'), book.changePassword(row, 'second')]);
    assert.deepEqual(changed.toSorted(), [false, true]);
    const now = await book.find('ann01');
    const winner = changed[0] === true ? 'first' : 'second';
    assert.ok(now !== null && (await book.verified(now, winner)) !== null);
    await store.close();
    await remove();
  });

  test(`login store, ${place.name}: an account has one session, and only its own end ends it`, async () => {
    const { open: body, remove } = await place.body();
    const store = await open(body);
    const row = { account: 'ann01', serverName: '热血', address: '1.2.3.4', openedMs: 5 };
    await store.run(openSession, { ...row, session: 10 });
    await store.run(openSession, { ...row, session: 2_147_483_647 });
    assert.equal(await store.run(closeSession, { account: 'ann01', session: 10 }), false);
    assert.equal((await store.table(mirSession).get('ann01'))?.session, 2_147_483_647);
    assert.equal(await store.run(closeSession, { account: 'ann01', session: 2_147_483_647 }), true);
    assert.equal(await store.run(closeSession, { account: 'ann01', session: 2_147_483_647 }), false);
    await store.close();
    await remove();
  });
}

test('login store, postgres: LoginSrv and DBSrv may have one database', { skip: database === null }, async () => {
  assert.ok(database !== null);
  const url = await database.freshUrl();
  const login = await open(postgresBody({ url }));
  const characters = await openTables(postgresBody({ url }), Object.values(dbTables));
  assert.equal(await bookOf(login).add(ANN), true);
  await characters.close();
  await login.close();
  const again = await openTables(postgresBody({ url }), Object.values(dbTables));
  const both = await open(postgresBody({ url }));
  assert.notEqual(await bookOf(both).find('ann01'), null);
  await both.close();
  await again.close();
});
