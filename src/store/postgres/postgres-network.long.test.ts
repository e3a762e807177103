// The network between the store and the database fails in every way that it can: each request ends within its bound, nothing that was
// acknowledged is lost, and the store works again by itself.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { systemClock } from '../../base/index.ts';
import type { Store } from '../front/index.ts';
import { create, ROLE, rejects } from '../front/store.conformance-checks.ts';
import { account, raiseLevel, role } from '../front/store.conformance-procedures.ts';
import { openTestStore, queryOnce, TestDatabase } from './postgres.fixture.ts';
import { FAULTS, PostgresProxy } from './postgres-proxy.fixture.ts';

const AWAY_MS = 700;
const REQUEST_MS = 1_200;
/** The bound, and time for a busy machine. */
const ENDED_MS = REQUEST_MS + 1_500;

const database = await TestDatabase.create('network');

if (database !== null) {
  after(() => database.drop());
  for (const fault of FAULTS) {
    test(`postgres network: with ${fault} every request ends within its bound, and then the store works again`, async () => {
      await withProxy(database, async ({ proxy, store }) => {
        await store.table(account).insert({ name: 'a' });
        const before = await store.run(raiseLevel, 'a');
        proxy.begin(fault);
        const requests = [
          ...Array.from({ length: 8 }, () => timed(store.run(raiseLevel, 'a'))),
          timed(store.table(account).get('a')),
          timed(store.table(account).insert({ name: 'b' })),
        ];
        const ends = await Promise.all(requests);
        assert.ok(Math.max(...ends.map(({ ms }) => ms)) < ENDED_MS, JSON.stringify(ends));
        proxy.end();
        const level = await eventually(() => store.run(raiseLevel, 'a'));
        const raised = ends.slice(0, 8).filter(({ code }) => code === null).length;
        const unknown = ends.slice(0, 8).filter(({ code }) => code === 'outcome-unknown').length;
        const extra = level - before - 1;
        assert.ok(extra >= raised && extra <= raised + unknown, `${extra} of ${JSON.stringify(ends)}`);
      });
    });
  }

  test('postgres network: the health of a store says that its database is silent, then away, then well', async () => {
    await withProxy(database, async ({ proxy, store }) => {
      await store.run(raiseLevel, 'a');
      const { problem, requests, transactionMs } = store.health();
      assert.deepEqual([problem, requests, transactionMs !== null], [null, 0, true]);
      proxy.begin('swallow');
      const asked = timed(store.run(raiseLevel, 'a'));
      await eventually(async () => assert.match(store.health().problem ?? '', /is not answered/));
      assert.equal(store.health().requests, 1);
      assert.ok((store.health().waitsMs ?? 0) > 0);
      await asked;
      await eventually(async () => assert.notEqual(store.health().problem, null));
      proxy.end();
      await eventually(() => store.run(raiseLevel, 'a'));
      assert.equal(store.health().problem, null);
    });
  });

  test('postgres network: a read that waits for its answer is seen too, with the time of the oldest', async () => {
    await withProxy(database, async ({ proxy, store }) => {
      proxy.begin('stall');
      const first = timed(store.table(account).get('a'));
      await eventually(async () => assert.match(store.health().problem ?? '', /is not answered/));
      const { forMs, waitsMs } = store.health();
      const second = timed(store.table(account).get('b'));
      assert.ok(waitsMs === forMs && (store.health().waitsMs ?? 0) >= forMs, 'the oldest counts');
      proxy.end();
      await Promise.all([first, second]);
      assert.equal(store.health().waitsMs, null);
    });
  });

  test('postgres network: a store before a silent database closes within its bound', async () => {
    await withProxy(database, async ({ proxy, store }) => {
      proxy.begin('swallow');
      const asked = timed(store.run(raiseLevel, 'a'));
      const sinceMs = performance.now();
      await store.close();
      assert.ok(performance.now() - sinceMs < ENDED_MS + 2_000);
      assert.notEqual((await asked).code, null);
    });
  });

  test('postgres network: a server that only reads counts as lost, and requests wait for one that writes', async () => {
    const url = await database.freshUrl();
    const name = new URL(url).pathname.slice(1);
    const store = await openTestStore({ url, awayMsMax: AWAY_MS });
    try {
      await store.table(account).insert({ name: 'a' });
      await queryOnce(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await queryOnce(url, TERMINATE);
      await eventually(() =>
        rejects(store.run(raiseLevel, 'a'), 'unavailable', { message: /only reads: it is a standby/ }),
      );
      const waiting = store.run(raiseLevel, 'a');
      await queryOnce(url, `BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`);
      await waiting.catch(() => null);
      await eventually(() => store.run(raiseLevel, 'a'));
    } finally {
      await store.close();
    }
  });

  test('postgres network: a locked table fails the requests that need it, and holds up no others for long', async () => {
    const url = await database.freshUrl();
    const store = await openTestStore({ url });
    try {
      await store.table(account).insert({ name: 'a' });
      const locked = queryOnce(url, 'BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(6); COMMIT');
      await eventually(async () => {
        const [row] = await queryOnce(url, IS_LOCKED);
        assert.equal(row?.['count'], 1);
      });
      const blocked = Array.from({ length: 30 }, () => timed(store.run(raiseLevel, 'a')));
      const reads = Array.from({ length: 10 }, () => timed(store.table(account).get('a')));
      const free = timed(create(store, 1));
      const freeRead = timed(store.table(role).get(ROLE));
      for (const end of [await free, await freeRead]) {
        assert.equal(end.code, null);
        assert.ok(end.ms < 5_000, `${end.ms} ms`);
      }
      for (const { code } of await Promise.all([...blocked, ...reads])) assert.equal(code, 'timed-out');
      const next = await timed(create(store, 2));
      assert.deepEqual([next.code, next.ms < 1_000], [null, true]);
      await locked;
      assert.equal(await eventually(() => store.run(raiseLevel, 'a')), 2);
    } finally {
      await store.close();
    }
  });
}

const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND datname = current_database()`;
const IS_LOCKED = `SELECT count(*)::int AS count FROM pg_locks
  WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'account'::regclass`;

async function withProxy(
  db: TestDatabase,
  act: (parts: { readonly proxy: PostgresProxy; readonly store: Store }) => Promise<void>,
): Promise<void> {
  const proxy = await PostgresProxy.start(await db.freshUrl());
  const store = await openTestStore({
    url: proxy.url,
    awayMsMax: AWAY_MS,
    requestMsMax: REQUEST_MS,
    connectMsMax: 500,
  });
  try {
    await act({ proxy, store });
  } finally {
    await store.close();
    await proxy.stop();
  }
}

/** How a request ended: its error code or null, and after how long. */
async function timed(request: Promise<unknown>): Promise<{ readonly code: string | null; readonly ms: number }> {
  const sinceMs = systemClock.monotonicMs();
  const code = await request.then(
    () => null,
    (error: { readonly code: string }) => error.code,
  );
  return { code, ms: Math.round(systemClock.monotonicMs() - sinceMs) };
}

async function eventually<Result>(act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
