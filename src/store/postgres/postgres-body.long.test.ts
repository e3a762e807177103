import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Logger, silentLogger } from '../../base/index.ts';
import type { Store } from '../front/index.ts';
import { storeConformance } from '../front/store.conformance.ts';
import { create, ROLE, rejects } from '../front/store.conformance-checks.ts';
import {
  account,
  createRole,
  online,
  raiseLevel,
  role,
  roleItem,
  roleName,
} from '../front/store.conformance-procedures.ts';
import { heroTables } from '../front/store.conformance-role-procedures.ts';
import { ROLES } from '../front/store.conformance-roles.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { openTestStore, queryOnce, TestDatabase } from './postgres.fixture.ts';
import { PostgresProxy } from './postgres-proxy.fixture.ts';

const database = await TestDatabase.create('body');

if (database !== null) {
  after(() => database.drop());
  storeConformance('postgresql', { open: async () => openTestStore({ url: await database.freshUrl() }) });
  const withRoles = { tables: heroTables, statics: [] };
  storeConformance(
    'postgresql with a table of roles',
    { open: async () => openTestStore({ url: await database.freshUrl() }, withRoles) },
    ROLES,
  );
  declareTests(database);
}

function declareTests(db: TestDatabase): void {
  test('postgres body: what was acknowledged is there after opening again; live tables are empty when nobody was left', async () => {
    const url = await db.freshUrl();
    const first = await openTestStore({ url });
    await create(first, 1);
    const second = await openTestStore({ url });
    assert.notEqual(await second.table(online).get(ROLE), null);
    await first.close();
    await second.close();
    const third = await openTestStore({ url });
    assert.equal((await third.table(role).get(ROLE))?.name, 'name-1');
    assert.equal(await third.table(online).get(ROLE), null);
    await third.close();
  });

  test('postgres body: two nodes raise one counter and lose nothing', async () => {
    const stores = await openTwo(await db.freshUrl());
    const raises = Array.from({ length: 100 }, (_, at) => stores[at % 2 === 0 ? 0 : 1].run(raiseLevel, 'a'));
    const levels = (await Promise.all(raises)).toSorted((left, right) => left - right);
    assert.deepEqual(
      levels,
      Array.from({ length: 100 }, (_, at) => at + 1),
    );
    await closeAll(stores);
  });

  test('postgres body: a node warns of another one with its server ids, by address, and not of itself or of other servers', async () => {
    const url = await db.freshUrl();
    const lines: string[] = [];
    const log = recorder(lines);
    const warnings = () => lines.filter((line) => line.includes('another node serves the same server ids')).length;
    const first = await openTestStore({ url }, { log });
    const foreign = await openTestStore({ url }, { log, serverIds: [2] });
    const tool = await openTestStore({ url }, { log, live: undefined as never });
    assert.equal(warnings(), 0, lines.join('\n'));
    const second = await openTestStore({ url }, { log, serverIds: [2, 1] });
    assert.equal(warnings(), 2, lines.join('\n'));
    assert.match(lines.join('\n'), /unless it is about to leave .*"serverIds":"1","address":"127\.0\.0\.1"/);
    await closeAll([first, foreign, tool, second]);
  });

  test('postgres body: of creations with one name on two nodes exactly one wins, and role ids never repeat', async () => {
    const stores = await openTwo(await db.freshUrl());
    const allocators = stores.map((store) => new RoleIdAllocator({ store }, { blockSize: 3 }));
    const attempts = Array.from({ length: 60 }, async (_, at) => {
      const roleId = await (allocators[at % 2] as RoleIdAllocator).allocate(1);
      const name = `name-${Math.floor(at / 4)}`;
      const result = await (stores[at % 2] as Store).run(createRole, { roleId, account: `account-${at}`, name });
      return { roleId, name, result };
    });
    const made = await Promise.all(attempts);
    assert.equal(new Set(made.map(({ roleId }) => roleId)).size, 60);
    const winners = made.filter(({ result }) => result === 'created');
    assert.equal(winners.length, 15);
    for (const { roleId, name } of winners) {
      assert.equal((await stores[0].table(roleName).get(name))?.roleId, roleId);
      assert.equal((await stores[1].table(roleItem).list(roleId)).length, 2);
    }
    await closeAll(stores);
  });

  test('postgres body: nodes that look after splits at once make each once, and see those of the other', async () => {
    const stores = await openTwo(await db.freshUrl());
    await stores[0].table(roleItem).insert({ roleId: ROLE, slot: 1, count: 1 });
    const made = await Promise.all(stores.map((store) => store.maintain()));
    assert.equal(
      made.reduce((sum, count) => sum + count, 0),
      1,
    );
    // Made by one while the other does not know of it: both write there at once.
    const far = ROLE + 5_000_000_000n;
    await Promise.all(stores.map((store, at) => store.table(roleItem).insert({ roleId: far, slot: at, count: 1 })));
    assert.equal((await stores[0].table(roleItem).list(far)).length, 2);
    await closeAll(stores);
  });

  test('postgres body: a sub-table that was dropped under it is made anew', async () => {
    const url = await db.freshUrl();
    const store = await openTestStore({ url });
    await store.table(roleItem).insert({ roleId: ROLE, slot: 1, count: 1 });
    await queryOnce(url, 'DROP TABLE role_item_1_0');
    assert.deepEqual(await store.table(roleItem).list(ROLE), []);
    await store.table(roleItem).insert({ roleId: ROLE, slot: 2, count: 1 });
    assert.equal((await store.table(roleItem).list(ROLE)).length, 1);
    await store.close();
  });

  for (const cut of ['before-commit', 'after-commit'] as const) {
    test(`postgres body: a connection cut ${cut.replace('-', ' ')} neither loses nor repeats what is acknowledged`, async () => {
      const url = await db.freshUrl();
      const proxy = await PostgresProxy.start(url);
      const store = await openTestStore({ url: proxy.url });
      for (let round = 1; round <= 5; round++) {
        // On a new connection the statement is sent as text, and so seen.
        proxy.cutAll();
        proxy.cut = cut;
        const levels = await Promise.all([store.run(raiseLevel, 'a'), store.run(raiseLevel, 'a')]);
        assert.deepEqual(levels, [2 * round - 1, 2 * round]);
        assert.equal(await store.table(account).update('a', { level: 2 * round }), true);
      }
      assert.equal(proxy.cuts, 5);
      assert.equal((await store.table(account).get('a'))?.level, 10);
      await store.close();
      await proxy.stop();
    });
  }

  test('postgres body: a database that stays away refuses by code, says what is not known, and serves when it is back', async () => {
    const url = await db.freshUrl();
    const proxy = await PostgresProxy.start(url);
    const store = await openTestStore({ url: proxy.url, awayMsMax: 300 });
    await store.table(account).insert({ name: 'a' });
    await store.table(account).update('a', { level: 2 });
    proxy.cutAll();
    proxy.cut = 'after-commit';
    proxy.isShutByCut = true;
    const inDoubt = store.run(raiseLevel, 'a');
    await rejects(inDoubt, 'outcome-unknown', { message: /check before/ });
    await rejects(store.table(account).get('a'), 'unavailable', { message: /try again later/ });
    await rejects(store.table(account).insert({ name: 'b' }), 'unavailable', {});
    proxy.isShut = false;
    const level = (await eventually(() => store.table(account).get('a')))?.level;
    assert.ok(level === 2 || level === 3, `level ${level}`);
    assert.equal(await eventually(() => store.run(raiseLevel, 'a')), (level ?? 0) + 1);
    await store.close();
    await proxy.stop();
  });

  test('postgres body: a statement that takes too long is ended by code, and the next is served', async () => {
    const url = await db.freshUrl();
    const store = await openTestStore({ url, statementMsMax: 100 });
    await store.table(account).insert({ name: 'a' });
    const locker = await openTestStore({ url });
    const locked = queryOnce(url, 'BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.6); COMMIT');
    await eventually(async () => {
      const [row] = await queryOnce(
        url,
        "SELECT count(*)::int AS count FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'account'::regclass",
      );
      assert.equal(row?.['count'], 1);
    });
    const late = store.table(account).update('a', { level: 5 });
    await rejects(late, 'timed-out', { message: /nothing of this was stored/ });
    await locked;
    assert.equal(await store.table(account).update('a', { level: 6 }), true);
    await closeAll([store, locker]);
  });

  test('postgres body: a full disk fails what does not fit, keeps what did, and goes on', async () => {
    const url = await db.freshUrl();
    const store = await openTestStore({ url });
    await store.table(account).insert({ name: 'a' });
    await queryOnce(url, RAISE_DISK_FULL);
    await rejects(store.table(account).insert({ name: 'full' }), 'disk-full', { message: /make room/ });
    await store.table(account).update('a', { level: 2 });
    await queryOnce(url, 'DROP TRIGGER full_disk ON account');
    await store.table(account).insert({ name: 'full' });
    assert.equal((await store.table(account).get('a'))?.level, 2);
    await store.close();
  });

  test('postgres body: past the bound on requests in flight new ones are refused, the others answered', async () => {
    const store = await openTestStore({ url: await db.freshUrl(), queueMax: 10 });
    const asked = Array.from({ length: 12 }, (_, at) => store.table(account).insert({ name: `a${at}` }));
    const results = await Promise.allSettled(asked);
    assert.equal(results.filter((result) => result.status === 'rejected' && result.reason.code === 'busy').length, 2);
    await store.close();
  });

  test('postgres body: what keeps it from opening is told by code, and no password is ever shown', async () => {
    const lines: string[] = [];
    const log = recorder(lines);
    const nobody = db.url();
    nobody.username = 'nobody_of_this_name';
    nobody.password = 'hush-hush';
    const nowhere = db.url();
    nowhere.pathname = '/no_such_database';
    nowhere.password = 'hush-hush';
    const silent = new URL('postgres://someone:hush-hush@127.0.0.1:1/game?password=hush-hush');
    for (const [url, code] of [
      [nobody, 'denied'],
      [nowhere, 'denied'],
      [silent, 'unavailable'],
    ] as const) {
      await assert.rejects(
        openTestStore({ url: url.href, openWaitMs: 100 }, { log }),
        (error: Error & { code: string }) => {
          assert.equal(error.code, code, error.message);
          assert.doesNotMatch(error.message, /hush/);
          return true;
        },
      );
    }
    assert.equal(lines.filter((line) => line.includes('the start waits for it')).length, 1, 'for the silent one, once');
    await assert.rejects(openTestStore({ url: 'postgres://a:hush hush@[/x' }), /is not valid/);
    const withPassword = new URL(await db.freshUrl());
    withPassword.password = 'hush-hush';
    const store = await openTestStore({ url: withPassword.href }, { log });
    assert.doesNotMatch(store.location, /hush/);
    await store.close();
    assert.doesNotMatch(lines.join('\n'), /hush/);
  });
}

// The very error that the server gives when a file cannot grow (SQLSTATE 53100).
const RAISE_DISK_FULL = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER full_disk BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION full_disk()`;

async function openTwo(url: string): Promise<[Store, Store]> {
  return [await openTestStore({ url }), await openTestStore({ url })];
}

async function closeAll(stores: readonly Store[]): Promise<void> {
  for (const store of stores) await store.close();
}

/** What `act` gives, once it no longer throws; the test's own time-out bounds it. */
async function eventually<Result>(act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function recorder(lines: string[]): Logger {
  const note = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { ...silentLogger, debug: note, info: note, warn: note, error: note, child: () => recorder(lines) };
}
